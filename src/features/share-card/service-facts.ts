import type { ShareRow } from "../../store/shares.ts";

// A card names so many people; asking Slack for the names of all would take a call for each.
const NAMED = 3;

/** What the card shows of a stored share. */
export type CardFacts = Awaited<ReturnType<ReturnType<typeof createCardFacts>>>;

/** @param deps.nameOf what a person is called in Slack */
export const createCardFacts =
  (deps: { readonly nameOf: (userId: string) => Promise<string> }) => async (share: ShareRow) => ({
    teamId: share.teamId,
    shareId: share.shareId,
    shortCode: share.shortCode,
    linkUrl: share.linkUrl ?? undefined,
    name: share.name ?? share.shortCode,
    scope: share.scope ?? "external",
    recipients: {
      names: await Promise.all(share.recipientUserIds.slice(0, NAMED).map(deps.nameOf)),
      total: share.recipientUserIds.length,
    },
    files: share.files,
    comment: share.comment ?? undefined,
    hasCode: share.hasCode,
    expiresAt: share.expiresAt ?? undefined,
    status: share.status,
    sharedAt: share.createdAt,
    owner: { userId: share.ownerUserId, realName: await deps.nameOf(share.ownerUserId) },
  });
