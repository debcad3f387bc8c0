import { AUDIT_DAYS } from "../domain/sharing-policy.ts";
import type { Handle } from "./database.ts";

/** For how many days a workspace's audit log is kept. */
export const getAuditDays = async (handle: Handle, teamId: string): Promise<number> => {
  const set = await handle.selectFrom("auditSettings").select("days").where("teamId", "=", teamId).executeTakeFirst();
  return set?.days ?? AUDIT_DAYS.unlessSet;
};

/** Takes the place of what was set before. */
export const saveAuditDays = async (
  handle: Handle,
  { teamId, days, by }: { readonly teamId: string; readonly days: number; readonly by: string },
  now: Date,
): Promise<void> => {
  const values = { days, updatedBy: by, updatedAt: now };
  await handle
    .insertInto("auditSettings")
    .values({ teamId, ...values })
    .onConflict((conflict) => conflict.column("teamId").doUpdateSet(values))
    .execute();
};
