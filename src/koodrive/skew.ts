/** How old the stamp is made on purpose: the drive refuses one that is a second in its future. */
const MARGIN_MS = 5_000;
/** The drive takes stamps of the last 15 minutes. */
const WINDOW_MS = 15 * 60_000;

/** A moment in whole seconds, and how `X-Date` writes it: basic ISO 8601 in UTC, e.g. `20251103T070140Z`. */
export type Stamp = { readonly at: number; readonly text: string };

/** Stamps calls with a time that the drive takes for past, whatever this machine's clock says. */
export type DriveTime = {
  /** What the drive's clock shows, as far as is known. */
  readonly now: () => Date;
  /** The moment to sign a call with. */
  readonly stamp: () => Stamp;
  /** Learns from an answer's `Date` header; `age` is the header of that name. */
  readonly learn: (date: string | undefined, age: string | undefined) => void;
  /** The drive's clock less ours, as last learnt; undefined before the first answer. */
  readonly skewMs: () => number | undefined;
  /** Whether the drive must have refused this stamp, by what is known now. */
  readonly isOff: (stamp: Stamp) => boolean;
};

export const createDriveTime = (deps: { readonly now: () => Date }): DriveTime => {
  // Drive's clock less ours. `Date` is cut to the second and has travelled: the guess errs to the past only.
  let skewMs = 0;
  let lastHeader: string | undefined;
  let last: Stamp = stampOf(0);
  const driveNow = (): number => deps.now().getTime() + skewMs;
  return {
    now: () => new Date(driveNow()),
    stamp: () => {
      const at = Math.floor((driveNow() - MARGIN_MS) / 1_000) * 1_000;
      if (at !== last.at) last = stampOf(at);
      return last;
    },
    learn: (date, age) => {
      // The first answer of a second tells it best. One out of a cache tells when it was stored.
      if (date === undefined || date === lastHeader || (age !== undefined && age !== "0")) return;
      const told = Date.parse(date);
      if (Number.isNaN(told)) return;
      lastHeader = date;
      skewMs = told - deps.now().getTime();
    },
    skewMs: () => (lastHeader === undefined ? undefined : skewMs),
    isOff: ({ at }) => at > driveNow() || at < driveNow() - WINDOW_MS,
  };
};

const stampOf = (at: number): Stamp => ({
  at,
  text: `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`,
});
