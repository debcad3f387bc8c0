import { z } from "zod";
import type { Share } from "../../domain/share.ts";
import type { Send } from "../call.ts";
import { checksFor, MAX_PAGE } from "../checks.ts";
import { percentEncode } from "../credentials/app-signature.ts";
import type { Acting, Page } from "../types.ts";
import { type Fields, thing, toFilledText } from "../wire.ts";
import { sharePage, toShare } from "../wire-share.ts";
import { type ShareListQuery, shareListQuery } from "./shares.ts";

/** A share of somebody else's with me. */
export type ReceivedShare = {
  readonly share: Share;
  readonly ownerId: string | undefined;
  readonly ownerName: string | undefined;
};

export type ReceivedShareCalls = {
  /** Newest first; only shares with named people are in it. */
  readonly listReceivedShares: (as: Acting, query: ShareListQuery) => Promise<Page<ReceivedShare>>;
  readonly receivedShareDetail: (as: Acting, shareId: string) => Promise<ReceivedShare>;
};

const toReceived = (fields: Fields): ReceivedShare => ({
  share: toShare(fields),
  ownerId: toFilledText(fields["ownerId"]),
  ownerName: toFilledText(fields["ownerName"]),
});

const receivedPage = sharePage(toReceived);

const oneReceived = z.object({ shareLink: thing(toReceived) }).transform(({ shareLink }) => shareLink);

/** Pages "Querying Shares Received" and its detail (listShareWithMe, getShareWithMeDetail). */
export const createReceivedShareCalls = (deps: { readonly send: Send }): ReceivedShareCalls => ({
  listReceivedShares: async (as, query) => {
    const operation = "drive.listReceivedShares";
    checksFor(operation).whole("pageSize", query.pageSize ?? MAX_PAGE, 1, MAX_PAGE);
    return deps.send(as, {
      operation,
      method: "GET",
      path: "/v1/share/received",
      query: shareListQuery(query),
      effect: "read",
      answer: receivedPage,
    });
  },
  receivedShareDetail: async (as, shareId) => {
    const operation = "drive.receivedShareDetail";
    checksFor(operation).ids("shareId", [shareId]);
    return deps.send(as, {
      operation,
      method: "GET",
      path: `/v1/share/received/${percentEncode(shareId)}`,
      effect: "read",
      answer: oneReceived,
    });
  },
});
