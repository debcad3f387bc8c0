import { z } from "zod";
import type { PersonPreferences } from "../../domain/preferences.ts";
import { readMetadata as readJson, readViewValues } from "../../slack/view-values.ts";

/** Block ids of the modal `home_settings`; action ids are the same. */
export const FIELDS = {
  language: "language",
  reminders: "reminders",
  quietFrom: "quiet_from",
  quietTo: "quiet_to",
  notices: "notices",
} as const;

/** Hours before the end that people can choose. */
export const REMINDER_HOURS = [48, 24, 2] as const;
/** The option that stands for having no quiet hours. */
export const NO_QUIET = "none";

export type SettingsProblem = "choose-one" | "quiet-to-missing" | "quiet-all-day";

export type CheckedSettings =
  | { readonly kind: "ok"; readonly preferences: PersonPreferences }
  | { readonly kind: "problems"; readonly problems: Readonly<Record<string, SettingsProblem>> };

const LANGUAGES = ["auto", "en", "zh"] as const;
const NOTICES = ["message", "thread"] as const;

/** Reads the modal `home_settings`. What it does not offer, nobody can choose. */
export const checkSettings = (values: unknown): CheckedSettings => {
  const form = readViewValues(values);
  const language = LANGUAGES.find((one) => one === form.chosen(FIELDS.language));
  const notices = NOTICES.find((one) => one === form.chosen(FIELDS.notices));
  const chosenHours = form.chosenOptions(FIELDS.reminders).map(({ value }) => value);
  const from = form.chosen(FIELDS.quietFrom);
  const to = readHour(form.chosen(FIELDS.quietTo));
  const quiet = from === NO_QUIET ? "off" : { from: readHour(from), to };

  const problems: Readonly<Record<string, SettingsProblem>> = {
    ...(language === undefined ? { [FIELDS.language]: "choose-one" } : {}),
    ...(notices === undefined ? { [FIELDS.notices]: "choose-one" } : {}),
    ...(quiet !== "off" && quiet.from === undefined ? { [FIELDS.quietFrom]: "choose-one" } : {}),
    ...(quiet !== "off" && quiet.to === undefined ? { [FIELDS.quietTo]: "quiet-to-missing" } : {}),
    ...(quiet !== "off" && quiet.to !== undefined && quiet.from === quiet.to
      ? { [FIELDS.quietTo]: "quiet-all-day" }
      : {}),
  };
  if (language === undefined || notices === undefined || Object.keys(problems).length > 0) {
    return { kind: "problems", problems };
  }
  return {
    kind: "ok",
    preferences: {
      language,
      notices,
      reminderHours: REMINDER_HOURS.filter((hours) => chosenHours.includes(String(hours))),
      quietHours:
        quiet === "off" || quiet.from === undefined || quiet.to === undefined
          ? undefined
          : { from: quiet.from, to: quiet.to },
    },
  };
};

const readHour = (text: string | undefined): number | undefined =>
  text !== undefined && /^(1?\d|2[0-3])$/.test(text) ? Number(text) : undefined;

/** Which share the page begins with; the first when the button's value is not what this program wrote. */
export const readPosition = (value: string | undefined): number =>
  value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : 0;

const metadata = z.object({ locale: z.enum(["en", "zh"]) });
export type SettingsMetadata = z.infer<typeof metadata>;

export const writeMetadata = (values: SettingsMetadata): string => JSON.stringify(values);
/** The language the modal was drawn in; undefined when somebody has tampered with it. */
export const readMetadata = (text: string): SettingsMetadata | undefined => readJson(metadata, text);

const opened = z.object({ tab: z.string() });

/** Whether the event `app_home_opened` is about the Home tab; it comes for the messages too. */
export const isHomeTab = (event: unknown): boolean => opened.safeParse(event).data?.tab === "home";
