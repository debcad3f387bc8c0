/** A retention policy as the drive tells of it, in one of its two lists. */
export type ToldPolicy = {
  readonly policyId: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly priority: number | undefined;
  readonly enabled: boolean | undefined;
};

/** A policy that can be switched on and off. */
export type Policy = {
  /** Up to 19 digits, exact. */
  readonly policyId: string;
  readonly name: string;
  readonly description: string;
  /** The larger wins. */
  readonly priority: number;
  readonly enabled: boolean;
};

// What the drive takes where a policy says nothing.
const USUAL_PRIORITY = 10;
const POLICY_ID = /^\d{1,19}$/;

/**
 * What there is to choose from: the policies in force, with what only the catalogue says of them, and the rest of the
 * catalogue as switched off. Those that count most come first. The catalogue's ids are documented as numbers beyond
 * what a number can hold, and its example shows one id for all: an id that several policies there have is not
 * believed, those are found by their names or left out (`unusable` counts them).
 */
export const mergePolicies = (
  inForce: readonly ToldPolicy[],
  catalogue: readonly ToldPolicy[],
): { readonly policies: readonly Policy[]; readonly unusable: number } => {
  const merged = new Map<string, ToldPolicy>(inForce.map((policy) => [policy.policyId, policy]));
  const idsIn = (policyId: string): number => catalogue.filter((policy) => policy.policyId === policyId).length;
  const enrich = (known: ToldPolicy, more: ToldPolicy): void => {
    merged.set(known.policyId, {
      ...known,
      name: known.name ?? more.name,
      description: known.description ?? more.description,
      priority: known.priority ?? more.priority,
    });
  };
  let unusable = 0;
  for (const told of catalogue) {
    const sameId = merged.get(told.policyId);
    const named = told.name === undefined ? undefined : inForce.find((policy) => policy.name === told.name);
    if (named !== undefined) enrich(merged.get(named.policyId) ?? named, told);
    else if (idsIn(told.policyId) > 1) unusable += 1;
    else if (sameId !== undefined) enrich(sameId, told);
    else merged.set(told.policyId, { ...told, enabled: false });
  }
  const all = [...merged.values()];
  const usable = all.filter(({ policyId }) => POLICY_ID.test(policyId));
  return {
    policies: usable.map(toPolicy).sort(byWeight),
    unusable: unusable + all.length - usable.length,
  };
};

const toPolicy = ({ policyId, name, description, priority, enabled }: ToldPolicy): Policy => ({
  policyId,
  name: name === undefined || name === "" ? policyId : name,
  description: description ?? "",
  priority: priority ?? USUAL_PRIORITY,
  enabled: enabled === true,
});

const byWeight = (a: Policy, b: Policy): number =>
  b.priority - a.priority || a.name.localeCompare(b.name) || a.policyId.localeCompare(b.policyId);

/** The drive takes at most so many policies at once. */
export const POLICIES_A_CALL = 50;

/** A list in parts of at most so many. */
export const inParts = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** The policies that stand otherwise than was wanted; one that is not told of counts as switched off. */
export const differing = <T extends { readonly policyId: string; readonly enabled: boolean }>(
  wanted: readonly T[],
  present: readonly { readonly policyId: string; readonly enabled: boolean }[],
): readonly T[] => {
  const now = new Map(present.map(({ policyId, enabled }) => [policyId, enabled]));
  return wanted.filter(({ policyId, enabled }) => (now.get(policyId) ?? false) !== enabled);
};
