import { parseButtonId } from "../../slack/action-ids.ts";

/** A share with a certain end: what "Let it end" means. Later ends of the same share are none of its business. */
export type ShareEnd = { readonly shareId: string; readonly expiresAt: Date };

export const writeShareEnd = ({ shareId, expiresAt }: ShareEnd): string => `${shareId}:${expiresAt.getTime()}`;

/** Undefined when somebody has tampered with the button's value. */
export const readShareEnd = (value: string | undefined): ShareEnd | undefined => {
  const match = /^(.+):(\d{1,15})$/.exec(parseButtonId(value) ?? "");
  if (match?.[1] === undefined) return undefined;
  return { shareId: match[1], expiresAt: new Date(Number(match[2])) };
};
