import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Module, roomOf, violationsIn } from "./support/architecture.ts";
import { ROOMS } from "./support/walls.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** One file of each part of the program, and deeper ones where a part has folders. */
const SAMPLES = [
  "main.ts",
  "demo.ts",
  "app.ts",
  "config.ts",
  "config-variables.ts",
  "doctor.ts",
  "doctor/slack.ts",
  "doctor/finding.ts",
  "features/index.ts",
  ...[
    "feature",
    "handlers",
    "handlers-modal",
    "jobs",
    "input",
    "service",
    "service-files",
    "view",
    "view-outcome",
    "words",
  ].flatMap((name) => [`features/help/${name}.ts`, `features/audit-log/${name}.ts`]),
  "domain/share.ts",
  "koodrive/client.ts",
  "koodrive/credentials/app.ts",
  "store/database.ts",
  "store/shares.ts",
  "store/migrations/first.ts",
  "jobs/job.ts",
  "jobs/queue.ts",
  "jobs/handoffs.ts",
  ...[
    "feature",
    "bolt",
    "failure",
    "people",
    "messenger",
    "action-ids",
    "blocks",
    "limits",
    "mrkdwn",
    "view-values",
  ].map((name) => `slack/${name}.ts`),
  "slack/locale/words.ts",
  "emulators/koodrive/server.ts",
  "emulators/koodrive/seed/company.ts",
  "emulators/slack/server.ts",
  "emulators/slack/protocol.ts",
  "emulators/slack/validate/blocks.ts",
  "emulators/slack/page/main.tsx",
  "emulators/slack/page/state/stream.ts",
  "lib/clock.ts",
  "lib/ids.ts",
  "lib/errors.ts",
  "lib/logger.ts",
];
const PACKAGES = [
  ...[
    "@slack/bolt",
    "@slack/types",
    "@slack/web-api",
    "zod",
    "zod/v4",
    "undici",
    "kysely",
    "kysely/migration",
    "pg",
    "yaml",
  ],
  ...["@electric-sql/pglite", "pg-boss", "pino", "date-fns", "date-fns/locale", "@date-fns/tz", "i18next", "preact"],
  ...["node:fs", "node:fs/promises"],
];

const diagnosticsSchema = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string(),
      location: z.object({ path: z.string(), start: z.object({ line: z.number() }).optional() }),
    }),
  ),
});

/** A file that imports the targets, one in each line. */
const importing = (path: string, targets: readonly string[]): Module => ({
  path,
  source: targets.map((target) => `import type {} from "${target}";`).join("\n"),
});

const relativeImport = (from: string, to: string): string => {
  const up = dirname(from) === "." ? 0 : dirname(from).split("/").length;
  const shared = from.split("/").findIndex((part, at) => part !== to.split("/")[at]);
  const way = up - shared === 0 ? "./" : "../".repeat(up - shared);
  return `${way}${to.split("/").slice(shared).join("/")}`;
};

type Finding = { readonly category: string; readonly path: string; readonly line: number | undefined };

describe("Biome", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "walls-"));
    await cp(join(ROOT, "biome.json"), join(folder, "biome.json"));
    await cp(join(ROOT, ".gitignore"), join(folder, ".gitignore"));
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The errors Biome finds, with the project's own settings. */
  const lint = async (files: readonly Module[]): Promise<readonly Finding[]> => {
    for (const { path, source } of files) {
      await mkdir(join(folder, "src", dirname(path)), { recursive: true });
      await writeFile(join(folder, "src", path), source);
    }
    const run = spawnSync(
      join(ROOT, "node_modules/.bin/biome"),
      ["lint", "--reporter=json", "--max-diagnostics=none", "--diagnostic-level=error", "src"],
      { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 },
    );
    return diagnosticsSchema.parse(JSON.parse(run.stdout)).diagnostics.map(({ category, location }) => ({
      category,
      path: location.path.replace(/^src\//, ""),
      line: location.start?.line,
    }));
  };

  // Biome reads a file for each part; on a busy machine that takes minutes.
  it("has the same walls as the table, for every part and everything it could import", async () => {
    const files = SAMPLES.map((path) => {
      const others = SAMPLES.filter((other) => other !== path).map((other) => relativeImport(path, other));
      return { path, targets: [...others, ...PACKAGES] };
    });
    const found = await lint(files.map(({ path, targets }) => importing(path, targets)));
    const refused = new Set(
      found
        .filter(({ category }) => category === "lint/style/noRestrictedImports")
        .map(({ path, line }) => `${path}:${line}`),
    );
    // Biome takes a type for a value, so it allows what is allowed for either.
    const verdicts = files.flatMap(({ path, targets }) =>
      targets.map((target, at) => ({
        import: `${target} in ${path}`,
        table: violationsIn([importing(path, [target])]).length === 0,
        biome: !refused.has(`${path}:${at + 1}`),
      })),
    );
    expect(verdicts.filter(({ table, biome }) => table !== biome)).toEqual([]);
    expect(verdicts.filter(({ biome }) => !biome).length).toBeGreaterThan(SAMPLES.length);
    expect(new Set(SAMPLES.map((path) => roomOf(path)?.name))).toEqual(new Set(ROOMS.map(({ name }) => name)));
  }, 180_000);

  it("takes each house rule for an error", async () => {
    const probes: readonly (readonly [rule: string, path: string, ...lines: readonly string[]])[] = [
      ["suspicious/noExplicitAny", "lib/any.ts", "export const a = (b: any): void => b();"],
      ["suspicious/noConsole", "lib/console.ts", 'console.log("a");'],
      ["suspicious/noImportCycles", "lib/cycle.ts", 'import { b } from "./cycle-back.ts";', "export const a = b;"],
      ["suspicious/noImportCycles", "lib/cycle-back.ts", 'import { a } from "./cycle.ts";', "export const b = a;"],
      ["style/noNonNullAssertion", "lib/not-null.ts", "export const a = (b: string | undefined) => b!.length;"],
      ["style/noDefaultExport", "lib/default.ts", "export default 1;"],
      ["style/noEnum", "lib/enum.ts", "export enum A { B }"],
      ["style/noParameterProperties", "lib/property.ts", "export class A { constructor(readonly b: string) {} }"],
      ["style/noProcessEnv", "lib/environment.ts", "export const a = process.env.A;"],
      ["style/useImportType", "lib/type.ts", 'import { Clock } from "./clock.ts";', "export type A = Clock;"],
      ["style/useFilenamingConvention", "lib/camelCase.ts", "export const a = 1;"],
      ["style/noExcessiveLinesPerFile", "lib/long.ts", "export const a = [", ...Array(300).fill("1,"), "];"],
      ["performance/noBarrelFile", "lib/barrel.ts", 'export { a } from "./clock.ts";'],
      ["correctness/useImportExtensions", "lib/extension.ts", 'import { a } from "./long";', "export const b = a;"],
      [
        "nursery/noFloatingPromises",
        "lib/promise.ts",
        "const a = async () => {};",
        "export const b = () => {",
        "a();",
        "};",
      ],
    ];
    const found = await lint(probes.map(([, path, ...lines]) => ({ path, source: lines.join("\n") })));
    const errors = new Set(found.map(({ category, path }) => `${category} in ${path}`));
    const expected = probes.map(([rule, path]) => `lint/${rule} in ${path}`);
    expect(expected.filter((error) => !errors.has(error))).toEqual([]);
  });
});
