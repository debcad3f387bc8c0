import type { JsonObject } from "../entities.ts";
import { isObject } from "../json.ts";
import { lengthOf } from "../limits.ts";

/** Collects what is wrong with a payload, each with the place of it, in the form of Slack's own messages. */
export type Issues = {
  readonly add: (at: string, message: string) => void;
  readonly messages: () => readonly string[];
};

export const createIssues = (): Issues => {
  const found: string[] = [];
  return {
    add: (at, message) => {
      found.push(`[ERROR] ${message} [json-pointer:${at}]`);
    },
    messages: () => found,
  };
};

/** The value as an object; says so where it is none. */
export const objectAt = (issues: Issues, at: string, value: unknown): JsonObject | undefined => {
  if (isObject(value)) return value;
  issues.add(at, value === undefined ? "missing required field" : "must be an object");
  return undefined;
};

/** Refuses fields that Slack does not know there, such as `emoji` on mrkdwn text. */
export const checkFields = (issues: Issues, at: string, value: JsonObject, known: readonly string[]): void => {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) issues.add(`${at}/${key}`, `invalid additional property: ${key}`);
  }
};

export type TextRule = { readonly max: number; readonly min?: number; readonly required?: boolean };

/** A plain string field. */
export const checkString = (issues: Issues, at: string, value: unknown, rule: TextRule): value is string => {
  if (value === undefined && rule.required !== true) return false;
  if (value === undefined) {
    issues.add(at, "missing required field");
    return false;
  }
  if (typeof value !== "string") {
    issues.add(at, "must be a string");
    return false;
  }
  const length = lengthOf(value);
  if (length > rule.max) issues.add(at, `must be less than ${rule.max + 1} characters`);
  if (length < (rule.min ?? 0)) issues.add(at, `must be more than ${(rule.min ?? 0) - 1} characters`);
  return true;
};

export const checkOneOf = (issues: Issues, at: string, value: unknown, allowed: readonly unknown[]): void => {
  if (value !== undefined && !allowed.includes(value)) {
    issues.add(at, `must be one of: ${allowed.map(String).join(", ")}`);
  }
};

export const checkFlag = (issues: Issues, at: string, value: unknown): void => {
  if (value !== undefined && typeof value !== "boolean") issues.add(at, "must be a boolean");
};

export type NumberRule = { readonly min: number; readonly max: number };

export const checkInteger = (issues: Issues, at: string, value: unknown, { min, max }: NumberRule): void => {
  if (value === undefined) return;
  if (typeof value !== "number" || !Number.isInteger(value)) issues.add(at, "must be an integer");
  else if (value < min) issues.add(at, `must be more than ${min - 1}`);
  else if (value > max) issues.add(at, `must be less than ${max + 1}`);
};

export type ListRule = { readonly min: number; readonly max: number; readonly required?: boolean };

/** A list within its bounds; the items, or nothing where it is no list. */
export const checkList = (issues: Issues, at: string, value: unknown, rule: ListRule): readonly unknown[] => {
  if (value === undefined) {
    if (rule.required === true) issues.add(at, "missing required field");
    return [];
  }
  if (!Array.isArray(value)) {
    issues.add(at, "must be an array");
    return [];
  }
  if (value.length < rule.min) issues.add(at, `must have at least ${rule.min} items`);
  if (value.length > rule.max) issues.add(at, `no more than ${rule.max} items allowed`);
  return value;
};

export const checkUrl = (issues: Issues, at: string, value: unknown, rule: TextRule): void => {
  if (!checkString(issues, at, value, rule)) return;
  if (!URL.canParse(value) || !/^(https?|mailto|slack):/i.test(value)) issues.add(at, "must be a valid url");
};
