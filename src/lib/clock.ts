/** Where the time comes from. Handed in everywhere, so that tests and the demo can move it. */
export type Clock = {
  /** The present moment. */
  readonly now: () => Date;
};

export const systemClock: Clock = { now: () => new Date() };

export type MovableClock = Clock & {
  /** Moves this clock forward (or back) by so many milliseconds, at once. */
  readonly advance: (milliseconds: number) => void;
};

/** A clock that runs with the machine's, shifted by what `advance` adds up to. */
export const createShiftedClock = (base: Clock = systemClock): MovableClock => {
  let shift = 0;
  return {
    now: () => new Date(base.now().getTime() + shift),
    advance: (milliseconds) => {
      shift += milliseconds;
    },
  };
};

/** A clock that stands still until `advance` moves it. */
export const createFixedClock = (start: Date): MovableClock => {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
};
