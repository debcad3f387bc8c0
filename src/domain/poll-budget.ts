/** What open tasks ask of the budget of looks per second, and what one person gets at most of the half shared evenly. */
export type PollDemand = {
  /** All of them together, were there no limit. */
  readonly total: number;
  /** Undefined: everybody gets what they ask for. */
  readonly evenShare: number | undefined;
};

/** Half is shared out evenly between people, half in proportion to what they ask for: nobody waits for ever. */
export const EVEN_HALF = 0.5;

/**
 * How much less often than they would, at least 1, the tasks of a person are looked at who asks for so many looks per
 * second.
 */
export const pollLoad = (asked: number, { total, evenShare }: PollDemand, perSecond: number): number => {
  if (evenShare === undefined || total <= perSecond) return 1;
  const proportional = (asked / total) * perSecond * (1 - EVEN_HALF);
  return Math.max(1, asked / (evenShare + proportional));
};

/** The most that any person's tasks are slowed. */
export const greatestPollLoad = ({ total }: PollDemand, perSecond: number): number =>
  Math.max(1, total / (perSecond * (1 - EVEN_HALF)));
