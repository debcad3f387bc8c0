import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { parse } from "yaml";
import { createDriveEmulator } from "../../src/emulators/koodrive/emulator.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { createSlackEmulator } from "../../src/emulators/slack/emulator.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createFleet } from "./fleet.ts";
import { createFront } from "./front.ts";
import type { FaultOptions } from "./options.ts";
import type { OwnPostgres } from "./own-postgres.ts";
import { createDiary, createPerson, type Work } from "./people.ts";
import { createRandom, type Random } from "./random.ts";
import { readRecords, unfinished } from "./records.ts";
import { driveStorm, slackStorm } from "./storm.ts";
import { readProgram, upgradeOneByOne } from "./upgrade.ts";
import { judge, type Verdict } from "./verdict.ts";
import { crowdSeed } from "./workspace.ts";

export type StormResult = Verdict & {
  readonly logs: readonly string[];
  /** What the drive holds in the end. */
  readonly drive: unknown;
  readonly seconds: { readonly load: number; readonly rest: number };
};

/** The whole company on a day on which everything goes wrong, and what is left of its work in the end. */
export const runStorm = async (given: {
  readonly options: FaultOptions;
  readonly postgres: OwnPostgres;
  readonly folder: string;
  readonly say: (text: string) => void;
}): Promise<StormResult> => {
  const { options, postgres, say } = given;
  const random = createRandom(options.seed);
  const keys = {
    appSecret: randomBytes(16).toString("hex"),
    signingSecret: randomBytes(16).toString("hex"),
    botToken: `xoxb-${randomBytes(12).toString("hex")}`,
    encryptionKey: randomBytes(32).toString("base64"),
  };
  const durations = random.fork("durations");
  const drive = await createDriveEmulator({
    edition: "enterprise",
    clock: systemClock,
    credentials: { appId: "faults", appSecret: keys.appSecret },
    taskDuration: () => durations.between(500, 12_000),
  });
  let fleet: ReturnType<typeof createFleet> | undefined;
  const front = await createFront({ random: random.fork("front"), bots: () => fleet?.urls() ?? [], doubled: 0.06 });
  const seed = crowdSeed(options.people);
  const slack = await createSlackEmulator({
    clock: systemClock,
    botUrl: () => `${front.url}/slack/events`,
    signingSecret: keys.signingSecret,
    botToken: keys.botToken,
    manifest: parse(await readFile(new URL("../../manifest.yml", import.meta.url), "utf8")),
    seed,
  });
  const earlier = options.upgradeFrom === undefined ? undefined : await readProgram(options.upgradeFrom);
  const environment = {
    SLACK_BOT_TOKEN: keys.botToken,
    SLACK_SIGNING_SECRET: keys.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    KOODRIVE_BASE_URL: drive.url,
    KOODRIVE_APP_ID: "faults",
    KOODRIVE_APP_SECRET: keys.appSecret,
    KOODRIVE_USER_ID: SEED.users.mei.id,
    DATABASE_URL: postgres.url,
    ENCRYPTION_KEY: keys.encryptionKey,
    DATA_DIR: given.folder,
    NODE_COMPILE_CACHE: `${given.folder}/compiled`,
  };
  fleet = createFleet(environment, earlier);
  await fleet.open(options.bots);
  say(`${options.bots} bots are up; the storm begins`);

  const storms = {
    drive: driveStorm(random.fork("drive"), options.faults),
    slack: slackStorm(random.fork("slack"), options.faults),
  };
  drive.faults.sometimes(storms.drive.pick);
  slack.refuse.sometimes(storms.slack.pick);
  const began = performance.now();
  const elapsed = (): number => Math.round((performance.now() - began) / 1_000);
  let over = false;
  const diary = createDiary();
  const people = seed.crowd.map((id) =>
    createPerson({
      slack,
      id,
      random: random.fork(id),
      diary,
      isOver: () => over || elapsed() > options.limit,
    }),
  );
  const upgrading = earlier === undefined ? undefined : upgradeOneByOne({ options, fleet, say, isOver: () => over });
  const breaking = breakThings({ options, postgres, fleet, random: random.fork("breaking"), isOver: () => over });

  const works = shuffledWork(options, random.fork("work"));
  let done = 0;
  const progress = setInterval(() => say(`  ${elapsed()} s: ${done} of ${works.total} done`), 15_000);
  await Promise.all(
    people.map(async (person) => {
      for (let next = works.take(); next !== undefined; next = works.take()) {
        if (elapsed() > options.limit) return;
        // Each at their own pace, so that the storm has its time.
        const turn = (works.taken() / works.total) * options.seconds * 1_000 - (performance.now() - began);
        if (turn > 0) await wait(turn);
        await person.work(next);
        done += 1;
      }
    }),
  );
  clearInterval(progress);
  over = true;
  const restarts = await breaking;
  await upgrading;
  const load = elapsed();
  say(`the load is through after ${load} s; the bots finish what is left, with calls still failing`);
  const deadline = performance.now() + options.limit * 1_000;
  let records = await readRecords(postgres.url);
  let told = 0;
  for (let rest = unfinished(records); rest !== undefined && performance.now() < deadline; rest = unfinished(records)) {
    if (told++ % 15 === 0) say(`  ${elapsed()} s: ${rest}`);
    await wait(1_000);
    records = await readRecords(postgres.url);
  }
  drive.faults.clear();
  slack.refuse.clear();
  // What is told in a modal is told right after its job's end was written.
  await wait(1_000);
  records = await readRecords(postgres.url);
  for (const { hand } of people) hand.top();
  const seconds = { load, rest: elapsed() - load };

  const verdict = judge({
    records,
    drive,
    slack,
    diary,
    offeredAgain: new Set(people.flatMap(({ hand }) => [...hand.offeredAgain])),
    logs: fleet.logs(),
    secrets: [
      ...Object.values(keys),
      ...drive.state.shares.flatMap(({ extractCode }) => extractCode ?? []),
      ...drive.state.tasks.flatMap(({ ended }) => ended?.packageToken ?? []),
    ],
  });
  const held = { shares: drive.state.shares, tasks: drive.state.tasks };
  const { counts, why } = fleet;
  const mixedSeconds = fleet.mixedSeconds();
  await fleet.close();
  await front.close();
  await slack.close();
  await drive.close();
  const unasked = counts.diedAlone > 0 ? [`${counts.diedAlone} bots ended by themselves`] : [];
  return {
    logs: [...why, ...fleet.logs()],
    drive: held,
    seconds,
    violations: [
      ...unasked,
      ...why.filter((text) => text.startsWith("a bot ended")).slice(0, 3),
      ...verdict.violations,
    ],
    facts: {
      ...verdict.facts,
      "bots killed": counts.kills.old + counts.kills.new,
      ...(earlier === undefined
        ? {}
        : {
            "of the earlier version": counts.kills.old,
            "bots brought to this version": counts.upgrades,
            "of these told to stop and ended badly": counts.badEnds,
            "seconds with both versions at work": mixedSeconds,
          }),
      "starts that failed (and were made again)": counts.failedStarts,
      "database restarts": restarts,
      "requests of Slack's": front.counts.requests,
      "of these sent twice": front.counts.doubled,
      "of these without an answer": front.counts.lost,
      "forms sent twice": diary.counts.doubled,
      "done again by people": diary.counts.again,
      "extended, revoked, retried": diary.counts.extended + diary.counts.revoked + diary.counts.retried,
      "drive calls struck": storms.drive.struck(),
      "Slack calls struck": storms.slack.struck(),
    },
  };
};

const shuffledWork = ({ shares, tasks }: FaultOptions, random: Random) => {
  const works: Work[] = [
    ...Array.from({ length: shares }, (_, number): Work => ({ kind: "share", number: number + 1 })),
    ...Array.from({ length: tasks }, (_, number): Work => ({ kind: "task", number: number + 1 })),
  ];
  for (let index = works.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    const [one, two] = [works[index], works[other]];
    if (one !== undefined && two !== undefined) [works[index], works[other]] = [two, one];
  }
  // Nothing can be packaged before the first card stands.
  works.sort((one, other) => Number(one.kind === "task") - Number(other.kind === "task"));
  const early = works.splice(0, Math.min(10, shares));
  for (let index = works.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    const [one, two] = [works[index], works[other]];
    if (one !== undefined && two !== undefined) [works[index], works[other]] = [two, one];
  }
  const line = [...early, ...works];
  const total = line.length;
  return { total, left: () => line.length, taken: () => total - line.length, take: () => line.shift() };
};

/** Kills a bot every few seconds and restarts the database now and then; resolves with how often the latter. */
const breakThings = async (given: {
  readonly options: FaultOptions;
  readonly postgres: OwnPostgres;
  readonly fleet: ReturnType<typeof createFleet>;
  readonly random: Random;
  readonly isOver: () => boolean;
}): Promise<number> => {
  const { options, postgres, fleet, random, isOver } = given;
  const restarting: Promise<void>[] = [];
  const kills = async (): Promise<void> => {
    const pause = (): number => options.killEvery * 1_000 * random.between(0.5, 1.5);
    let next = performance.now() + pause();
    while (!isOver()) {
      await wait(250);
      // On a slow machine bots start slowly: with fewer than two of them nothing would be done at all.
      if (isOver() || performance.now() < next || fleet.urls().length < Math.min(2, options.bots)) continue;
      restarting.push(fleet.crash(random.below(options.bots)));
      next = performance.now() + pause();
    }
  };
  let restarts = 0;
  const database = async (): Promise<void> => {
    const own = random.fork("database");
    let next = performance.now() + options.databaseEvery * 1_000;
    while (!isOver()) {
      await wait(250);
      if (isOver() || performance.now() < next) continue;
      restarts += 1;
      await (own.chance(0.5) ? postgres.crash(own.between(0, 2_500)) : postgres.restart(own.between(0, 2_500)));
      next = performance.now() + options.databaseEvery * 1_000;
    }
  };
  await Promise.all([kills(), database()]);
  await Promise.all(restarting);
  return restarts;
};
