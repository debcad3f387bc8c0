import { z } from "zod";
import type { Edition } from "../../domain/edition.ts";
import type { Send } from "../call.ts";
import { type Checks, checksFor } from "../checks.ts";
import type { Acting } from "../types.ts";
import { acknowledged, list, number, requiredText, text } from "../wire.ts";

/** A rule by which a carrier downgrades or deletes what is not used. */
export type RetentionPolicy = {
  /** Up to 19 digits, exact. */
  readonly policyId: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** The larger wins; 10 where nothing is said. */
  readonly priority: number | undefined;
  /** Undefined in the catalogue, which does not say. */
  readonly enabled: boolean | undefined;
};

/** Carrier edition only: elsewhere `invalid` with the field `edition`. */
export type RetentionCalls = {
  /** The policies in force for this carrier. */
  readonly retentionPolicies: (as: Acting) => Promise<readonly RetentionPolicy[]>;
  /** All that there are to choose from. */
  readonly retentionCatalogue: (as: Acting) => Promise<readonly RetentionPolicy[]>;
  /** 1 to 50 at once, each at most once. Doing it again is harmless. */
  readonly setRetentionPolicies: (
    as: Acting,
    policies: readonly { readonly policyId: string; readonly enabled: boolean }[],
  ) => Promise<void>;
};

const policyWire = z.object({
  policyId: requiredText,
  policyName: text,
  description: text,
  priority: number,
  status: number,
});

const policiesAnswer = z.object({ policyList: list(policyWire) }).transform(({ policyList }) =>
  policyList.map(
    (wire): RetentionPolicy => ({
      policyId: wire.policyId,
      name: wire.policyName,
      description: wire.description,
      priority: wire.priority,
      enabled: wire.status === undefined ? undefined : wire.status === ENABLED,
    }),
  ),
);

const ENABLED = 1;
const DISABLED = 0;

/** Pages GetCurrentRetentionPolicy, GetCarrierRetentionPolicy and SetRetentionPolicy. */
export const createRetentionCalls = (deps: { readonly send: Send; readonly edition: Edition }): RetentionCalls => {
  const checksHere = (operation: string): Checks => {
    const checks = checksFor(operation);
    if (deps.edition !== "carrier") checks.refuse("edition", "has no retention policies");
    return checks;
  };
  const read = (as: Acting, operation: string, path: string): Promise<readonly RetentionPolicy[]> =>
    deps.send(as, { operation, method: "GET", path, effect: "read", answer: policiesAnswer });

  return {
    retentionPolicies: async (as) => {
      checksHere("drive.retentionPolicies");
      return read(as, "drive.retentionPolicies", "/v1/carrier/retention/policy/getList");
    },
    retentionCatalogue: async (as) => {
      checksHere("drive.retentionCatalogue");
      return read(as, "drive.retentionCatalogue", "/v1/carrier/policy/config/retention");
    },
    setRetentionPolicies: async (as, policies) => {
      const operation = "drive.setRetentionPolicies";
      const checks = checksHere(operation);
      checks.count("policies", policies, 1, 50);
      const ids = policies.map(({ policyId }) => policyId);
      for (const id of ids) checks.matches("policies", id, /^\d{1,19}$/, "have ids of digits");
      if (new Set(ids).size < ids.length) checks.refuse("policies", "must not name one twice");
      return deps.send(as, {
        operation,
        method: "POST",
        path: "/v1/carrier/retention/policy/batch",
        effect: "change",
        body: {
          policyList: policies.map(({ policyId, enabled }) => ({
            policyId,
            // Text in the table, a number in the example and in both getters: as the example has it.
            status: enabled ? ENABLED : DISABLED,
          })),
        },
        answer: acknowledged,
      });
    },
  };
};
