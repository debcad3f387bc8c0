import { z } from "zod";
import type { Share, ShareScope, ShareStatus, ShareWithCode } from "../domain/share.ts";
import type { Page } from "./types.ts";
import { type Fields, filledText, list, needed, thing, toFilledText, toNumber, toText, toTime } from "./wire.ts";
import { toDriveFiles } from "./wire-file.ts";

const SCOPES: Readonly<Record<number, ShareScope>> = { 1: "external", 2: "company", 3: "people" };
const STATUSES: Readonly<Record<number, ShareStatus>> = { 0: "live", 1: "files-deleted", 2: "revoked", 3: "expired" };

export const scopeNumber = (scope: ShareScope): number => {
  switch (scope) {
    case "external":
      return 1;
    case "company":
      return 2;
    case "people":
      return 3;
  }
};

/**
 * A share as any of the answers tells of it: created, modified, listed, in detail, received. The files say
 * themselves which space they are in; the share's own is the fallback.
 */
export const toShare = (fields: Fields): Share => {
  const containerId = toFilledText(fields["containerId"]);
  const scope = toNumber(fields["scope"]);
  return {
    shareId: needed(fields, "shareId"),
    shortCode: toText(fields["shortUrl"]) ?? "",
    linkUrl: webLink(toText(fields["linkUrl"])),
    name: toFilledText(fields["displayName"]),
    scope: scope === undefined ? undefined : SCOPES[scope],
    status: shareStatus(toNumber(fields["status"])),
    expiresAt: toTime(fields["expireTime"]),
    sharedAt: toTime(fields["shareTime"]) ?? toTime(fields["createTime"]),
    comment: toText(fields["comment"]),
    containerId,
    files: Array.isArray(fields["files"]) ? toDriveFiles(fields["files"], containerId) : undefined,
    views: toNumber(fields["viewCnt"]),
  };
};

export const shareStatus = (status: number | undefined): ShareStatus | undefined =>
  status === undefined ? undefined : STATUSES[status];

// No such text fails to parse as a URL, and this asks for it ten times as fast as parsing does.
const SURE_LINK = /^https?:\/\/(?:[a-z0-9]+\.)*[a-z][a-z0-9]*(?::\d{1,4})?(?:[/?#]\S*)?$/i;

/** Some answers put the bare short code where the link should be: only what a browser can open is one. */
export const webLink = (link: string | undefined): string | undefined =>
  link !== undefined && (SURE_LINK.test(link) || (/^https?:\/\//i.test(link) && URL.canParse(link))) ? link : undefined;

export const oneShareAnswer = z
  .object({
    shareLink: thing(
      (fields): ShareWithCode => ({ share: toShare(fields), accessCode: toFilledText(fields["extractCode"]) }),
    ),
  })
  .transform(({ shareLink }) => shareLink);

/** Style A: the next cursor is missing, or empty, at the end. */
export const sharePage = <Item>(toItem: (fields: Fields) => Item) =>
  z
    .object({ shareLinks: list(thing(toItem)), nextCursor: filledText })
    .transform(({ shareLinks, nextCursor }): Page<Item> => ({ items: shareLinks, next: nextCursor }));
