import { z } from "zod";
import type { ChannelPreferences } from "../../domain/preferences.ts";
import { readMetadata as readJson, readViewValues } from "../../slack/view-values.ts";

/** Block ids of the modal `channel_settings`; action ids are the same. */
export const FIELDS = { channel: "channel", unfurl: "unfurl", history: "history" } as const;

const SWITCH = ["on", "off"] as const;
const HISTORY = ["thread", "none"] as const;
/** A conversation of Slack, that of the app with one person excepted. */
const CHANNEL = /^[CG][0-9A-Z]{2,30}$/;

export const isChannel = (id: string): boolean => CHANNEL.test(id);

const metadata = z.object({ locale: z.enum(["en", "zh"]), channel: z.string().regex(CHANNEL).optional() });
export type ChannelMetadata = z.infer<typeof metadata>;

export const writeMetadata = (values: ChannelMetadata): string => JSON.stringify(values);
/** Undefined when somebody has tampered with it. */
export const readMetadata = (text: string): ChannelMetadata | undefined => readJson(metadata, text);

export const readChannel = (values: unknown): string | undefined => {
  const channel = readViewValues(values).conversation(FIELDS.channel);
  return channel !== undefined && isChannel(channel) ? channel : undefined;
};

export type CheckedChoices =
  | { readonly kind: "ok"; readonly choices: ChannelPreferences }
  | { readonly kind: "problems"; readonly fields: readonly string[] };

/** Reads the modal. What it does not offer, nobody can choose. */
export const checkChoices = (values: unknown): CheckedChoices => {
  const form = readViewValues(values);
  const unfurl = SWITCH.find((one) => one === form.chosen(FIELDS.unfurl));
  const history = HISTORY.find((one) => one === form.chosen(FIELDS.history));
  if (unfurl !== undefined && history !== undefined) {
    return { kind: "ok", choices: { unfurl: unfurl === "on", history } };
  }
  const missing = [unfurl === undefined ? FIELDS.unfurl : "", history === undefined ? FIELDS.history : ""];
  return { kind: "problems", fields: missing.filter((field) => field !== "") };
};
