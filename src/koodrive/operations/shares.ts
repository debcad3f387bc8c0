import type { Edition } from "../../domain/edition.ts";
import type { Share, ShareScope, ShareWithCode } from "../../domain/share.ts";
import type { Send } from "../call.ts";
import { ACCESS_CODE, ACCESS_CODE_RULE, checksFor, MAX_PAGE } from "../checks.ts";
import { percentEncode } from "../credentials/app-signature.ts";
import type { Acting, Page } from "../types.ts";
import { oneShareAnswer, scopeNumber, sharePage, toShare } from "../wire-share.ts";

export type SharePermission = { readonly preview?: boolean; readonly edit?: boolean; readonly download?: boolean };

export type CreateShareRequest = {
  readonly scope: ShareScope;
  readonly containerId: string;
  /** 1 to 100. */
  readonly fileIds: readonly string[];
  /** 1 to 365. */
  readonly validDays: number;
  /** 8 of `[0-9a-zA-Z]`; undefined: opens without a code. */
  readonly accessCode: string | undefined;
  /** Under 512 characters. */
  readonly comment: string | undefined;
  readonly phoneNumbers: readonly string[];
  /** Drive user ids (enterprise edition). */
  readonly userIds: readonly string[];
  /** Drive department and group ids (enterprise edition). */
  readonly departmentIds?: readonly string[] | undefined;
  readonly groupIds?: readonly string[] | undefined;
  /** Sent next to `validDays` when given; which of the two counts is not documented. */
  readonly expiresAt?: Date | undefined;
  /** `expiredType`: a text without a documented meaning. */
  readonly invalidationType?: string | undefined;
  /** "Supported later" in the tables, sent in the carrier example. */
  readonly permission?: SharePermission | undefined;
  /** In the carrier example only. */
  readonly enabledCode?: boolean | undefined;
};

export type ShareListQuery = {
  /** Part of the name. */
  readonly name?: string | undefined;
  /** 1 to 100. */
  readonly pageSize?: number;
  readonly cursor?: string | undefined;
};

export type ShareCalls = {
  /** Sent once. `unknown-outcome` when the answer was lost: look with `listMyShares`. */
  readonly createShare: (as: Acting, request: CreateShareRequest) => Promise<ShareWithCode>;
  readonly shareDetail: (as: Acting, shareId: string) => Promise<ShareWithCode>;
  /** Newest first. */
  readonly listMyShares: (as: Acting, query: ShareListQuery) => Promise<Page<Share>>;
};

export const createShareCalls = (deps: { readonly send: Send; readonly edition: Edition }): ShareCalls => {
  const { send, edition } = deps;
  return {
    createShare: async (as, request) => {
      checkNewShare(request, edition);
      const { accessCode, comment, phoneNumbers, userIds } = request;
      return send(as, {
        operation: "drive.createShare",
        method: "POST",
        path: "/v1/share",
        effect: "change",
        secrets: [accessCode],
        body: {
          // The tables type it as a number; only the carrier example writes it as text.
          scope: scopeNumber(request.scope),
          fileIds: request.fileIds,
          containerId: request.containerId,
          permission: request.permission,
          enabledCode: request.enabledCode,
          extractCode: accessCode,
          // The carrier table asks for a form without a zone, every example has this one: it cannot be misread.
          expireTime: request.expiresAt?.toISOString(),
          expiredType: request.invalidationType,
          comment,
          validDays: request.validDays,
          phoneNumbers: unlessEmpty(phoneNumbers),
          userIds: unlessEmpty(userIds),
          deptIds: unlessEmpty(request.departmentIds),
          groupIds: unlessEmpty(request.groupIds),
        },
        answer: oneShareAnswer,
      });
    },
    shareDetail: async (as, shareId) => {
      checksFor("drive.shareDetail").ids("shareId", [shareId]);
      return send(as, {
        operation: "drive.shareDetail",
        method: "GET",
        path: `/v1/share/${percentEncode(shareId)}`,
        effect: "read",
        answer: oneShareAnswer,
      });
    },
    listMyShares: async (as, query) => {
      if (query.pageSize !== undefined) checksFor("drive.listMyShares").whole("pageSize", query.pageSize, 1, MAX_PAGE);
      return send(as, {
        operation: "drive.listMyShares",
        method: "GET",
        path: "/v1/share",
        query: shareListQuery(query),
        effect: "read",
        answer: myShares,
      });
    },
  };
};

const myShares = sharePage(toShare);

const SORT_BY_SHARE_TIME = 4;
const DESCENDING = 2;

export const shareListQuery = (query: ShareListQuery) =>
  [
    ["pageSize", query.pageSize],
    ["pageCursor", query.cursor],
    ["sortType", SORT_BY_SHARE_TIME],
    ["sortDirection", DESCENDING],
    ["displayName", query.name],
  ] as const;

const unlessEmpty = (values: readonly string[] | undefined): readonly string[] | undefined =>
  values === undefined || values.length === 0 ? undefined : values;

/** The ranges of the page "Creating a Share", of both editions. */
const checkNewShare = (request: CreateShareRequest, edition: Edition): void => {
  const checks = checksFor("drive.createShare");
  if (request.scope === "company" && edition === "carrier") checks.refuse("scope", "knows no company in this edition");
  checks.count("fileIds", request.fileIds, 1, 100);
  checks.ids("fileIds", request.fileIds);
  checks.ids("containerId", [request.containerId]);
  checks.whole("validDays", request.validDays, 1, 365);
  if (request.accessCode !== undefined) checks.matches("accessCode", request.accessCode, ACCESS_CODE, ACCESS_CODE_RULE);
  if (request.comment !== undefined) checks.length("comment", request.comment, 0, 511);
  checks.ids("phoneNumbers", request.phoneNumbers);
  checks.ids("userIds", request.userIds);
  for (const [field, ids] of [
    ["userIds", request.userIds],
    ["departmentIds", request.departmentIds],
    ["groupIds", request.groupIds],
  ] as const) {
    if (edition === "carrier" && (ids?.length ?? 0) > 0) checks.refuse(field, "does not exist in this edition");
  }
};
