import fc from "fast-check";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { MODALS } from "../../src/slack/action-ids.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { anything, nastyText, PLANTED } from "./values.ts";

export const BLOCKS = [
  ...["space", "files", "scope", "recipients", "phone_numbers", "validity", "until", "access_code", "custom_code"],
  ...["comment", "destination", "outside_ok", "code_audience", "link", "code", "task_type", "zip_name", "target"],
  ...["days", "policies", "language", "reason", "max_validity", "user_id", "phone"],
];
export const LINK = "https://intl.myhuaweicloud-koodrive.com/cloudfile/#/sharelink/i/1689743054514187807";

export const person = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...Object.values(PEOPLE)) },
  { weight: 1, arbitrary: nastyText },
);
export const channel = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<string>(...Object.values(CHANNELS), "C0PARTNER1") },
  { weight: 1, arbitrary: nastyText },
);
export const id = fc.oneof(
  fc.constantFrom<string>(SEED.files.roadmap.id, SEED.users.mei.id, "300000000000000002", "1689743054514187807"),
  fc.uuid(),
  nastyText,
);

const option = fc
  .oneof(
    id,
    fc.constantFrom(
      "external",
      "company",
      "people",
      "7",
      "365",
      "date",
      "auto",
      "none",
      "custom",
      "keep",
      "package",
      "save",
    ),
  )
  .map((value) => ({ text: { type: "plain_text", text: value }, value }));
const element = fc.oneof(
  fc.record({
    type: fc.constant("plain_text_input"),
    value: fc.oneof(nastyText, fc.constantFrom(LINK, "14")),
  }),
  fc.record({ type: fc.constant("static_select"), selected_option: fc.oneof(option, fc.constant(null)) }),
  fc.record({ type: fc.constant("multi_external_select"), selected_options: fc.array(option, { maxLength: 120 }) }),
  fc.record({ type: fc.constant("multi_users_select"), selected_users: fc.array(person, { maxLength: 12 }) }),
  fc.record({ type: fc.constant("conversations_select"), selected_conversation: channel }),
  fc.record({
    type: fc.constant("datepicker"),
    selected_date: fc.oneof(fc.constantFrom("2026-12-24", "2026-02-30", "9999-99-99"), nastyText),
  }),
  anything,
);
/** The fields of forms in which an access code is typed. */
const CODE_FIELDS = new Set(["custom_code", "code"]);
const CODE = { type: "plain_text_input", value: PLANTED.code };

const state = fc.dictionary(fc.constantFrom(...BLOCKS), element, { maxKeys: 14 }).map((fields) => ({
  values: Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, { [key]: CODE_FIELDS.has(key) ? CODE : value }]),
  ),
}));
const metadata = fc.oneof(
  fc
    .record({ locale: fc.constantFrom("en", "zh", "xx"), timeZone: fc.constantFrom("Asia/Shanghai", "Mars/Olympus") })
    .map((value) => JSON.stringify(value)),
  fc
    .record({ shareId: id, sessionId: id, shortCode: id, viewId: id, origin: anything })
    .map((value) => JSON.stringify(value)),
  anything.map((value) => JSON.stringify(value)),
  nastyText,
);
/** A modal or the Home tab as Slack sends it back, with whatever in its fields. */
export const view = fc.record({
  id: fc.oneof(fc.constantFrom("V1", "V2"), nastyText),
  hash: fc.constant("1.1"),
  type: fc.constantFrom("modal", "home"),
  callback_id: fc.constantFrom<string>(...Object.values(MODALS), "unknown"),
  private_metadata: metadata,
  state,
});
