import type { KnownBlock, UsersSelect } from "@slack/types";
import type { AuditFilter } from "../../domain/audit-filter.ts";
import { isDirect } from "../../domain/card-place.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import { actions, button, context, header, type MessageContent, plainText, section } from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import { formatMoment, type Locale } from "../../slack/locale/locale.ts";
import { channelLink, escapeMrkdwn, mention, truncate } from "../../slack/mrkdwn.ts";
import { type AuditPlace, writeAuditPlace } from "./input.ts";
import { words } from "./words.ts";
import { actWords, KNOWN_ACTS, KNOWN_RESULTS, resultWords } from "./words-acts.ts";

export type ShownEntry = {
  readonly id: number;
  readonly at: Date;
  readonly userId: string;
  readonly act: string;
  readonly subject: Readonly<Record<string, unknown>>;
  readonly result: string;
  readonly reference: string | undefined;
  readonly surface: string | undefined;
  readonly channel: string | undefined;
};

export type ShownAuditPage = {
  readonly entries: readonly ShownEntry[];
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
  readonly keptDays: number;
  readonly place: AuditPlace;
};

/** As the log names them (`lib/origin`). */
const SURFACES = [
  "command",
  "button",
  "modal",
  "shortcut",
  "event",
  "reminder",
  "home",
  "job",
  "command-line",
] as const;

type Reader = { readonly locale: Locale; readonly timeZone: string };
type Words = ReturnType<typeof words>;

/** A page of the log, in the reader's language and zone, newest first. */
export const renderAuditPage = (page: ShownAuditPage, reader: Reader): MessageContent => {
  const t = words(reader.locale);
  const { filter } = page.place;
  const narrowed = filterWords(t, filter, reader);
  const first = page.entries[0];
  const last = page.entries.at(-1);
  const turn = (key: "newer" | "older", place: AuditPlace, actionId: string) =>
    button({ text: t.plain(key), actionId, value: writeAuditPlace(place) });
  const people: UsersSelect = {
    type: "users_select",
    action_id: BUTTONS.auditPerson,
    placeholder: plainText(t.plain("choosePerson"), LIMITS.placeholder),
    ...(filter.userId === undefined ? {} : { initial_user: filter.userId }),
  };
  return {
    text: t.plain("title"),
    blocks: [
      header(t.plain("title")),
      ...(narrowed.length === 0 ? [] : [context(t("filtered", { what: narrowed.join(" · ") }))]),
      ...(page.entries.length === 0
        ? [section(t("none"))]
        : page.entries.flatMap((one) => entryBlocks(t, one, reader))),
      {
        // What the menu filters besides stands here: its own value is the person alone.
        ...actions(
          people,
          ...(page.hasNewer && first !== undefined
            ? [turn("newer", { filter, newerThan: first.id }, BUTTONS.auditNewer)]
            : []),
          ...(page.hasOlder && last !== undefined
            ? [turn("older", { filter, olderThan: last.id }, BUTTONS.auditOlder)]
            : []),
          ...(narrowed.length === 0
            ? []
            : [
                button({
                  text: t.plain("everything"),
                  actionId: BUTTONS.auditAll,
                  value: writeAuditPlace({ filter: {} }),
                }),
              ]),
          button({ text: t.plain("exportFile"), actionId: BUTTONS.auditExport, value: writeAuditPlace({ filter }) }),
        ),
        block_id: writeAuditPlace({ filter }),
      },
      context(t("kept", { count: page.keptDays })),
    ],
  };
};

const filterWords = (t: Words, filter: AuditFilter, { locale, timeZone }: Reader): readonly string[] => [
  ...(filter.userId === undefined ? [] : [t("byPerson", { person: mention(filter.userId) })]),
  ...(filter.share === undefined ? [] : [t("ofShare", { share: filter.share })]),
  ...(filter.act === undefined ? [] : [t("ofAct", { act: filter.act })]),
  ...(filter.surface === undefined ? [] : [t("bySurface", { surface: filter.surface })]),
  ...(filter.channel === undefined ? [] : [t("inChannel", { channel: channelLink(filter.channel) })]),
  ...(filter.from === undefined ? [] : [t("fromTime", { moment: formatMoment(filter.from, locale, timeZone) })]),
  ...(filter.to === undefined ? [] : [t("toTime", { moment: formatMoment(filter.to, locale, timeZone) })]),
];

const entryBlocks = (t: Words, entry: ShownEntry, { locale, timeZone }: Reader): readonly KnownBlock[] => {
  const thing = thingWords(entry.subject);
  const facts = [
    formatMoment(entry.at, locale, timeZone),
    ...placeWords(t, entry),
    ...(entry.reference === undefined ? [] : [t("reference", { reference: entry.reference })]),
  ];
  const line = t("entry", {
    act: actName(entry.act, locale),
    person: entry.userId === "" ? "–" : mention(entry.userId),
    thing: thing === "" ? "" : ` – ${thing}`,
    result: resultName(entry.result, locale),
  });
  return [section(line), context(facts.join(" · "))];
};

/** From where it was done. */
const placeWords = (t: Words, { surface, channel }: ShownEntry): readonly string[] => {
  const known = SURFACES.find((one) => one === surface);
  const where = channel === undefined || isDirect(channel) ? [] : [channelLink(channel)];
  return known === undefined ? where : [[t(`surface-${known}`), ...where].join(" ")];
};

const actName = (act: string, locale: Locale): string => {
  const known = KNOWN_ACTS.find((candidate) => candidate === act);
  return known === undefined ? act : actWords(locale).plain(known);
};

const resultName = (result: string, locale: Locale): string => {
  const known = KNOWN_RESULTS.find((candidate) => candidate === result);
  return known === undefined ? result : resultWords(locale).plain(known);
};

/** Ids of the program's own rows: of use in the exported file, of none to a reader. */
const OWN_ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** Slack shows the name of a conversation or a person. */
const slackName = (value: string): string | undefined =>
  /^[CG][0-9A-Z]{6,30}$/.test(value)
    ? channelLink(value)
    : /^[UW][0-9A-Z]{6,30}$/.test(value)
      ? mention(value)
      : undefined;

/** A name first, then ids: what a person can search for. */
const thingWords = (subject: Readonly<Record<string, unknown>>): string =>
  Object.entries(subject)
    .flatMap(([key, value]) =>
      typeof value === "string" || typeof value === "number" ? [[key, String(value)] as const] : [],
    )
    .filter(([, value]) => value !== "" && !OWN_ID.test(value))
    .sort(([a], [b]) => Number(b === "name") - Number(a === "name"))
    .slice(0, 3)
    .map(([key, value]) =>
      key === "name"
        ? escapeMrkdwn(truncate(value, 80))
        : (slackName(value) ?? `\`${escapeMrkdwn(truncate(value, 60)).replaceAll("`", "'")}\``),
    )
    .join(" ");

const line = (text: string): MessageContent => ({ text, blocks: [section(text)] });

export const renderNotUnderstood = (word: string, locale: Locale): MessageContent =>
  line(words(locale)("notUnderstood", { word: truncate(word, 60) }));

export const renderExporting = (begun: "started" | "busy", locale: Locale): MessageContent =>
  line(words(locale)(begun === "busy" ? "exportingAlready" : "exporting"));

/** How an export ended that brought no file for certain. */
export const renderExportEnd = (kind: "refused" | "failed" | "unknown", locale: Locale): MessageContent =>
  line(words(locale)(kind));

/** What stands with the file. */
export const auditFileWords = (file: { readonly rows: number; readonly name: string }, locale: Locale) => {
  const t = words(locale);
  return { title: `${t.plain("fileTitle")} – ${file.name}`, text: t.plain("fileText", { count: file.rows }) };
};
