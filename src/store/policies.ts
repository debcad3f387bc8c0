import { DEFAULT_RULES, type SharingRules } from "../domain/sharing-policy.ts";
import type { Handle } from "./database.ts";
import { toJson } from "./values.ts";

/** The sharing rules of a workspace, who set them, and when. */
export type SharingPolicy = {
  readonly rules: SharingRules;
  /** 0 while nobody has set any. */
  readonly revision: number;
  readonly updatedBy: string | undefined;
  readonly updatedAt: Date | undefined;
};

/** The rules in force; the defaults while nobody has set any. */
export const getPolicy = async (handle: Handle, teamId: string): Promise<SharingPolicy> => {
  const row = await handle.selectFrom("sharingPolicies").selectAll().where("teamId", "=", teamId).executeTakeFirst();
  if (row === undefined) return { rules: DEFAULT_RULES, revision: 0, updatedBy: undefined, updatedAt: undefined };
  const { revision, updatedBy, updatedAt } = row;
  return { rules: { ...DEFAULT_RULES, ...row.rules }, revision, updatedBy, updatedAt };
};

/** Takes the place of the rules that had this revision. False when somebody has changed them since. */
export const savePolicy = async (
  handle: Handle,
  policy: {
    readonly teamId: string;
    readonly rules: SharingRules;
    /** Of the rules that were shown to who changes them. */
    readonly revision: number;
    readonly by: string;
  },
  now: Date,
): Promise<boolean> => {
  const values = {
    rules: toJson(policy.rules),
    revision: policy.revision + 1,
    updatedBy: policy.by,
    updatedAt: now,
  };
  const saved =
    policy.revision === 0
      ? await handle
          .insertInto("sharingPolicies")
          .values({ teamId: policy.teamId, ...values })
          .onConflict((conflict) => conflict.doNothing())
          .returning("teamId")
          .executeTakeFirst()
      : await handle
          .updateTable("sharingPolicies")
          .set(values)
          .where("teamId", "=", policy.teamId)
          .where("revision", "=", policy.revision)
          .returning("teamId")
          .executeTakeFirst();
  return saved !== undefined;
};
