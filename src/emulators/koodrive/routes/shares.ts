import { z } from "zod";
import { actorOf, BOTH, type Call, paramOf, queryOf, type Route, read, V1 } from "../call.ts";
import type { Share } from "../entities.ts";
import { formatCreated, formatDetail, formatListed, formatModified } from "../format/share.ts";
import { cursorQuery, pageBy } from "../paging.ts";
import { CODE, invalid, Refusal } from "../refusal.ts";
import { requireFiles, requireSpace } from "../rights.ts";
import { DAY_MS, isRequestTime } from "../times.ts";

const MAX_COMMENT = 511;

const extractCode = z.string().regex(/^[0-9a-zA-Z]{8}$/, "must be 8 characters of [0-9a-zA-Z]");
const comment = z.string().max(MAX_COMMENT, "must have less than 512 characters");
const expireTime = z.string().refine(isRequestTime, "must be yyyy-MM-dd HH:mm:ss or ISO 8601");
const texts = z.array(z.string());
const permission = z.object({
  preview: z.boolean().optional(),
  edit: z.boolean().optional(),
  download: z.boolean().optional(),
});

// The page's example sends the scope as text, its table says Integer. Fields of no table are let pass, as in the example.
const createBody = z.object({
  scope: z.union([
    z.int(),
    z
      .string()
      .regex(/^[0-9]$/)
      .transform(Number),
  ]),
  fileIds: z.array(z.string().min(1)).min(1).max(100),
  containerId: z.string().min(1),
  extractCode: extractCode.optional(),
  expireTime: expireTime.optional(),
  comment: comment.default(""),
  validDays: z.int().min(1).max(365),
  expiredType: z.string().optional(),
  phoneNumbers: texts.default([]),
  deptIds: texts.default([]),
  groupIds: texts.default([]),
  userIds: texts.default([]),
  permission: permission.optional(),
});

const modifyBody = z.object({
  extractCode: extractCode.optional(),
  comment: comment.optional(),
  validDays: z.int().min(0).max(365),
  expireTime: expireTime.optional(),
  deptIds: texts.optional(),
  groupIds: texts.optional(),
  userIds: texts.optional(),
  permission: permission.optional(),
});

const scopeOf = (call: Call, scope: number): 1 | 2 | 3 => {
  if (scope === 1 || scope === 3) return scope;
  if (scope === 2 && call.drive.edition === "enterprise") return 2;
  throw invalid(call.drive.edition === "enterprise" ? "scope: must be 1, 2 or 3" : "scope: must be 1 or 3");
};

const create = (call: Call) => {
  const { drive, now } = call;
  const body = read(createBody, call.body);
  const scope = scopeOf(call, body.scope);
  const space = requireSpace(call, body.containerId);
  const [first] = requireFiles(drive.store, space, body.fileIds);
  const share: Share = {
    shareId: drive.ids.number(),
    shortUrl: drive.ids.number(),
    ownerId: actorOf(call).userId,
    scope,
    fileIds: body.fileIds,
    containerId: space.containerId,
    displayName: first?.name ?? "",
    extractCode: body.extractCode,
    comment: body.comment,
    // In the page's example validDays decides and the expireTime sent lies in the past.
    expiresAt: now + body.validDays * DAY_MS,
    createdAt: now,
    updatedAt: now,
    cancelled: false,
    deptIds: body.deptIds,
    groupIds: body.groupIds,
    userIds: body.userIds,
    phoneNumbers: body.phoneNumbers,
    permission: body.permission,
    viewCnt: 0,
    downloadCnt: 0,
    saveCnt: 0,
    exitedUserIds: [],
  };
  drive.store.shares.put(share);
  return { shareLink: formatCreated(drive, share) };
};

const mine = (call: Call, shareId: string): Share => {
  const share = call.drive.store.shares.get(shareId);
  if (share === undefined || share.ownerId !== actorOf(call).userId) {
    throw new Refusal(CODE.notFound, "The resource does not exist: the share.");
  }
  return share;
};

/** 0 leaves the end alone in the enterprise edition and takes it away in the carrier's. */
const newEnd = (call: Call, share: Share, validDays: number): number | undefined => {
  // The period counts from the change, not from the old end: so the page's example figures say.
  if (validDays > 0) return call.now + validDays * DAY_MS;
  return call.drive.edition === "carrier" ? undefined : share.expiresAt;
};

const modify = (call: Call) => {
  const { drive, now } = call;
  const body = read(modifyBody, call.body);
  const share = mine(call, paramOf(call, "shareId"));
  if (share.cancelled) throw new Refusal(CODE.notFound, "The resource does not exist: the share was cancelled.");
  const changed: Share = {
    ...share,
    extractCode: body.extractCode ?? share.extractCode,
    comment: body.comment ?? share.comment,
    expiresAt: newEnd(call, share, body.validDays),
    deptIds: body.deptIds ?? share.deptIds,
    groupIds: body.groupIds ?? share.groupIds,
    userIds: body.userIds ?? share.userIds,
    permission: body.permission ?? share.permission,
    updatedAt: now,
  };
  drive.store.shares.put(changed);
  return { shareLink: formatModified(drive, changed) };
};

/** Query of both lists of shares. 4 (share time) is the only order. */
export const shareListQuery = z.object({
  ...cursorQuery,
  sortType: z.literal("4").optional(),
  sortDirection: z.enum(["1", "2"]).default("2"),
  displayName: z.string().optional(),
  imageProcess: z.string().optional(),
});

/** Filters, sorts and cuts a list of shares as both lists do. */
export const pageOfShares = (call: Call, shares: readonly Share[]) => {
  const query = read(shareListQuery, queryOf(call));
  const wanted = query.displayName?.toLowerCase() ?? "";
  const direction = query.sortDirection === "1" ? 1 : -1;
  const sorted = shares
    .map((share, index) => ({ share, index }))
    .filter(({ share }) => share.displayName.toLowerCase().includes(wanted))
    .sort((a, b) => direction * (a.share.createdAt - b.share.createdAt || a.index - b.index))
    .map(({ share }) => share);
  return pageBy(sorted, query.pageCursor, query.pageSize, call.drive.readings.emptyPages);
};

const list = (call: Call) => {
  const { drive } = call;
  const { userId } = actorOf(call);
  const page = pageOfShares(
    call,
    drive.store.shares.all().filter((share) => share.ownerId === userId),
  );
  return {
    ...(page.next === undefined ? {} : { nextCursor: page.next }),
    shareLinks: page.items.map((share) => formatListed(drive, share)),
  };
};

const detail = (call: Call) => ({ shareLink: formatDetail(call.drive, mine(call, paramOf(call, "shareId"))) });

const shareIds = z.array(z.string().min(1)).min(1).max(100);

const cancel = (call: Call) => {
  const { drive, now } = call;
  const optional = drive.edition === "enterprise";
  const body = read(z.object({ shareIds: optional ? shareIds.default([]) : shareIds }), call.body);
  return {
    subResponseList: body.shareIds.map((shareId) => {
      try {
        const share = mine(call, shareId);
        if (share.cancelled) throw new Refusal(CODE.notFound, "The resource does not exist: the share was cancelled.");
        drive.store.shares.put({ ...share, cancelled: true, updatedAt: now });
        return { code: 0, msg: "Success.", shareId };
      } catch (error) {
        if (error instanceof Refusal) return { code: error.code, msg: error.message, shareId };
        throw error;
      }
    }),
  };
};

const common = { editions: BOTH, access: "any", codeType: "string", failureStatus: 200, success: "Success." } as const;

/** Links I own (api.md 4). The carrier's documents speak of a share list without giving its page. */
export const shareRoutes: readonly Route[] = [
  { ...common, method: "POST", path: `${V1}/share`, agentName: true, success: "OK", handle: create },
  { ...common, method: "PUT", path: `${V1}/share/{shareId}`, agentName: true, handle: modify },
  { ...common, method: "GET", path: `${V1}/share`, agentName: false, handle: list },
  { ...common, method: "GET", path: `${V1}/share/{shareId}`, agentName: false, handle: detail },
  { ...common, method: "POST", path: `${V1}/share/cancel`, agentName: true, handle: cancel },
];
