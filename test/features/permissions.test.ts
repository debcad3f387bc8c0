import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { companySeed } from "../../src/emulators/slack/seed.ts";
import { saveLink } from "../../src/store/accounts.ts";
import { savePersonPreferences } from "../../src/store/preferences.ts";
import { actsOf, createActs } from "../support/acts.ts";
import { type Office, openOffice, PEOPLE, TEAM } from "../support/office.ts";
import { openRequests, type Requests } from "../support/requests.ts";

const WANG = "U0WANG0001";
const DAY_MS = 24 * 60 * 60 * 1000;

/** The columns of the table. `elsewhere`: Tom, in another workspace. */
const WHO = {
  unlinked: PEOPLE.yusuf,
  linked: WANG,
  owner: PEOPLE.tom,
  named: PEOPLE.mei,
  admin: PEOPLE.ada,
  left: PEOPLE.sofia,
  outside: PEOPLE.priya,
  elsewhere: PEOPLE.tom,
} as const;
type Who = keyof typeof WHO;
const COLUMNS: readonly Who[] = ["unlinked", "linked", "owner", "named", "admin", "left", "outside", "elsewhere"];

/** What a refusal says. `gone`: it is somebody else's, and they are not told more. `drive`: the drive's own word. */
const REFUSALS = {
  connect: /not connected to a drive account/,
  already: /You are connected already|There is nothing to disconnect/,
  owner:
    /Only <@U0TOM00001> (can change|can share|and drive administrators)|Only the owner of a share|Only the person who|The access code is (for <@U0TOM00001>|not shown to people of other)/,
  admins: /Only drive administrators can do this|You are not a drive administrator|You do not administer the drive/,
  members: /Only members of (this workspace|<#)/,
  gone: /is not known here any more|This window (was open for too long|is too old)/,
  edition: /belong to the carrier edition/,
  drive: /The drive does not allow this|Your drive account does not administer the drive/,
  left: /Your Slack account is deactivated/,
} as const;

/** Each act, by each person: done, refused with the reason, or nothing at all (`-`): nothing said, nothing done. */
const TABLE = `
                           | unlinked | linked  | owner   | named   | admin   | left | outside | elsewhere
command audit              | admins   | admins  | admins  | admins  | done    | -    | admins  | -
command cancel             | owner    | owner   | done    | owner   | done    | -    | owner   | -
command code               | owner    | owner   | done    | done    | done    | -    | owner   | -
command connect            | done     | done    | done    | done    | done    | -    | members | -
command disconnect         | connect  | done    | done    | done    | done    | -    | connect | -
command edit               | owner    | owner   | done    | owner   | owner   | -    | owner   | -
command extend             | owner    | owner   | done    | owner   | owner   | -    | owner   | -
command help               | done     | done    | done    | done    | done    | -    | done    | -
command open               | connect  | done    | done    | done    | done    | -    | connect | -
command package            | connect  | done    | done    | done    | done    | -    | connect | -
command package-expiry     | connect  | admins  | admins  | admins  | done    | -    | connect | -
command policy             | admins   | admins  | admins  | admins  | done    | -    | admins  | -
command retention          | edition  | edition | edition | edition | edition | -    | edition | -
command save               | connect  | done    | done    | done    | done    | -    | connect | -
command settings           | done     | done    | done    | done    | done    | -    | done    | -
command share              | connect  | done    | done    | done    | done    | -    | connect | -
command shares             | connect  | done    | done    | done    | done    | -    | connect | -
command tasks              | done     | done    | done    | done    | done    | -    | done    | -
command whoami             | connect  | done    | done    | done    | done    | -    | connect | -
shortcut open_shared_link  | connect  | done    | done    | done    | done    | -    | connect | -
shortcut share_file        | connect  | done    | done    | done    | done    | -    | connect | -
button account:approve     | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button account:connect     | done     | done    | done    | done    | done    | -    | members | -
button account:deny        | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button account:disconnect  | already  | already | already | already | already | -    | already | -
button audit:all           | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button audit:export        | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button audit:newer         | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button audit:older         | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button audit:person        | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button channel:settings    | done     | done    | done    | done    | done    | -    | done    | -
button exception:approve   | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button exception:ask       | connect  | done    | done    | done    | done    | -    | connect | -
button exception:refuse    | admins   | admins  | admins  | admins  | done    | -    | admins  | -
button help:show           | done     | done    | done    | done    | done    | -    | done    | -
button home:next           | done     | done    | done    | done    | done    | -    | done    | -
button home:previous       | done     | done    | done    | done    | done    | -    | done    | -
button home:settings       | done     | done    | done    | done    | done    | -    | done    | -
button link:back           | gone     | gone    | done    | gone    | gone    | -    | gone    | -
button link:browse         | connect  | done    | done    | done    | done    | -    | connect | -
button link:cards-on       | done     | done    | done    | done    | done    | -    | members | -
button link:enter          | gone     | gone    | done    | gone    | gone    | -    | gone    | -
button link:file           | gone     | gone    | done    | gone    | gone    | -    | gone    | -
button link:first          | gone     | gone    | done    | gone    | gone    | -    | gone    | -
button link:more           | done     | done    | done    | done    | done    | -    | members | -
button link:page           | gone     | gone    | done    | gone    | gone    | -    | gone    | -
button link:up             | gone     | gone    | done    | gone    | gone    | -    | gone    | -
button reminder:let-end    | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button share:again         | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button share:cancel        | owner    | owner   | done    | owner   | done    | -    | owner   | -
button share:code          | owner    | owner   | done    | done    | done    | -    | owner   | -
button share:details       | done     | done    | done    | done    | done    | -    | done    | -
button share:edit          | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button share:extend        | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button share:extend-week   | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button share:mine          | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button share:more          | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button share:package       | connect  | done    | done    | done    | done    | -    | connect | -
button share:retry         | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button share:save          | connect  | done    | done    | done    | done    | -    | connect | -
button share:start         | connect  | done    | done    | done    | done    | -    | connect | -
button share:theirs        | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button shares:next         | connect  | done    | done    | done    | done    | -    | connect | -
button shares:post         | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button shares:post-outside | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button shares:previous     | connect  | done    | done    | done    | done    | -    | connect | -
button task:retry          | owner    | owner   | done    | owner   | owner   | -    | owner   | -
button tasks:page          | done     | done    | done    | done    | done    | -    | done    | -
modal account_connect      | done     | already | already | already | already | left | members | -
modal channel_settings     | members  | members | done    | done    | done    | left | members | -
modal exception_request    | connect  | done    | done    | done    | done    | left | connect | -
modal home_settings        | done     | done    | done    | done    | done    | left | done    | -
modal package_expiry       | connect  | admins  | admins  | admins  | done    | -    | connect | -
modal retention_policy     | gone     | gone    | gone    | gone    | gone    | left | gone    | -
modal share_cancel         | owner    | owner   | done    | owner   | done    | -    | owner   | -
modal share_create         | connect  | drive   | done    | drive   | drive   | left | connect | -
modal share_edit           | gone     | gone    | done    | gone    | gone    | left | gone    | -
modal share_extend         | gone     | gone    | done    | gone    | gone    | left | gone    | -
modal share_open           | connect  | done    | done    | done    | done    | left | connect | -
modal share_replace        | gone     | gone    | done    | gone    | gone    | -    | gone    | -
modal sharing_policy       | admins   | admins  | admins  | admins  | done    | left | admins  | -
modal task_create          | connect  | drive   | done    | drive   | drive   | left | connect | -
`;

const cells = TABLE.replace(/^\n|\n$/g, "")
  .split("\n")
  .slice(1)
  .map((line) => {
    const [act = "", ...words] = line.split("|").map((cell) => cell.trim());
    return { act, expected: words };
  });

describe("who may do what", () => {
  let office: Office;
  let requests: Requests;
  let made: ReturnType<typeof createActs>;
  beforeAll(async () => {
    const wang = companySeed.people.find(({ id }) => id === PEOPLE.yusuf);
    if (wang === undefined) throw new Error("the seed has no Yusuf");
    office = await openOffice({
      links: ["mei", "tom", "ada"],
      slackSeed: { ...companySeed, people: [...companySeed.people, { ...wang, id: WANG, name: "wang.fang" }] },
    });
    const now = office.clock.now();
    for (const userId of [WANG, PEOPLE.sofia]) {
      const drive = userId === WANG ? SEED.users.wang : SEED.users.jonas;
      await saveLink(office.database.db, {
        teamId: TEAM,
        userId,
        driveUserId: drive.id,
        driveUserName: drive.name,
        reason: "approved",
        approvedBy: PEOPLE.ada,
        shared: false,
        linkedAt: now,
        checkDueAt: new Date(now.getTime() + DAY_MS),
      });
    }
    const choices = { language: "en", reminderHours: [], quietHours: undefined, notices: "message" } as const;
    for (const userId of Object.values(WHO)) {
      await savePersonPreferences(office.database.db, { teamId: TEAM, userId }, choices, now);
    }
    // The daily look finds out who has left.
    await office.later(DAY_MS + 60_000);
    for (const userId of new Set(Object.values(WHO))) {
      if (userId !== PEOPLE.sofia) await office.slack.act({ as: userId, kind: "open-home" });
    }
    await office.slack.settled();
    await office.bot.whenIdle();
    requests = await openRequests(office);
    made = createActs(office, PEOPLE.mei);
  });
  afterAll(async () => {
    await made.close();
    await requests.close();
    await office.close();
  });

  const countAudit = async (userId: string, result?: string): Promise<number> => {
    const rows = await office.database.db.selectFrom("audit").select("result").where("userId", "=", userId).execute();
    return rows.filter((row) => result === undefined || row.result === result).length;
  };

  /** What came of it, as a cell of the table says it. */
  const outcomeOf = async (act: string, who: Who, tries = 3): Promise<string> => {
    const build = made.acts[act];
    if (build === undefined) throw new Error(`nobody knows how to ask for: ${act}`);
    const [, name = ""] = act.split(" ");
    const userId = WHO[who];
    const ask = await build(userId);
    const before = { all: await countAudit(userId), refused: await countAudit(userId, "refused") };
    const heard = await requests.send(name, ask, userId, who === "elsewhere" ? "T0OTHER001" : TEAM);
    // A busy machine may take longer than the three seconds that Slack waits: then it is asked anew.
    if (heard.status !== 200 && tries > 1) return outcomeOf(act, who, tries - 1);
    expect(heard.status).toBe(200);
    const refusal = Object.entries(REFUSALS).find(([, words]) => words.test(heard.text))?.[0];
    const after = { all: await countAudit(userId), refused: await countAudit(userId, "refused") };
    if (refusal !== undefined) {
      // What somebody has no right to leaves a trace; who is not connected yet, or came too late, has tried nothing.
      const isKept = after.refused > before.refused;
      return (refusal === "owner" || refusal === "admins") && !isKept ? `${refusal} (no trace)` : refusal;
    }
    if (heard.text.includes('"response_action":"errors"')) return `wrong: ${heard.text}`;
    // Tom is told of his own tasks meanwhile, whatever is asked from elsewhere in his name.
    const quiet = who === "elsewhere" ? heard.answered === "" : heard.text === "" && !heard.drawn;
    const nothing = quiet && after.all === before.all;
    return nothing ? "-" : "done";
  };

  it("is said for every command, button, modal and shortcut that there is", () => {
    expect(cells.map(({ act }) => act).sort()).toEqual(actsOf(office.bot.features));
  });

  it.each(cells)("$act", async ({ act, expected }) => {
    const found: string[] = [];
    for (const who of COLUMNS) found.push(await outcomeOf(act, who));
    expect(found).toEqual(expected);
  });
});
