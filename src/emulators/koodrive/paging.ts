import { z } from "zod";
import { invalid } from "./refusal.ts";

export type Page<T> = {
  readonly items: readonly T[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
};

/** Query fields of the cursor lists (api.md 3.4, style A); numbers come as text. */
export const cursorQuery = {
  pageSize: z.coerce.number().int().min(1).max(100).default(100),
  pageCursor: z.string().default("0"),
};

/** Offset lists (style C): both mandatory. */
export const offsetQuery = {
  offset: z.string().regex(/^\d+$/),
  limit: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(100)),
};

/** @param emptyPages answer with one empty page before each further one */
export const pageBy = <T>(all: readonly T[], cursor: string, size: number, emptyPages: boolean): Page<T> => {
  const match = /^(s?)(\d+)$/.exec(cursor === "" ? "0" : cursor);
  if (match === null) throw invalid("pageCursor is not one that the drive gave");
  const from = Number(match[2]);
  // An "s" marks a cursor that has had its empty page.
  if (emptyPages && from > 0 && match[1] === "" && from < all.length) return { items: [], next: `s${from}` };
  const to = from + size;
  return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
};
