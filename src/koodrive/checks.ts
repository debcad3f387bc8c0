import { AppError } from "../lib/errors.ts";

/** Rules of the documents that are checked here, so that a request that must fail is never sent. */
export type Checks = {
  readonly refuse: (field: string, rule: string) => never;
  readonly count: (field: string, list: readonly unknown[], min: number, max: number) => void;
  readonly whole: (field: string, value: number, min: number, max: number) => void;
  /** Length in characters as people count them. */
  readonly length: (field: string, text: string, min: number, max: number) => void;
  readonly matches: (field: string, text: string, pattern: RegExp, rule: string) => void;
  /** Every id says something, and does not climb about in a path. */
  readonly ids: (field: string, ids: readonly string[]) => void;
};

export const checksFor = (operation: string): Checks => {
  // Typed in full: a call of it ends the flow for the compiler.
  const refuse: (field: string, rule: string) => never = (field, rule) => {
    throw new AppError("invalid", `${operation}: ${field} ${rule}`, { operation, field });
  };
  return {
    refuse,
    count: (field, list, min, max) => {
      if (list.length < min || list.length > max) refuse(field, `has ${min} to ${max} entries, not ${list.length}`);
    },
    whole: (field, value, min, max) => {
      if (!Number.isInteger(value) || value < min || value > max) refuse(field, `is a whole number ${min} to ${max}`);
    },
    length: (field, text, min, max) => {
      const length = [...text].length;
      if (length < min || length > max) refuse(field, `has ${min} to ${max} characters, not ${length}`);
    },
    matches: (field, text, pattern, rule) => {
      if (!pattern.test(text)) refuse(field, rule);
    },
    ids: (field, ids) => {
      if (ids.some((id) => id.trim() === "" || id === "." || id === "..")) refuse(field, "must not be empty");
    },
  };
};

export const ACCESS_CODE = /^[0-9a-zA-Z]{8}$/;
export const ACCESS_CODE_RULE = "has exactly 8 letters or digits";

/** The page size of the drive's lists: 1 to 100, and 100 when nothing is said. */
export const MAX_PAGE = 100;
