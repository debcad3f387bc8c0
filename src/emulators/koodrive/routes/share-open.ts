import { z } from "zod";
import { CARRIER, type Call, ENTERPRISE, queryOf, type Route, read, V1 } from "../call.ts";
import type { FileNode, Share } from "../entities.ts";
import { childrenOf } from "../files.ts";
import { formatOpenedFile } from "../format/file.ts";
import { formatLink } from "../format/share.ts";
import { offerFile } from "../packages.ts";
import { pageBy } from "../paging.ts";
import { CODE, invalid, Refusal } from "../refusal.ts";
import { isRecycled, mayOpen } from "../rights.ts";
import { requireOpen, requireShared, requireUnlocked, shareByShortUrl } from "../share-access.ts";

const linkQuery = z.object({ shortUrl: z.string().min(1) });

const visit = (call: Call) => {
  requireOpen(call, shareByShortUrl(call, read(linkQuery, queryOf(call)).shortUrl));
  return {};
};

/** Tells of ended shares too: `status` and `expireTime` are there to say so. */
const userInfo = (call: Call) => {
  const share = shareByShortUrl(call, read(linkQuery, queryOf(call)).shortUrl);
  if (share === undefined) throw new Refusal(CODE.notFound, "The resource does not exist: the share.");
  if (!mayOpen(share, call.user, call.drive.store)) {
    throw new Refusal(CODE.noPermission, "The user does not have the permission on the share.");
  }
  return { link: formatLink(call.drive, share, call.now) };
};

const verify = (call: Call) => {
  const body = read(z.object({ shortUrl: z.string().min(1), extractCode: z.string().min(1) }), call.body);
  const share = requireOpen(call, shareByShortUrl(call, body.shortUrl));
  // The list of codes that was found ends before any for a wrong access code.
  if (share.extractCode !== undefined && share.extractCode !== body.extractCode) throw invalid("extractCode is wrong");
  const token = call.drive.ids.secret(24);
  call.drive.store.shareTokens.put({ token, shareId: share.shareId });
  return { kdstoken: token };
};

const filesBody = z.object({
  shortUrl: z.string().min(1),
  parentFolder: z.string().optional(),
  pageSize: z.int().min(1).max(100).default(100),
  pageCursor: z.string().default("0"),
  sortType: z.union([z.literal(1), z.literal(2), z.literal(4)]).default(4),
  sortDirection: z.union([z.literal(1), z.literal(2)]).default(2),
  kdstoken: z.string().optional(),
  refreshCount: z.boolean().default(false),
  fileName: z.string().optional(),
  imageProcess: z.string().optional(),
});

const KEYS: Readonly<Record<1 | 2 | 4, (file: FileNode) => string | number>> = {
  1: (file) => file.name,
  2: (file) => file.size,
  4: (file) => file.updatedAt,
};

/** What lies in the share, or in a folder of it. */
const insideOf = (call: Call, share: Share, parentFolder: string | undefined): readonly FileNode[] => {
  const { store } = call.drive;
  if (parentFolder === undefined || parentFolder === "" || parentFolder === "root") {
    return share.fileIds.flatMap((id) => store.files.get(id) ?? []).filter((file) => !isRecycled(store, file));
  }
  const [folder] = requireShared(call, share, [parentFolder]);
  return folder === undefined ? [] : childrenOf(store, folder.fileId);
};

const files = (call: Call) => {
  const { drive } = call;
  const body = read(filesBody, call.body);
  const share = requireOpen(call, shareByShortUrl(call, body.shortUrl));
  requireUnlocked(call, share, body.kdstoken);
  const seen = body.refreshCount ? { ...share, viewCnt: share.viewCnt + 1 } : share;
  drive.store.shares.put(seen);
  const key = KEYS[body.sortType];
  const direction = body.sortDirection === 1 ? 1 : -1;
  const wanted = body.fileName?.toLowerCase() ?? "";
  const sorted = insideOf(call, share, body.parentFolder)
    .filter((file) => file.name.toLowerCase().includes(wanted))
    .sort((a, b) => direction * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) || (a.fileId < b.fileId ? -1 : 1));
  const page = pageBy(sorted, body.pageCursor, body.pageSize, drive.readings.emptyPages);
  return {
    ...(page.next === undefined ? {} : { nextCursor: page.next }),
    link: formatLink(drive, seen, call.now),
    files: page.items.map((file) => formatOpenedFile(drive.store, file)),
  };
};

const downloadBody = z.object({
  shareId: z.string().min(1),
  fileId: z.string().min(1),
  kdstoken: z.string().optional(),
});

const download = (call: Call) => {
  const { drive, now } = call;
  const body = read(downloadBody, call.body);
  const share = requireOpen(call, drive.store.shares.get(body.shareId));
  requireUnlocked(call, share, body.kdstoken);
  const [file] = requireShared(call, share, [body.fileId]);
  if (file === undefined || file.fileType === "10") {
    throw new Refusal(CODE.notOnFolder, "The operation is not allowed on a folder.");
  }
  drive.store.shares.put({ ...share, downloadCnt: share.downloadCnt + 1 });
  return { downloadUrl: offerFile(drive, file, now) };
};

type Page = Pick<Route, "method" | "handle"> & { readonly name: string; readonly publicCode?: "string" };

const pages: readonly Page[] = [
  { name: "visit", method: "GET", handle: visit },
  { name: "userInfo", method: "GET", handle: userInfo },
  { name: "verify", method: "POST", handle: verify, publicCode: "string" },
  { name: "files", method: "POST", handle: files },
  { name: "download", method: "POST", handle: download },
];

const common = { codeType: "number", failureStatus: 200, success: "Success." } as const;

/** Opening a link (api.md 5): signed in with the enterprise edition, through the public twins with the carrier's. */
export const shareOpenRoutes: readonly Route[] = pages.flatMap(
  ({ name, method, handle, publicCode }): readonly Route[] => [
    { ...common, method, path: `${V1}/share/${name}`, editions: ENTERPRISE, access: "any", agentName: false, handle },
    {
      ...common,
      method,
      path: `${V1}/share/public/${name}`,
      editions: CARRIER,
      access: "none",
      agentName: true,
      codeType: publicCode ?? common.codeType,
      handle,
    },
  ],
);
