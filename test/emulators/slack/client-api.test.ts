import { request } from "node:http";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../src/emulators/slack/protocol.ts";
import { FINANCE, GENERAL, LAUNCH, MEI, meiReads, PARTNERS, PRIYA, startWorkspace, TOM } from "./workspace.ts";

/** Reads snapshots from the stream, one at a time. */
const openStream = async (url: string, as: string) => {
  const response = await fetch(`${url}/client/stream?as=${as}`);
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  const next = async (): Promise<Snapshot> => {
    let end = buffer.indexOf("\n\n");
    while (end < 0) {
      const { value, done } = await reader.read();
      if (done) throw new Error("the stream ended");
      buffer += value;
      end = buffer.indexOf("\n\n");
    }
    const event = buffer.slice("data: ".length, end);
    buffer = buffer.slice(end + 2);
    return JSON.parse(event) as Snapshot;
  };
  return { next, type: response.headers.get("content-type"), cancel: () => reader.cancel() };
};

const post = async (url: string, act: unknown) => {
  const response = await fetch(`${url}/client/act`, { method: "POST", body: JSON.stringify(act) });
  return { status: response.status, body: (await response.json()) as unknown };
};

describe("the page's stream", () => {
  it("sends a whole snapshot at once and after every burst of changes", async () => {
    const { slack } = await startWorkspace();
    const stream = await openStream(slack.url, MEI);
    expect(stream.type).toBe("text/event-stream");
    expect((await stream.next()).messages[GENERAL]).toEqual([]);
    for (const text of ["one", "two", "three"]) await slack.act({ as: TOM, kind: "say", channel: GENERAL, text });
    const texts = (await stream.next()).messages[GENERAL]?.map(({ text }) => text);
    expect(texts).toEqual(["one", "two", "three"]);
    await stream.cancel();
  });

  it("is for people one can act as", async () => {
    const { slack } = await startWorkspace();
    expect((await fetch(`${slack.url}/client/stream?as=U0SOFIA001`)).status).toBe(404);
    const people = (await (await fetch(`${slack.url}/client/people`)).json()) as readonly { readonly id: string }[];
    expect(people.map(({ id }) => id)).toEqual([MEI, TOM, "U0ADA00001", "U0YUSUF001", PRIYA]);
    expect(() => slack.snapshot("U0SOFIA001")).toThrow("nobody can act as U0SOFIA001");
  });
});

describe("what one person sees", () => {
  it("leaves out private channels and other people's conversations", async () => {
    const { slack } = await startWorkspace();
    const channels = (id: string) => slack.snapshot(id).channels.map((channel) => channel.id);
    expect(channels(TOM)).not.toContain(FINANCE);
    expect(channels(MEI)).toContain(FINANCE);
    expect(channels(TOM)).not.toContain("D0MEIADA01");
    expect(channels(PRIYA)).toEqual([PARTNERS]);
    expect(Object.keys(slack.snapshot(TOM).messages)).toEqual(channels(TOM));
  });

  it("names direct messages after the other person", async () => {
    const { slack } = await startWorkspace();
    const names = slack
      .snapshot(TOM)
      .channels.filter(({ kind }) => kind === "im")
      .map(({ name }) => name);
    expect(names.toSorted()).toEqual(["Ada Okafor", "KooDrive", "Mei Lin 林美"]);
  });

  it("shows channels that can be joined, and joining", async () => {
    const { slack } = await startWorkspace();
    const join = { as: "U0YUSUF001", kind: "join" as const };
    const launch = () => slack.snapshot("U0YUSUF001").channels.find(({ id }) => id === LAUNCH);
    expect(launch()).toMatchObject({ isMember: false, botIsMember: false });
    expect(await slack.act({ ...join, channel: LAUNCH })).toEqual({ ok: true });
    expect(launch()).toMatchObject({ isMember: true });
    expect(await slack.act({ ...join, channel: FINANCE })).toEqual({
      ok: false,
      error: "channel_not_found: no such channel",
    });
    expect(await slack.act({ ...join, channel: "C0OLDPROJ1" })).toEqual({
      ok: false,
      error: "is_archived: nobody can join an archived channel",
    });
  });

  it.each([
    ["a < b & c > d", "a &lt; b &amp; c &gt; d"],
    ["see https://a.example/s?a=1&b=2.", "see <https://a.example/s?a=1&amp;b=2>."],
    ["@Mei Lin 林美 and @tom.baker, not x@koodrive", `<@${MEI}> and <@${TOM}>, not x@koodrive`],
    [`<@${MEI}> stays`, `<@${MEI}> stays`],
  ])("keeps %s as Slack keeps it", async (typed, kept) => {
    const { slack } = await startWorkspace();
    await slack.act({ as: TOM, kind: "say", channel: GENERAL, text: typed });
    expect(slack.history(GENERAL)[0]?.text).toBe(kept);
  });

  it("keeps an empty place for a deleted message that heads a thread", async () => {
    const { slack } = await startWorkspace();
    await slack.act({ as: MEI, kind: "say", channel: GENERAL, text: "head" });
    const ts = slack.history(GENERAL)[0]?.ts ?? "";
    await slack.act({ as: TOM, kind: "say", channel: GENERAL, text: "reply", threadTs: ts });
    await slack.act({ as: MEI, kind: "delete", channel: GENERAL, ts });
    const seen = slack.snapshot(TOM).messages[GENERAL]?.map(({ text, deleted }) => ({ text, deleted }));
    expect(seen).toEqual([
      { text: "", deleted: true },
      { text: "reply", deleted: false },
    ]);
  });
});

describe("POST /client/act", () => {
  it("takes acts and refuses what is none", async () => {
    const { slack } = await startWorkspace();
    expect(await post(slack.url, { as: MEI, kind: "say", channel: GENERAL, text: "hi" })).toEqual({
      status: 200,
      body: { ok: true },
    });
    expect(await post(slack.url, { as: MEI, kind: "dance" })).toMatchObject({ status: 400, body: { ok: false } });
    expect(await post(slack.url, { as: MEI, kind: "say", channel: GENERAL, text: "  " })).toEqual({
      status: 200,
      body: { ok: false, error: meiReads("nothingTyped") },
    });
  });

  it("runs the demo's own controls", async () => {
    const ran: unknown[] = [];
    const controls = [{ id: "clock", label: "Move the clock", choices: [{ value: "1d", label: "A day" }] }];
    const run = (id: string, value?: string) => void ran.push([id, value]);
    const { slack } = await startWorkspace({ extras: { controls: () => controls, run } });
    expect(slack.snapshot(MEI).controls).toEqual(controls);
    expect(await post(slack.url, { as: MEI, kind: "control", id: "clock", value: "1d" })).toMatchObject({
      body: { ok: true },
    });
    expect(ran).toEqual([["clock", "1d"]]);
    const without = await startWorkspace();
    expect(without.slack.snapshot(MEI).controls).toEqual([]);
    expect(await without.slack.act({ as: MEI, kind: "control", id: "clock" })).toEqual({
      ok: false,
      error: meiReads("noControls"),
    });
  });
});

describe("other pages and names", () => {
  const status = (port: number, method: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, path: "/client/people", method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once("error", reject);
      asked.end();
    });

  it("are kept out", async () => {
    const { slack } = await startWorkspace();
    const { port } = slack;
    expect(await status(port, "GET", { host: `localhost:${port}` })).toBe(200);
    expect(await status(port, "GET", { host: "evil.example" })).toBe(403);
    expect(await status(port, "GET", { host: "127.0.0.1.evil.example" })).toBe(403);
    expect(await status(port, "POST", { origin: "http://evil.example" })).toBe(403);
    expect(await status(port, "POST", { origin: `http://127.0.0.1:${port + 1}` })).toBe(403);
    expect(await status(port, "POST", { origin: `http://127.0.0.1:${port}` })).toBe(404);
  });
});

describe("waiting for a change", () => {
  it("resolves with what was looked for, and says what it waited for in vain", async () => {
    const { slack } = await startWorkspace();
    const waiting = slack.waitFor(() => slack.history(GENERAL)[0]?.text);
    await slack.act({ as: MEI, kind: "say", channel: GENERAL, text: "here" });
    expect(await waiting).toBe("here");
    await expect(slack.waitFor(() => false, 1)).rejects.toThrow("waited 1 ms in vain for: () => false");
  });
});
