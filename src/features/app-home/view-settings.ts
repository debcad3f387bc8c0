import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import type { PersonPreferences } from "../../domain/preferences.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import { actions, button, header, input, modal, mrkdwn, option, plainText } from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import { formatTag, type Locale } from "../../slack/locale/locale.ts";
import { FIELDS, NO_QUIET, REMINDER_HOURS, type SettingsProblem, writeMetadata } from "./input.ts";
import { words } from "./words.ts";

export type Settings = PersonPreferences;

type Words = ReturnType<typeof words>;

const LANGUAGES = { auto: "languageAuto", en: "languageEn", zh: "languageZh" } as const;
const NOTICES = { message: "noticesMessage", thread: "noticesThread" } as const;
const HOURS_OF_DAY = Array.from({ length: 24 }, (_, hour) => hour);

/** What is chosen now, with the way to change it. */
export const settingsBlocks = (settings: Settings, locale: Locale): readonly KnownBlock[] => {
  const t = words(locale);
  const { reminderHours, quietHours } = settings;
  const times = inWords(
    reminderHours.map((hours) => timeBefore(t, hours)),
    locale,
  );
  const lines: readonly (readonly [string, string])[] = [
    [t("language"), t(LANGUAGES[settings.language])],
    [t("reminders"), reminderHours.length === 0 ? t("remindersNone") : t("remindersNow", { times })],
    [
      t("quiet"),
      quietHours === undefined
        ? t("quietNone")
        : t("quietNow", { from: hourOfDay(quietHours.from), to: hourOfDay(quietHours.to) }),
    ],
    [t("notices"), t(NOTICES[settings.notices])],
  ];
  return [
    header(t.plain("settings")),
    { type: "section", fields: lines.map(([name, value]) => mrkdwn(`*${name}*\n${value}`, LIMITS.sectionField)) },
    actions(
      button({ text: t.plain("change"), actionId: BUTTONS.homeSettings }),
      button({ text: t.plain("channelSettings"), actionId: BUTTONS.channelSettings }),
    ),
  ];
};

/** A list in words; with spaces around the Chinese "and", because numbers and spaces stand on both its sides. */
const inWords = (items: readonly string[], locale: Locale): string =>
  new Intl.ListFormat(formatTag(locale))
    .formatToParts(items)
    .map(({ type, value }) => (type === "literal" && value === "和" ? " 和 " : value))
    .join("");

/** How long before the end, in days where they come out even. */
const timeBefore = (t: Words, hours: number): string =>
  hours % 24 === 0 ? t.plain("days", { count: hours / 24 }) : t.plain("hours", { count: hours });

const hourOfDay = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

export const renderSettings = (settings: Settings, locale: Locale): ModalView => {
  const t = words(locale);
  return modal({
    callbackId: MODALS.homeSettings,
    title: t.plain("settingsTitle"),
    submit: t.plain("save"),
    close: t.plain("cancel"),
    metadata: writeMetadata({ locale }),
    blocks: [
      languageField(t, settings),
      remindersField(t, settings),
      ...quietFields(t, settings),
      noticesField(t, settings),
    ],
  });
};

const languageField = (t: Words, { language }: Settings): KnownBlock => {
  const choices = (["auto", "en", "zh"] as const).map((one) => option(t.plain(LANGUAGES[one]), one));
  return input({
    id: FIELDS.language,
    label: t.plain("language"),
    element: { type: "static_select", action_id: FIELDS.language, options: choices, ...initial(choices, language) },
  });
};

const remindersField = (t: Words, { reminderHours }: Settings): KnownBlock => {
  const choices = REMINDER_HOURS.map((hours) => option(timeBefore(t, hours), String(hours)));
  const chosen = choices.filter(({ value }) => reminderHours.includes(Number(value)));
  return input({
    id: FIELDS.reminders,
    label: t.plain("remindBefore"),
    hint: t.plain("remindersHint"),
    optional: true,
    element: {
      type: "checkboxes",
      action_id: FIELDS.reminders,
      options: choices,
      ...(chosen.length === 0 ? {} : { initial_options: chosen }),
    },
  });
};

const quietFields = (t: Words, { quietHours }: Settings): readonly KnownBlock[] => {
  const hours = HOURS_OF_DAY.map((hour) => option(hourOfDay(hour), String(hour)));
  const from = [option(t.plain("quietOff"), NO_QUIET), ...hours];
  return [
    input({
      id: FIELDS.quietFrom,
      label: t.plain("quietFrom"),
      hint: t.plain("quietFromHint"),
      element: {
        type: "static_select",
        action_id: FIELDS.quietFrom,
        options: from,
        ...initial(from, quietHours === undefined ? NO_QUIET : String(quietHours.from)),
      },
    }),
    input({
      id: FIELDS.quietTo,
      label: t.plain("quietTo"),
      optional: true,
      element: {
        type: "static_select",
        action_id: FIELDS.quietTo,
        placeholder: plainText(t.plain("chooseHour"), LIMITS.placeholder),
        options: hours,
        ...initial(hours, quietHours === undefined ? undefined : String(quietHours.to)),
      },
    }),
  ];
};

const noticesField = (t: Words, { notices }: Settings): KnownBlock => {
  const choices = (["message", "thread"] as const).map((one) => option(t.plain(NOTICES[one]), one));
  return input({
    id: FIELDS.notices,
    label: t.plain("notices"),
    element: { type: "radio_buttons", action_id: FIELDS.notices, options: choices, ...initial(choices, notices) },
  });
};

const initial = (choices: readonly PlainTextOption[], value: string | undefined) => {
  const chosen = choices.find((choice) => choice.value === value);
  return chosen === undefined ? {} : { initial_option: chosen };
};

export const renderProblems = (
  problems: Readonly<Record<string, SettingsProblem>>,
  locale: Locale,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(problems).map(([field, problem]) => [field, words(locale).plain(problem)]));
