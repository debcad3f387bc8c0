import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calendarDay } from "../../src/domain/validity.ts";
import { personalFileId, SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";
import { BROCHURE, openShareForm } from "../support/sharing.ts";
import { dayInWords, sendForm } from "../support/submission.ts";

const ZONE = "America/New_York";
const chosen = (value: string, label = value) => ({ value, text: { type: "plain_text", text: label } });
const files = (...ids: readonly string[]) => ({
  type: "multi_external_select",
  selected_options: ids.map((id) => chosen(id)),
});
const radio = (value: string) => ({ type: "radio_buttons", selected_option: chosen(value) });
const text = (value: string | null) => ({ type: "plain_text_input", value });
const day = (selected_date: string | null) => ({ type: "datepicker", selected_date });
const users = (...selected_users: readonly string[]) => ({ type: "multi_users_select", selected_users });

/** A form that would be taken as it is. */
const GOOD = {
  space: { type: "external_select", selected_option: chosen(SEED.spaces.marketing.id) },
  files: files(BROCHURE.id),
  scope: radio("external"),
  validity: { type: "static_select", selected_option: chosen("7") },
  access_code: radio("auto"),
  comment: text(null),
  destination: { type: "conversations_select", selected_conversation: null },
} as const;

const TO_PEOPLE = { scope: radio("people"), recipients: users(), phone_numbers: text(null) };
const TO_A_DAY = { validity: { type: "static_select", selected_option: chosen("date") } };
const OWN_CODE = { access_code: radio("custom") };

describe("a form to share that cannot be taken", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
    const tom = office.person(PEOPLE.tom);
    // What was offered once is known: these two lie in different spaces.
    await openShareForm(tom, CHANNELS.launch, BROCHURE.id, personalFileId("mei", "Draft.docx"));
    await tom.close();
  });
  afterAll(() => office.close());

  const inZone = (daysLater: number): string => calendarDay(office.clock.now(), ZONE, daysLater);

  const cases: readonly (readonly [
    name: string,
    changed: () => Readonly<Record<string, unknown>>,
    errors: () => Readonly<Record<string, string>>,
  ])[] = [
    ["no file", () => ({ files: files() }), () => ({ files: "Choose at least one file or folder." })],
    [
      "101 files",
      () => ({ files: files(...Array.from({ length: 101 }, (_, index) => `F${index}`)) }),
      () => ({ files: "A share holds at most 100 files; these are 101. Remove some, or share their folder." }),
    ],
    [
      "a file of another space",
      () => ({ files: files(BROCHURE.id, personalFileId("mei", "Draft.docx")) }),
      () => ({
        files:
          "Not in the chosen space: Draft.docx. Remove them, or choose their space: one share takes files of one space.",
      }),
    ],
    [
      "no space",
      () => ({ space: { type: "external_select", selected_option: null } }),
      () => ({ space: "Choose the space that holds the files." }),
    ],
    ...["abc1234", "abc123456", "abc-1234", "abc 1234", "密码密码密码密码", "abcd123é"].map(
      (code) =>
        [
          `the code ${code}`,
          () => ({ ...OWN_CODE, custom_code: text(code) }),
          () => ({ custom_code: "A code has exactly 8 characters: letters a–z, A–Z and digits, nothing else." }),
        ] as const,
    ),
    [
      "no code of one's own",
      () => ({ ...OWN_CODE, custom_code: text(null) }),
      () => ({ custom_code: "A code has exactly 8 characters: letters a–z, A–Z and digits, nothing else." }),
    ],
    [
      "a code of one's own, sent before its field was drawn",
      () => OWN_CODE,
      () => ({ access_code: "A code has exactly 8 characters: letters a–z, A–Z and digits, nothing else." }),
    ],
    [
      "a comment of 512 characters",
      () => ({ comment: text("x".repeat(512)) }),
      () => ({ comment: "The comment has 512 characters; the drive takes up to 511." }),
    ],
    [
      "a day gone by",
      () => ({ ...TO_A_DAY, until: day(inZone(-1)) }),
      () => ({
        until: `The link must work for at least one day. The earliest day is ${dayInWords(inZone(1))}.`,
      }),
    ],
    [
      "today",
      () => ({ ...TO_A_DAY, until: day(inZone(0)) }),
      () => ({
        until: `The link must work for at least one day. The earliest day is ${dayInWords(inZone(1))}.`,
      }),
    ],
    [
      "a day beyond 365 days",
      () => ({ ...TO_A_DAY, until: day(inZone(366)) }),
      () => ({
        until: `The drive keeps links for at most 365 days. The latest day is ${dayInWords(inZone(365))}.`,
      }),
    ],
    ["no day", () => ({ ...TO_A_DAY, until: day(null) }), () => ({ until: "Choose the last day." })],
    [
      "a day that is none",
      () => ({ ...TO_A_DAY, until: day("2027-02-30") }),
      () => ({ until: "Choose the last day." }),
    ],
    [
      "366 days by a tampered choice",
      () => ({ validity: { type: "static_select", selected_option: chosen("366") } }),
      () => ({
        validity: `The drive keeps links for at most 365 days. The latest day is ${dayInWords(inZone(365))}.`,
      }),
    ],
    [
      "half a day by a tampered choice",
      () => ({ validity: { type: "static_select", selected_option: chosen("0") } }),
      () => ({
        validity: `The link must work for at least one day. The earliest day is ${dayInWords(inZone(1))}.`,
      }),
    ],
    [
      "people, but nobody named",
      () => TO_PEOPLE,
      () => ({ phone_numbers: "Name at least one person, in Slack or by phone number." }),
    ],
    [
      "people, sent before their fields were drawn",
      () => ({ scope: radio("people") }),
      () => ({ scope: "Name at least one person, in Slack or by phone number." }),
    ],
    [
      "a phone number with letters",
      () => ({ ...TO_PEOPLE, phone_numbers: text("+86 138 0000 0001\nring me") }),
      () => ({
        phone_numbers: "“ring me” is not a phone number. Use digits, with + for the country if you like.",
      }),
    ],
    [
      "a person whose drive account is not known",
      () => ({ ...TO_PEOPLE, recipients: users(PEOPLE.tom) }),
      () => ({
        recipients:
          "The drive account is not known of: Tom Baker. Ask them to use `/koodrive connect`, or give their phone number.",
      }),
    ],
    [
      "everything wrong at once",
      () => ({
        ...TO_PEOPLE,
        ...TO_A_DAY,
        ...OWN_CODE,
        files: files(),
        until: day(null),
        custom_code: text("short"),
        comment: text("x".repeat(600)),
      }),
      () => ({
        files: "Choose at least one file or folder.",
        phone_numbers: "Name at least one person, in Slack or by phone number.",
        until: "Choose the last day.",
        custom_code: "A code has exactly 8 characters: letters a–z, A–Z and digits, nothing else.",
        comment: "The comment has 600 characters; the drive takes up to 511.",
      }),
    ],
    [
      "a state that no modal sends",
      () => ({ files: "all of them", scope: 7, validity: null, access_code: [] }),
      () => ({ files: "Choose at least one file or folder." }),
    ],
  ];

  it.each(cases)("keeps the modal and says why under the field: %s", async (_name, changed, errors) => {
    const answer = await sendForm(office, PEOPLE.tom, "share_create", {
      values: { ...GOOD, ...changed() },
      metadata: { locale: "en", timeZone: ZONE },
    });
    expect(answer).toEqual({ status: 200, body: { response_action: "errors", errors: errors() } });
  });

  it("records nothing and asks the drive for nothing", async () => {
    const { db } = office.database;
    expect(await db.selectFrom("shareIntents").selectAll().execute()).toEqual([]);
    expect(await db.selectFrom("audit").selectAll().execute()).toEqual([]);
    expect(office.drive.requests.to("/share", "POST")).toEqual([]);
  });

  it("is held back by Slack itself where Slack can tell: 512 characters, nothing chosen", async () => {
    const tom = office.person(PEOPLE.tom);
    await openShareForm(tom, CHANNELS.launch);
    await tom.type("comment", "x".repeat(512));
    expect(await tom.submit()).toEqual({
      ok: true,
      errors: { files: "Please complete this required field.", comment: "Please enter no more than 511 characters." },
    });
    await tom.close();
  });

  it.each([
    ["a comment of 511 characters", () => ({ comment: text("é".repeat(511)) }), { comment: "é".repeat(511) }],
    ["the 365th day", () => ({ ...TO_A_DAY, until: day(inZone(365)) }), { validDays: 365 }],
    ["tomorrow", () => ({ ...TO_A_DAY, until: day(inZone(1)) }), { validDays: 1 }],
    ["a code of one's own", () => ({ ...OWN_CODE, custom_code: text("abCD1234") }), { extractCode: "abCD1234" }],
    [
      "people by phone number",
      () => ({ ...TO_PEOPLE, phone_numbers: text("+86 138-0000-0001, 13800000002，13800000002") }),
      { scope: 3, phoneNumbers: ["+8613800000001", "13800000002"] },
    ],
    ["the company", () => ({ scope: radio("company") }), { scope: 2 }],
    [
      "numbers left over from another choice",
      () => ({ ...TO_PEOPLE, scope: radio("external"), phone_numbers: text("what?") }),
      { scope: 1 },
    ],
  ])("takes %s", async (_name, changed, sent) => {
    office.drive.requests.clear();
    const answer = await sendForm(office, PEOPLE.tom, "share_create", {
      values: { ...GOOD, access_code: radio("none"), ...changed() },
      metadata: { locale: "en", timeZone: ZONE },
    });
    expect(answer).toMatchObject({ status: 200, body: { response_action: "update" } });
    await office.bot.whenIdle();
    expect(office.drive.requests.to("/share", "POST").map(({ body }) => body)).toEqual([
      { scope: 1, fileIds: [BROCHURE.id], containerId: SEED.spaces.marketing.id, validDays: 7, ...sent },
    ]);
  });
});
