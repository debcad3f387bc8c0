import { z } from "zod";
import { actorOf, type Call, ENTERPRISE, paramOf, type Route, read, V1 } from "../call.ts";
import type { Share } from "../entities.ts";
import { formatReceived } from "../format/share.ts";
import { CODE, Refusal } from "../refusal.ts";
import { mayOpen } from "../rights.ts";
import { pageOfShares } from "./shares.ts";

/** What others shared with me by name; link shares and one's own are not shown. */
const received = (call: Call): readonly Share[] => {
  const { store } = call.drive;
  const user = actorOf(call);
  return store.shares
    .all()
    .filter(
      (share) =>
        share.scope === 3 &&
        share.ownerId !== user.userId &&
        !share.exitedUserIds.includes(user.userId) &&
        mayOpen(share, user, store),
    );
};

const requireReceived = (call: Call, shareId: string): Share => {
  const share = received(call).find((one) => one.shareId === shareId);
  if (share === undefined) throw new Refusal(CODE.notFound, "The resource does not exist: the share.");
  return share;
};

const list = (call: Call) => {
  const page = pageOfShares(call, received(call));
  return {
    ...(page.next === undefined ? {} : { nextCursor: page.next }),
    shareLinks: page.items.map((share) => formatReceived(call.drive, share)),
  };
};

const detail = (call: Call) => ({
  shareLink: formatReceived(call.drive, requireReceived(call, paramOf(call, "shareId"))),
});

const exit = (call: Call) => {
  const { shareIds } = read(z.object({ shareIds: z.array(z.string().min(1)).min(1).max(100) }), call.body);
  const { userId } = actorOf(call);
  // Looked up first, so that one wrong id leaves everything as it was.
  const shares = shareIds.map((shareId) => requireReceived(call, shareId));
  for (const share of shares) {
    call.drive.store.shares.put({ ...share, exitedUserIds: [...share.exitedUserIds, userId] });
  }
  return {};
};

const common = {
  editions: ENTERPRISE,
  access: "any",
  agentName: false,
  codeType: "number",
  failureStatus: 200,
  success: "Success.",
} as const;

/** Shares that I was given (api.md 4.6). */
export const receivedShareRoutes: readonly Route[] = [
  { ...common, method: "GET", path: `${V1}/share/received`, handle: list },
  { ...common, method: "GET", path: `${V1}/share/received/{shareId}`, handle: detail },
  { ...common, method: "POST", path: `${V1}/share/exit`, handle: exit },
];
