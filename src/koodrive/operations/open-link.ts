import { z } from "zod";
import type { DriveFile } from "../../domain/drive-file.ts";
import type { ShareStatus } from "../../domain/share.ts";
import type { FailureCode } from "../../lib/errors.ts";
import type { Call, Refused, Send } from "../call.ts";
import { checksFor, MAX_PAGE } from "../checks.ts";
import { isTelling, type Refusal } from "../errors.ts";
import type { Acting, Page } from "../types.ts";
import { acknowledged, filledText, number, requiredText, time } from "../wire.ts";
import { fileList } from "../wire-file.ts";
import { shareStatus } from "../wire-share.ts";

/** What the drive tells of somebody's link before it is opened. */
export type LinkInfo = {
  readonly shareId: string;
  readonly shortCode: string;
  readonly ownerId: string | undefined;
  readonly ownerName: string | undefined;
  readonly status: ShareStatus | undefined;
  readonly sharedAt: Date | undefined;
  /** Undefined: no end. */
  readonly expiresAt: Date | undefined;
  /** Days left as the drive counts them. */
  readonly daysLeft: number | undefined;
};

export type LinkFilesQuery = {
  readonly shortCode: string;
  /** A folder of the share; undefined: its top. */
  readonly folderId?: string | undefined;
  /** From `verifyAccessCode`, for a share that wants a code. */
  readonly shareToken?: string | undefined;
  /** Part of a name. */
  readonly name?: string | undefined;
  /** By name, or with the newest first (which is what not given means). */
  readonly order?: "name" | "newest" | undefined;
  /** Counts as a view of the share. */
  readonly countView?: boolean | undefined;
  readonly pageSize?: number;
  readonly cursor?: string | undefined;
};

/** In the order of use: visit, info, verify where the share wants a code, files, download or a share task. */
export type OpenLinkCalls = {
  /** Throws when the link cannot be opened (any more). */
  readonly visitLink: (as: Acting, shortCode: string) => Promise<void>;
  readonly linkInfo: (as: Acting, shortCode: string) => Promise<LinkInfo>;
  /** Throws `invalid` with the field `accessCode` for a wrong one. Sent once: attempts may be counted. */
  readonly verifyAccessCode: (
    as: Acting,
    given: { readonly shortCode: string; readonly accessCode: string },
  ) => Promise<{ readonly shareToken: string }>;
  /**
   * Each file names the space it is in, which a share task wants. `link` where the answer has it. Throws `not-allowed`
   * with the field `accessCode` when the share wants a code, or does not take the token (any more).
   */
  readonly listShareFiles: (
    as: Acting,
    query: LinkFilesQuery,
  ) => Promise<Page<DriveFile> & { readonly link: LinkInfo | undefined }>;
  /** A link to one file that works without signing in; it holds for about an hour. Throws as `listShareFiles`. */
  readonly downloadSharedFile: (
    as: Acting,
    file: { readonly shareId: string; readonly fileId: string; readonly shareToken?: string | undefined },
  ) => Promise<{ readonly url: string }>;
};

const linkWire = z.object({
  shareId: requiredText,
  shortUrl: filledText,
  ownerId: filledText,
  ownerName: filledText,
  status: number,
  shareTime: time,
  expireTime: time,
  expireDate: number,
});

const toLinkInfo = (wire: z.output<typeof linkWire>, shortCode: string): LinkInfo => ({
  shareId: wire.shareId,
  shortCode: wire.shortUrl ?? shortCode,
  ownerId: wire.ownerId,
  ownerName: wire.ownerName,
  status: shareStatus(wire.status),
  sharedAt: wire.shareTime,
  expiresAt: wire.expireTime,
  daysLeft: wire.expireDate,
});

/**
 * No page has a code for a share token that is missing or stale either: a no to these calls that names no other
 * reason must be that one. It says `accessCode`, because giving the code again is what helps.
 */
const withoutToken = ({ code }: Refusal, usual: FailureCode): Refused | undefined =>
  usual === "not-allowed" || (usual === "conflict" && !isTelling(code))
    ? { code: "not-allowed", field: "accessCode" }
    : undefined;

const NEWEST = { sortType: 4, sortDirection: 2 } as const;
const BY_NAME = { sortType: 1, sortDirection: 1 } as const;

/** Pages visitShare, getShareInfo, verifyExtractCode, listShareFiles, downloadShareFile and their public twins. */
export const createOpenLinkCalls = (deps: {
  readonly send: Send;
  /** The twins of these calls for people without an account; undefined: the signed-in calls. */
  readonly sendPublic: Send | undefined;
}): OpenLinkCalls => {
  const send = deps.sendPublic ?? deps.send;
  const root = deps.sendPublic === undefined ? "/v1/share" : "/v1/share/public";

  const verifyCall = (given: { readonly shortCode: string; readonly accessCode: string }) =>
    ({
      operation: "drive.verifyAccessCode",
      method: "POST",
      path: `${root}/verify`,
      effect: "attempt",
      secrets: [given.accessCode],
      body: { shortUrl: given.shortCode, extractCode: given.accessCode },
      // No page has a code for a wrong access code: a no to this call that says nothing else must be that one.
      refused: ({ code }, usual) =>
        (usual === "conflict" || usual === "invalid") && !isTelling(code)
          ? { code: "invalid", field: "accessCode" }
          : undefined,
      answer: z.object({ kdstoken: requiredText }).transform(({ kdstoken }) => ({ shareToken: kdstoken })),
    }) satisfies Call<{ readonly shareToken: string }>;

  return {
    visitLink: async (as, shortCode) => {
      checksFor("drive.visitLink").ids("shortCode", [shortCode]);
      return send(as, {
        operation: "drive.visitLink",
        method: "GET",
        path: `${root}/visit`,
        query: [["shortUrl", shortCode]],
        // Whether it counts as a view is not said.
        effect: "attempt",
        answer: acknowledged,
      });
    },
    linkInfo: async (as, shortCode) => {
      checksFor("drive.linkInfo").ids("shortCode", [shortCode]);
      return send(as, {
        operation: "drive.linkInfo",
        method: "GET",
        path: `${root}/userInfo`,
        query: [["shortUrl", shortCode]],
        effect: "read",
        answer: z.object({ link: linkWire }).transform(({ link }) => toLinkInfo(link, shortCode)),
      });
    },
    verifyAccessCode: async (as, given) => {
      const checks = checksFor("drive.verifyAccessCode");
      checks.ids("shortCode", [given.shortCode]);
      // Codes of older shares may have another form: only a missing one is refused here.
      checks.ids("accessCode", [given.accessCode]);
      return send(as, verifyCall(given));
    },
    listShareFiles: async (as, query) => {
      const checks = checksFor("drive.listShareFiles");
      checks.ids("shortCode", [query.shortCode]);
      checks.whole("pageSize", query.pageSize ?? MAX_PAGE, 1, MAX_PAGE);
      return send(as, {
        operation: "drive.listShareFiles",
        method: "POST",
        path: `${root}/files`,
        effect: query.countView === true ? "attempt" : "read",
        secrets: [query.shareToken],
        body: {
          shortUrl: query.shortCode,
          parentFolder: query.folderId,
          pageSize: query.pageSize ?? MAX_PAGE,
          pageCursor: query.cursor,
          ...(query.order === "name" ? BY_NAME : NEWEST),
          kdstoken: query.shareToken,
          refreshCount: query.countView,
          fileName: query.name,
        },
        refused: withoutToken,
        answer: z
          .object({ link: linkWire.optional().catch(undefined), files: fileList(undefined), nextCursor: filledText })
          .transform(({ link, files, nextCursor }) => ({
            items: files,
            next: nextCursor,
            link: link === undefined ? undefined : toLinkInfo(link, query.shortCode),
          })),
      });
    },
    downloadSharedFile: async (as, file) => {
      const checks = checksFor("drive.downloadSharedFile");
      checks.ids("shareId", [file.shareId]);
      checks.ids("fileId", [file.fileId]);
      return send(as, {
        operation: "drive.downloadSharedFile",
        method: "POST",
        path: `${root}/download`,
        effect: "read",
        secrets: [file.shareToken],
        body: { shareId: file.shareId, fileId: file.fileId, kdstoken: file.shareToken },
        refused: withoutToken,
        answer: z.object({ downloadUrl: requiredText }).transform(({ downloadUrl }) => ({ url: downloadUrl })),
      });
    },
  };
};
