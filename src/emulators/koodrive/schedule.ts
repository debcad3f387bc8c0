type Due = { readonly id: string; readonly at: number };

/** What becomes due when, earliest first: many thousand open tasks must not be walked on each call. */
export type Schedule = {
  readonly add: (id: string, at: number) => void;
  /** Takes out what is due; an id may come twice when its time was changed. */
  readonly takeDue: (now: number) => readonly Due[];
};

export const createSchedule = (): Schedule => {
  const waiting: Due[] = [];
  const firstAfter = (at: number): number => {
    let low = 0;
    let high = waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((waiting[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    add: (id, at) => {
      waiting.splice(firstAfter(at), 0, { id, at });
    },
    takeDue: (now) => waiting.splice(0, firstAfter(now)),
  };
};
