/** How many days the drive keeps a package: the bounds, and its own value where nobody has set one. */
export const PACKAGE_DAYS = { least: 1, most: 30, unset: 7 } as const;

/** Until when a package can be downloaded, as far as it is known here. */
export type PackageLife =
  | { readonly kind: "until"; readonly at: Date }
  /** Nothing was set from Slack; the drive has no way to ask. */
  | { readonly kind: "not-known" };

const DAY_MS = 24 * 60 * 60 * 1000;

/** @param days as last set from Slack; undefined: never */
export const packageLife = (madeAt: Date, days: number | undefined): PackageLife =>
  days === undefined ? { kind: "not-known" } : { kind: "until", at: new Date(madeAt.getTime() + days * DAY_MS) };

/** Reads a whole number of days that the drive takes; undefined for anything else. */
export const parsePackageDays = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^\d{1,2}$/.test(text.trim())) return undefined;
  const days = Number(text);
  return days >= PACKAGE_DAYS.least && days <= PACKAGE_DAYS.most ? days : undefined;
};
