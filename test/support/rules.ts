import { randomUUID } from "node:crypto";
import { DEFAULT_RULES, type PolicyWish, type SharingRules } from "../../src/domain/sharing-policy.ts";
import { decideException, insertExceptionRequest } from "../../src/store/exception-requests.ts";
import { getPolicy, savePolicy } from "../../src/store/policies.ts";
import { type Office, PEOPLE, TEAM } from "./office.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** As an administrator would have set them; what is left out is as nobody had set it. */
export const setRules = async (office: Office, rules: Partial<SharingRules>): Promise<void> => {
  const { db } = office.database;
  const { revision } = await getPolicy(db, TEAM);
  const policy = { teamId: TEAM, rules: { ...DEFAULT_RULES, ...rules }, revision, by: PEOPLE.ada };
  if (!(await savePolicy(db, policy, office.clock.now()))) throw new Error("the rules were changed meanwhile");
};

/** An exception that was asked for and approved, for a day; its id. */
export const approveException = async (office: Office, userId: string, wish: Partial<PolicyWish>): Promise<string> => {
  const { db } = office.database;
  const id = randomUUID();
  const now = office.clock.now();
  const expiresAt = new Date(now.getTime() + DAY_MS);
  const whole = { maxDays: undefined, scopes: [], withoutCode: false, outside: false, ...wish };
  await insertExceptionRequest(db, { id, teamId: TEAM, userId, wish: whole, reason: "because", expiresAt }, now);
  await decideException(db, { teamId: TEAM, id }, { state: "approved", by: PEOPLE.ada, expiresAt }, now);
  return id;
};
