import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createMetrics } from "../src/lib/metrics.ts";

const dashboard = z
  .object({
    uid: z.string(),
    templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
    panels: z.array(
      z.object({
        id: z.number(),
        title: z.string(),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).optional(),
      }),
    ),
  })
  .parse(JSON.parse(await readFile(new URL("../grafana-dashboard.json", import.meta.url), "utf8")));

/** Every family of figures there is, with the labels it can carry. */
const families = async (): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const metrics = createMetrics({
    queue: () => Promise.resolve([{ name: "a", ready: 1, waiting: 1, active: 1, oldestSeconds: 1 }]),
    openTasks: () => Promise.resolve(1),
  });
  metrics.interaction({ kind: "command", name: "share", outcome: "done", ackMs: 1 });
  metrics.driveCall({ operation: "drive.shareDetail", outcome: "ok", milliseconds: 1 });
  metrics.slackCall({ method: "chat.postMessage", outcome: "ok" });
  metrics.pollLate(1);
  metrics.noticeSent("package");
  metrics.messageSetAside("say");
  const found = new Map<string, Set<string>>();
  for (const [, name = "", labels = ""] of (await metrics.text()).body.matchAll(/^(koodrive_\w+)(?:\{(.*)\})? /gm)) {
    const known = found.get(name) ?? new Set<string>();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
};

const OUTSIDE = new Set(["instance", "job"]);
const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const namesIn = (expr: string): readonly string[] => expr.match(/koodrive_\w+/g) ?? [];

describe("the Grafana dashboard", () => {
  it("asks only for figures that the bot has, by labels that they carry", async () => {
    const known = await families();
    for (const { title, targets = [] } of dashboard.panels) {
      for (const { expr, legendFormat } of targets) {
        const labels = new Set(namesIn(expr).flatMap((name) => [...(known.get(name) ?? [])]));
        expect(
          namesIn(expr).filter((name) => !known.has(name)),
          title,
        ).toEqual([]);
        const asked = [
          ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label),
          ...[...expr.matchAll(/[{,](\w+)(?:=|!=|=~|!~)"/g)].map(([, label]) => label),
          ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/,\s*/)),
        ];
        expect(
          asked.filter((label = "") => !labels.has(label) && !OUTSIDE.has(label)),
          `${title}: ${expr}`,
        ).toEqual([]);
      }
    }
  });

  it("shows every figure of the bot's own", async () => {
    const own = [...(await families()).keys()]
      .filter((name) => !/^koodrive_(process|nodejs)_/.test(name))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ""));
    const shown = new Set(expressions.flatMap(namesIn).map((name) => name.replace(/_(bucket|sum|count)$/, "")));
    expect([...new Set(own)].filter((name) => !shown.has(name))).toEqual([]);
  });

  it("uses only variables that it has", () => {
    const names = new Set(dashboard.templating.list.map(({ name }) => name));
    const used = expressions.flatMap((expr) => [...expr.matchAll(/\$(\w+)/g)].map(([, name = ""]) => name));
    expect(used.filter((name) => !names.has(name) && !name.startsWith("__"))).toEqual([]);
  });

  it("lays no panel over another", () => {
    const { panels } = dashboard;
    const over = panels.flatMap((a, at) =>
      panels.slice(at + 1).flatMap((b) => {
        const [p, q] = [a.gridPos, b.gridPos];
        const apart = p.x + p.w <= q.x || q.x + q.w <= p.x || p.y + p.h <= q.y || q.y + q.h <= p.y;
        return apart ? [] : [`${a.title} and ${b.title}`];
      }),
    );
    expect(over).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
