import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createDriveEmulator, type DriveEmulator } from "../../src/emulators/koodrive/emulator.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { createSlackEmulator, type SlackEmulator } from "../../src/emulators/slack/emulator.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createActor, fieldsOf, textOf } from "../support/actor.ts";
import { type BotProcess, killBotProcesses, startBotProcess } from "../support/bot-process.ts";
import { createTestLocation, testBackend } from "../support/database.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { BROCHURE } from "../support/sharing.ts";

const CREATE = { method: "POST", path: "/v1/share" } as const;
// A killed process is noticed by its silence, which takes PostgreSQL's queue up to seventeen seconds.
const NOTICED_MS = 60_000;

const databases = testBackend === "postgres" ? (["embedded", "postgres"] as const) : (["embedded"] as const);

describe.each(databases)("a bot that is killed, on the %s database", (kind) => {
  let drive: DriveEmulator;
  let slack: SlackEmulator;
  let bot: BotProcess;
  let environment: Readonly<Record<string, string>>;
  const cleanUps: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const app = { appId: "crash-app", appSecret: randomBytes(12).toString("hex") };
    const signingSecret = randomBytes(16).toString("hex");
    const botToken = `xoxb-${randomBytes(12).toString("hex")}`;
    drive = await createDriveEmulator({
      edition: "enterprise",
      clock: systemClock,
      credentials: app,
      taskDuration: () => 60 * 60 * 1_000,
    });
    slack = await createSlackEmulator({
      clock: systemClock,
      botUrl: () => `http://127.0.0.1:${bot.port}/slack/events`,
      signingSecret,
      botToken,
      manifest: parse(await readFile(new URL("../../manifest.yml", import.meta.url), "utf8")),
    });
    environment = {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl,
      KOODRIVE_BASE_URL: drive.url,
      KOODRIVE_APP_ID: app.appId,
      KOODRIVE_APP_SECRET: app.appSecret,
      KOODRIVE_USER_ID: SEED.users.mei.id,
      ...(await place()),
    };
    bot = await startBotProcess(environment);
  }, 120_000);
  afterAll(async () => {
    await killBotProcesses();
    await slack.close();
    await drive.close();
    for (const cleanUp of cleanUps) await cleanUp();
  });

  const place = async (): Promise<Readonly<Record<string, string>>> => {
    const folder = await mkdtemp(join(tmpdir(), "koodrive-crash-"));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    if (kind === "embedded") return { DATA_DIR: folder };
    const { location, drop } = await createTestLocation();
    cleanUps.push(drop);
    return {
      DATA_DIR: folder,
      DATABASE_URL: location.kind === "postgres" ? location.url : "",
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    };
  };
  const wish = async (comment: string) => {
    const tom = createActor(slack, PEOPLE.tom);
    await tom.command(`share ${BROCHURE.id}`, CHANNELS.launch);
    await tom.seeModal((view) => fieldsOf(view).includes("destination"));
    await tom.type("comment", comment);
    expect(await tom.submit()).toEqual({ ok: true });
    await tom.close();
  };
  const cardsWith = (comment: string) =>
    slack.history(CHANNELS.launch).filter(({ blocks }) => textOf(blocks).split("\n").includes(comment));

  it("between the answer to a form and its job, or while the drive is asked, makes each share and card once", async () => {
    // Eight jobs run at a time: these wait for the drive's answers, so the ninth waits for them.
    const held = Array.from({ length: 8 }, () => drive.faults.next(CREATE, { kind: "held" }));
    const comments = Array.from({ length: 9 }, (_, index) => `wish ${index + 1}`);
    for (const comment of comments) await wish(comment);
    await Promise.all(held.map(({ caught }) => caught));
    expect(drive.state.shares).toHaveLength(8);
    expect(comments.flatMap(cardsWith)).toEqual([]);

    await bot.end("SIGKILL");
    drive.faults.clear();
    bot = await startBotProcess(environment);

    await slack.waitFor(() => comments.every((comment) => cardsWith(comment).length > 0), NOTICED_MS);
    expect(drive.state.shares.map(({ comment }) => comment).sort()).toEqual(comments);
    expect(comments.map((comment) => cardsWith(comment).length)).toEqual(comments.map(() => 1));
    const told = slack.history(slack.directMessage(PEOPLE.tom)).map(({ text }) => text);
    expect(told).toEqual([]);
  }, 120_000);

  it("while a task runs, goes on showing its progress and tells its end once", async () => {
    const tom = createActor(slack, PEOPLE.tom);
    const direct = () => slack.history(tom.direct()).filter(({ deleted }) => !deleted);
    const [card] = cardsWith("wish 1");
    await tom.press(await tom.seeMessage(CHANNELS.launch, ({ ts }) => ts === card?.ts), "share:package");
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.type("zip_name", "survivor");
    await tom.submit();
    await tom.close();
    const shown = await tom.seeMessage(tom.direct(), ({ text }) => text.includes("*Packaging survivor.zip*"));
    // Written after its state was: nothing of this look is under way any more.
    await tom.seeMessage(tom.direct(), ({ ts, text }) => ts === shown.ts && text.includes(" % "));

    await bot.end("SIGKILL");
    bot = await startBotProcess(environment);
    const [task] = drive.state.tasks;
    const createdAt = task?.createdAt ?? 0;
    drive.control.decideTask(task?.taskId ?? "", { kind: "all" }, Date.now() + 1_000 - createdAt);
    const isNotice = ({ text }: { readonly text: string }): boolean =>
      text.includes("Your package survivor.zip is ready.");
    await slack.waitFor(() => direct().some(isNotice), NOTICED_MS);
    await slack.waitFor(() => direct().some(({ ts, text }) => ts === shown.ts && text.includes("Ended")), NOTICED_MS);

    expect(direct().filter(isNotice)).toHaveLength(1);
    expect(direct().filter(({ text }) => text.includes("*Packaging survivor.zip*"))).toHaveLength(1);
    expect(drive.state.tasks).toHaveLength(1);
  }, 120_000);

  it("with SIGTERM, finishes what it has begun and ends in time", async () => {
    const held = drive.faults.next(CREATE, { kind: "held" });
    await wish("during the stop");
    await held.caught;
    const began = performance.now();
    const ended = bot.end("SIGTERM");
    await bot.seeLog(({ msg }) => msg === "stopping");
    held.release();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(25_000);
    expect(bot.log.some((line) => line.includes('"msg":"stopped"'))).toBe(true);

    // The share was finished; its card is a job of its own, for whoever comes next.
    bot = await startBotProcess(environment);
    await slack.waitFor(() => cardsWith("during the stop").length > 0, NOTICED_MS);
    expect(cardsWith("during the stop")).toHaveLength(1);
    expect(drive.state.shares.filter(({ comment }) => comment === "during the stop")).toHaveLength(1);
  }, 60_000);

  it("writes no secret to its log", () => {
    const codes = drive.state.shares.map(({ extractCode }) => extractCode ?? "no code");
    const secrets = [
      environment["SLACK_BOT_TOKEN"],
      environment["SLACK_SIGNING_SECRET"],
      environment["KOODRIVE_APP_SECRET"],
    ];
    for (const secret of [...codes, ...secrets]) expect(bot.log.join("\n")).not.toContain(secret ?? "");
  });
});
