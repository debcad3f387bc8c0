import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { createKooDrive } from "../../src/koodrive/client.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { randomIds } from "../../src/lib/ids.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { textOf } from "../support/actor.ts";
import { createVisitor } from "../support/home.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { type BenchOffice, openBenchOffice } from "./bench-office.ts";
import type { Leftovers } from "./leftovers.ts";
import { percentile } from "./statistics.ts";
import { type BenchTable, judge } from "./table.ts";
import { watchTraffic } from "./traffic.ts";

const SHARES = 1_000;
const WARM_UPS = 20;
const LOOKS = 200;
const AIM_MS = 300;
const AT_ONCE = 20;

/** From the look at the Home tab to `views.publish`, for somebody with a thousand live shares. */
export const benchHome = async (leftovers: Leftovers): Promise<BenchTable> => {
  const office = await openBenchOffice(leftovers);
  await office.startBot();
  await makeShares(office);
  const person = office.person(PEOPLE.mei);
  // Makes the drive's shares known to the bot.
  await person.command("shares", CHANNELS.launch);
  await person.seeMessage(CHANNELS.launch, ({ blocks }) => textOf(blocks).includes(String(SHARES)));

  const traffic = watchTraffic(leftovers);
  const visitor = createVisitor(office, PEOPLE.mei);
  const look = async (): Promise<number> => {
    traffic.clear();
    await visitor.open();
    const asked = traffic.sent().find(({ body }) => body.includes("app_home_opened"));
    const drawn = traffic.received().find(({ path }) => path === "/api/views.publish");
    if (asked === undefined || drawn === undefined) throw new Error("the Home tab was not drawn");
    return drawn.at - asked.at;
  };
  for (let count = 0; count < WARM_UPS; count++) await look();
  const times: number[] = [];
  for (let count = 0; count < LOOKS; count++) times.push(await look());
  const usual = judge(percentile(times, 0.5), { under: AIM_MS }, " ms");
  return {
    title: `The Home tab of somebody with ${SHARES} live shares`,
    rows: [
      {
        what: "look to views.publish sent",
        "p50 ms": percentile(times, 0.5),
        "p99 ms": percentile(times, 0.99),
        "max ms": Math.max(...times),
        aim: usual.aim,
        "p50 met": usual.met,
        "p99 met": judge(percentile(times, 0.99), { under: AIM_MS }).met,
      },
    ],
    notes: [`${LOOKS} looks, one after the other; no call to the drive is among them. The bot ${office.databaseNote}.`],
  };
};

const makeShares = async (office: BenchOffice): Promise<void> => {
  const drive = createKooDrive({
    baseUrl: office.drive.url,
    edition: "enterprise",
    credential: { kind: "app", ...office.driveKeys },
    clock: systemClock,
    ids: randomIds,
    logger: createLogger({ level: "fatal" }),
  });
  const make = (index: number) =>
    drive.createShare(
      { userId: SEED.users.mei.id },
      {
        scope: "external",
        containerId: SEED.spaces.marketing.id,
        fileIds: [SEED.files.brochure.id],
        validDays: 1 + (index % 300),
        accessCode: undefined,
        comment: `share ${index}`,
        phoneNumbers: [],
        userIds: [],
      },
    );
  for (let index = 0; index < SHARES; index += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, more) => make(index + more)));
  }
  await drive.close();
};
