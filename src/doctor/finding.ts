/** What one look found: `ok`, something to look at, or something that must be put right. */
export type Finding = {
  readonly about: string;
  readonly verdict: "ok" | "look" | "fix";
  /** What is so. Never a secret. */
  readonly says: string;
  /** What to do about it. */
  readonly toDo?: string | undefined;
};

export const ok = (about: string, says: string): Finding => ({ about, verdict: "ok", says });
export const look = (about: string, says: string, toDo: string): Finding => ({ about, verdict: "look", says, toDo });
export const fix = (about: string, says: string, toDo: string): Finding => ({ about, verdict: "fix", says, toDo });

const SIGNS = { ok: "ok  ", look: "look", fix: "FIX " } as const;

/** The findings as lines for a terminal, the worst not hidden among the others: a summary ends them. */
export const describeFindings = (findings: readonly Finding[]): string => {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.flatMap(({ about, verdict, says, toDo }) => [
    `${SIGNS[verdict]}  ${about.padEnd(width)}  ${says}`,
    ...(toDo === undefined ? [] : [`      ${" ".repeat(width)}  -> ${toDo}`]),
  ]);
  const count = (wanted: Finding["verdict"]): number => findings.filter(({ verdict }) => verdict === wanted).length;
  return [...lines, "", `${count("ok")} ok, ${count("look")} to look at, ${count("fix")} to fix`, ""].join("\n");
};

// Slack refuses what is five minutes off, the drive what is fifteen; the bot learns the drive's difference, not Slack's.
const CLOCK_LOOK_MS = 30_000;
const CLOCK_FIX_MS = 4 * 60_000;

/** @param skewMs the other side's clock less this machine's; undefined: it sent no time */
export const judgeClock = (about: string, whose: string, skewMs: number | undefined): Finding => {
  if (skewMs === undefined) return look(about, `${whose} sent no time to compare with`, "check this machine's clock");
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const says =
    seconds <= 1 ? `the same as ${whose}'s` : `${seconds} seconds ${skewMs > 0 ? "behind" : "ahead of"} ${whose}'s`;
  if (Math.abs(skewMs) < CLOCK_LOOK_MS) return ok(about, says);
  const toDo = "set this machine's clock right, best by NTP";
  return Math.abs(skewMs) < CLOCK_FIX_MS ? look(about, says, toDo) : fix(about, says, toDo);
};
