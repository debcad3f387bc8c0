export type UnderWay = {
  /** Counts the work until it settles, and gives back its promise. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  /** Resolves once nothing is under way, what began meanwhile included. Never rejects. */
  readonly whenNone: () => Promise<void>;
};

/** What has begun and not ended yet, for those who must wait for it. */
export const createUnderWay = (): UnderWay => {
  const works = new Set<Promise<unknown>>();
  return {
    track: (work) => {
      works.add(work);
      const forget = (): void => void works.delete(work);
      work.then(forget, forget);
      return work;
    },
    whenNone: async () => {
      while (works.size > 0) await Promise.allSettled(works);
    },
  };
};
