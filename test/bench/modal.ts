import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { View } from "../../src/emulators/slack/protocol.ts";
import { textOf } from "../support/actor.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { type BenchOffice, openBenchOffice } from "./bench-office.ts";
import type { Leftovers } from "./leftovers.ts";
import { coveredWithin, percentile } from "./statistics.ts";
import { type BenchTable, judge } from "./table.ts";
import { type Traffic, watchTraffic } from "./traffic.ts";

const WARM_UPS = 30;
const OPENINGS = 300;
const SHARES = 100;
const OPEN_AIM_MS = 10;
const CARD_AIM_MS = 100;
const FILES = [SEED.files.brochure.id, SEED.files.pressKit.id];

/** From the command to `views.open`, and from the form sent off to the card, without what the drive itself takes. */
export const benchModal = async (leftovers: Leftovers): Promise<BenchTable> => {
  const office = await openBenchOffice(leftovers);
  // All cards go to one conversation, one right after the other: what Slack's limits make it wait is not what is measured.
  await office.startBot({ SLACK_MESSAGE_GAP_MS: "0" });
  const traffic = watchTraffic(leftovers);

  for (let count = 0; count < WARM_UPS; count++) await openModal(office, traffic);
  const opened: number[] = [];
  for (let count = 0; count < OPENINGS; count++) opened.push(await openModal(office, traffic));

  for (let count = 0; count < WARM_UPS; count++) await shareFiles(office, traffic, `Warm-up ${count}`);
  const posted: Sharing[] = [];
  for (let count = 0; count < SHARES; count++) posted.push(await shareFiles(office, traffic, `Round ${count}.`));

  const own = posted.map(({ totalMs, driveMs }) => totalMs - driveMs);
  return {
    title: "From Slack and back",
    rows: [
      row("command to views.open sent", opened, OPEN_AIM_MS),
      row("form sent off to card posted, less the drive's time", own, CARD_AIM_MS),
      row(
        "the drive's time therein",
        posted.map(({ driveMs }) => driveMs),
      ),
    ],
    notes: [
      `${OPENINGS} commands, then ${SHARES} shares of ${FILES.length} files, one after the other; the aims are held against both p50 and p99.`,
      `Timed in the process of the workspace and the drive, so both ways over the network count; no gap between messages; the bot ${office.databaseNote}.`,
    ],
  };
};

const row = (what: string, times: readonly number[], aimMs?: number) => ({
  what,
  "p50 ms": percentile(times, 0.5),
  "p99 ms": percentile(times, 0.99),
  "max ms": Math.max(...times),
  ...(aimMs === undefined ? {} : judgeBoth(times, aimMs)),
});

const judgeBoth = (times: readonly number[], aimMs: number) => {
  const usual = judge(percentile(times, 0.5), { under: aimMs }, " ms");
  return { aim: usual.aim, "p50 met": usual.met, "p99 met": judge(percentile(times, 0.99), { under: aimMs }).met };
};

const isForm = (view: View): boolean => view.callback_id === "share_create" && view.submit !== undefined;

/** Opens the form, waits until it is filled, and closes it. In milliseconds. */
const openModal = async (office: BenchOffice, traffic: Traffic): Promise<number> => {
  const person = office.person(PEOPLE.tom);
  traffic.clear();
  await person.command("share", CHANNELS.launch);
  await person.seeModal(isForm);
  await person.close();
  return firstTo(traffic, "/api/views.open") - sentAt(traffic, "command=");
};

type Sharing = { readonly totalMs: number; readonly driveMs: number };

const shareFiles = async (office: BenchOffice, traffic: Traffic, comment: string): Promise<Sharing> => {
  const person = office.person(PEOPLE.tom);
  await person.command(`share ${FILES.join(" ")}`, CHANNELS.launch);
  await person.seeModal(isForm);
  traffic.clear();
  const answer = await person.submit({ comment: { comment: { type: "plain_text_input", value: comment } } });
  if (!answer.ok || "errors" in answer) throw new Error(`the form was not taken: ${JSON.stringify(answer)}`);
  await person.seeMessage(CHANNELS.launch, (message) => textOf(message.blocks).includes(comment));
  // The modal may be told later than the channel; until then the bot still works on this share.
  await office.slack.waitFor(() => traffic.received().some(({ path }) => path === "/api/views.update"));
  await person.close();
  const from = sentAt(traffic, "payload=");
  const to = firstTo(traffic, "/api/chat.postMessage");
  const drive = traffic
    .received()
    .filter(({ port }) => port === office.drive.port)
    .map(({ at, answeredAt }) => ({ from: at, to: answeredAt ?? to }));
  return { totalMs: to - from, driveMs: coveredWithin(drive, from, to) };
};

const sentAt = (traffic: Traffic, start: string): number => {
  const found = traffic.sent().find(({ body }) => body.includes(start));
  if (found === undefined) throw new Error("nothing was sent to the bot");
  return found.at;
};

const firstTo = (traffic: Traffic, path: string): number => {
  const found = traffic.received().find((request) => request.path === path);
  if (found === undefined) throw new Error(`the bot did not call ${path}`);
  return found.at;
};
