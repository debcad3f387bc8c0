import type { IdMaker } from "../lib/ids.ts";

const LENGTH = 58;
const COUNT_LENGTH = 3;
const COUNTS = 36 ** COUNT_LENGTH;

/**
 * Makes trace ids: 58 letters and digits, no two alike. A count stands before a random text that is made anew only
 * when the count is used up: random characters for each call would cost more than the rest of its making.
 */
export const createTraceIds = (ids: IdMaker): (() => string) => {
  let count = 0;
  let random = "";
  return () => {
    if (count % COUNTS === 0) random = ids.alphanumeric(LENGTH - COUNT_LENGTH);
    const text = (count % COUNTS).toString(36).padStart(COUNT_LENGTH, "0");
    count += 1;
    // First, because people are told only the beginning.
    return text + random;
  };
};
