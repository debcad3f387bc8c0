import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_RULES } from "../../src/domain/sharing-policy.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { savePolicy } from "../../src/store/policies.ts";
import { askFor, auditOf, directTexts, seeDirect } from "../support/accounts.ts";
import { elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { cardNow } from "../support/card-life.ts";
import { CHANNELS, type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { createShareLife } from "../support/passing-time.ts";
import { BROCHURE, openShareForm, shareTwoFiles } from "../support/sharing.ts";

const MINUTE_MS = 60 * 1_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TASK_MS = 30_000;

// What looks for work again and again, in each of the bots. Whatever is new here needs its case below.
const TELLING = [
  "account-link.check",
  "account-link.requests",
  "share-card.check",
  "share-card.time",
  "share-reminders",
  "sharing-exceptions",
  "task-watch.follow",
  "task-watch.resume",
];
// They only measure, or take away what is old: doing it twice is doing it once.
const SILENT = ["audit-retention", "share-card.tidy", "share-open.forget", "task-watch.measure"];

describe("two bots that look for what is due at the same moment", () => {
  let office: Office;
  let life: ReturnType<typeof createShareLife>;
  beforeAll(async () => {
    office = await openOffice({ bots: 2, taskDuration: () => TASK_MS });
    life = createShareLife(office);
    const rules = { ...DEFAULT_RULES, maxDays: 30 };
    await savePolicy(office.database.db, { teamId: TEAM, rules, revision: 0, by: PEOPLE.ada }, office.clock.now());
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await life.close();
    await office.close();
  });

  const told = (id: string, text: string): number =>
    directTexts(office.person(id)).filter((one) => one.includes(text)).length;
  const askedFor = (path: string): number => office.drive.requests.to(path, "POST").length;

  it("look once at a task, and tell its end once", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card } = await shareTwoFiles(office, tom, CHANNELS.launch, "two bots");
    await tom.press(card, "share:package");
    await tom.seeModal((view) => fieldsOf(view).includes("zip_name"));
    await tom.type("zip_name", "once");
    await tom.submit();
    await tom.close();
    await tom.seeMessage(tom.direct(), ({ text }) => text.includes("*Packaging once.zip*"));
    await office.bot.whenIdle();
    const before = askedFor("/taskDetail");
    await office.later(TASK_MS);
    expect(askedFor("/taskDetail")).toBe(before + 1);
    expect(told(PEOPLE.tom, "Your package once.zip is ready.")).toBe(1);
    expect(told(PEOPLE.tom, "*Packaging once.zip*")).toBe(1);
  });

  it("tell once what a bot that died left untold", async () => {
    const since = new Date(office.clock.now().getTime() - 2 * MINUTE_MS);
    const left = { noticeState: "sending", noticeAt: since } as const;
    await office.database.db.updateTable("tasks").set(left).where("zipName", "=", "once.zip").execute();
    await office.later(0);
    expect(told(PEOPLE.tom, "Your package once.zip is ready.")).toBe(1);
    const [task] = await office.database.db.selectFrom("tasks").select("noticeState").execute();
    expect(task).toEqual({ noticeState: "sent" });
  });

  it("remind once of a share that ends soon", async () => {
    const { expiresAt } = await life.share(PEOPLE.tom, "Both.pdf", 4);
    await life.goTo(expiresAt.getTime() - 2 * DAY_MS);
    expect(life.told(PEOPLE.tom, "Both.pdf")).toHaveLength(1);
  });

  it("ask once about a share that has ended, and change its card once", async () => {
    const tom = office.person(PEOPLE.tom);
    const { card, shareId } = await shareTwoFiles(office, tom, CHANNELS.launch, "ends once");
    const share = office.drive.state.shares.find((one) => one.shareId === shareId);
    const edits = () =>
      office.slack.calls.filter(({ method, args }) => method === "chat.update" && args["ts"] === card.ts).length;
    const before = edits();
    await life.goTo((share?.expiresAt ?? 0) + 1_000);
    expect(textOf(cardNow(tom, card).blocks)).toContain("Expired");
    expect(edits()).toBe(before + 1);
  });

  it("end once an exception that nobody answered", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id);
    await tom.pressInModal("exception:ask");
    await tom.seeModal((view) => fieldsOf(view).includes("reason"));
    const wish = (elementOf(tom.modal(), "wish").options ?? []).filter(({ value }) => value === "days");
    await tom.set("wish", { type: "checkboxes", selected_options: wish });
    await tom.type("days", "90");
    await tom.type("reason", "a long fair");
    await tom.submit();
    await tom.close();
    await office.bot.whenIdle();
    await office.later(7 * DAY_MS + 1_000);
    expect(told(PEOPLE.tom, "No administrator answered")).toBe(1);
  });
});

describe("two bots with people who have drive accounts of their own", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({ bots: 2, links: ["ada", "yusuf"] });
  });
  afterAll(() => office.close());

  const told = (id: string, text: string): number =>
    directTexts(office.person(id)).filter((one) => one.includes(text)).length;

  it("have a case here for all that they look for", () => {
    const tickers = office.bot.features.flatMap((feature) => feature.tickers ?? []);
    expect(tickers.map(({ name }) => name).sort()).toEqual([...TELLING, ...SILENT].sort());
  });

  it("bring a request to mind once, and end it once", async () => {
    await askFor(office.person(PEOPLE.tom), SEED.users.tom.id);
    await seeDirect(office.person(PEOPLE.ada), "asks to be connected");
    await office.later(25 * HOUR_MS);
    expect(told(PEOPLE.ada, "asks to be connected")).toBe(2);
    await office.later(7 * DAY_MS);
    expect(told(PEOPLE.tom, "Nobody answered")).toBe(1);
  });

  it("end once the link of a person whose account is frozen", async () => {
    const body = JSON.stringify({ code: 0, data: { userId: SEED.users.yusuf.id, name: "Yusuf Kaya", status: 7 } });
    office.drive.faults.always({ path: `/users/${SEED.users.yusuf.id}` }, { kind: "answer", status: 200, body });
    await office.later(DAY_MS + HOUR_MS);
    office.drive.faults.clear();
    expect(told(PEOPLE.yusuf, "the account is frozen on the drive")).toBe(1);
    expect(await auditOf(office, "account.disconnect")).toHaveLength(1);
  });
});
