import type { WebClient } from "@slack/web-api";
import type { Clock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import type { People } from "./people.ts";

/** Who administers the drive from Slack. */
export type Admins = {
  /** Asked of Slack at this moment, not of memory: for every administrative act. */
  readonly isAdmin: (userId: string) => Promise<boolean>;
  /** At once, from what was asked before: for what to show, never for what to allow. */
  readonly peek: (userId: string) => boolean;
  /**
   * Whom to ask and to tell: those who are named, else the workspace's admins and owners, some of them where they are
   * many. Asks Slack now and then; throws `unavailable` when it cannot.
   */
  readonly list: () => Promise<readonly string[]>;
};

// Slack lists people only all together: what is looked through, and how many are told, stays bounded.
const PAGE = 500;
const MAX_PAGES = 20;
const MAX_ADMINS = 20;
const FRESH_MS = 10 * 60 * 1000;

/** @param adminUsers `ADMIN_USERS`; empty: the workspace's admins and owners */
export const createAdmins = ({
  adminUsers,
  people,
  client,
  clock,
}: {
  readonly adminUsers: readonly string[];
  readonly people: People;
  readonly client: WebClient;
  readonly clock: Clock;
}): Admins => {
  let kept: { readonly admins: readonly string[]; readonly at: number } | undefined;

  const listPeople = (cursor: string | undefined) =>
    client.users.list({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });

  const search = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES && found.length < MAX_ADMINS; page += 1) {
      const { members = [], response_metadata: next } = await listPeople(cursor).catch((cause: unknown) => {
        throw new AppError("unavailable", "Slack did not list the people", { operation: "slack.users.list", cause });
      });
      for (const member of members) {
        const leads = (member.is_admin === true || member.is_owner === true) && member.deleted !== true;
        if (leads && member.id !== undefined) found.push(member.id);
      }
      cursor = next?.next_cursor;
      if (cursor === undefined || cursor === "") break;
    }
    return found.slice(0, MAX_ADMINS);
  };

  return {
    isAdmin: async (userId) => {
      const profile = await people.refresh(userId);
      if (!profile.isKnown || profile.isDeactivated) return false;
      return adminUsers.length > 0 ? adminUsers.includes(userId) : profile.isAdmin;
    },
    peek: (userId) => (adminUsers.length > 0 ? adminUsers.includes(userId) : people.peek(userId).isAdmin),
    list: async () => {
      if (adminUsers.length > 0) return adminUsers;
      const now = clock.now().getTime();
      if (kept === undefined || now - kept.at >= FRESH_MS) kept = { admins: await search(), at: now };
      return kept.admins;
    },
  };
};
