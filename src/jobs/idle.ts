/** Lets callers wait for a condition that can only have changed after some activity. */
export const createIdleWatch = (isIdle: () => Promise<boolean>) => {
  let waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  let checking = false;
  let changed = false;

  const check = async (): Promise<void> => {
    changed = true;
    if (checking) return;
    checking = true;
    try {
      while (changed && waiting.length > 0) {
        changed = false;
        if (await isIdle()) settle((waiter) => waiter.resolve());
      }
    } catch (error) {
      settle((waiter) => waiter.reject(error));
    } finally {
      checking = false;
    }
  };

  const settle = (how: (waiter: (typeof waiting)[number]) => void): void => {
    const settled = waiting;
    waiting = [];
    for (const waiter of settled) how(waiter);
  };

  return {
    /** Says that something may have changed. */
    onActivity: (): void => {
      if (waiting.length > 0) void check();
    },
    whenIdle: (): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        void check();
      }),
  };
};
