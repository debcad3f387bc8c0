import { AppError } from "../lib/errors.ts";
import type { Checks } from "./checks.ts";
import type { Page } from "./types.ts";

/**
 * All items of a paged list, page after page, whichever way the list is paged. A page may be empty before the
 * end. A cursor that comes a second time would go round for ever: it ends with an `AppError` (`protocol`).
 *
 * @param fetchPage e.g. `(cursor) => drive.listMyShares(as, { cursor })`
 */
export const allItems = async function* <T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield* page.items;
    cursor = page.next;
    if (cursor !== undefined && seen.has(cursor)) {
      throw new AppError("protocol", "the drive sent the same cursor twice", { operation: "drive.paging" });
    }
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
};

/** The offset that a cursor of an offset list stands for. */
export const offsetOf = (cursor: string | undefined, first: number, checks: Checks): number => {
  if (cursor === undefined) return first;
  checks.matches("cursor", cursor, /^\d{1,9}$/, "is not from this list");
  return Number(cursor);
};

/** A page of a list that is asked for by offset: it ends with the total, or where none is told, with a short page. */
export const offsetPage = <T>(
  items: readonly T[],
  at: {
    readonly offset: number;
    readonly limit: number;
    readonly firstOffset: number;
    readonly total: number | undefined;
  },
): Page<T> => {
  const next = at.offset + items.length;
  const isLast =
    at.total === undefined ? items.length < at.limit : items.length === 0 || next - at.firstOffset >= at.total;
  return { items, next: isLast ? undefined : String(next) };
};
