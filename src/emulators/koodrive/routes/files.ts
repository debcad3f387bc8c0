import { z } from "zod";
import { actorOf, BOTH, type Call, ENTERPRISE, paramOf, queryOf, type Route, read, V1 } from "../call.ts";
import type { FileNode, Space } from "../entities.ts";
import { childrenOf, descendantsOf } from "../files.ts";
import { formatFileDetail, formatFoundFile, pathsOf } from "../format/file.ts";
import { offerFile } from "../packages.ts";
import { pageBy } from "../paging.ts";
import { CODE, invalid, Refusal } from "../refusal.ts";
import { canReach, isRecycled, requireFile, requireFiles, requireFolder, requireSpace } from "../rights.ts";

const sortInfo = z.object({
  sortType: z.int().min(1).max(6).default(4),
  sortDirection: z.int().min(1).max(2).default(2),
});
const FILE_TYPES = ["10", "11", "15", "20", "26", "27", "28", "30", "35", "40", "45"] as const;
const fileType = z.enum(FILE_TYPES);
const cursor = z.string().default("");

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const ORDERS: Readonly<Record<number, (a: FileNode, b: FileNode) => number>> = {
  1: (a, b) => byText(a.name, b.name),
  2: (a, b) => a.size - b.size,
  3: (a, b) => a.createdAt - b.createdAt,
  4: (a, b) => a.updatedAt - b.updatedAt,
  5: (a, b) => (a.recycledAt ?? 0) - (b.recycledAt ?? 0),
  6: (a, b) => byText(a.fileType, b.fileType),
};

const sorted = (files: readonly FileNode[], sort: z.output<typeof sortInfo>): readonly FileNode[] => {
  const direction = sort.sortDirection === 1 ? 1 : -1;
  const order = ORDERS[sort.sortType];
  // The id breaks ties, so that pages neither repeat nor lose a file.
  return [...files].sort((a, b) => direction * (order?.(a, b) ?? 0) || byText(a.fileId, b.fileId));
};

const answerPage = (call: Call, files: readonly FileNode[], pageCursor: string, pageSize: number) => {
  const { drive } = call;
  const page = pageBy(files, pageCursor, pageSize, drive.readings.emptyPages);
  return {
    total: files.length,
    nextPageCursor: page.next ?? "",
    files: page.items.flatMap((file) => {
      const space = drive.store.spaces.get(file.containerId);
      return space === undefined ? [] : [formatFoundFile(drive, space, file)];
    }),
  };
};

const listBody = z.object({
  pageInfo: z
    .object({ pageSize: z.int().min(1).max(100).default(100), pageCursor: cursor })
    .default({ pageSize: 100, pageCursor: "" }),
  sortInfo: sortInfo.default({ sortType: 4, sortDirection: 2 }),
  containerId: z.string().min(1).max(64).optional(),
  parentFileId: z.string().min(1).max(64).default("root"),
  fileType: fileType.optional(),
  imageProcess: z.string().optional(),
});

const listing = (call: Call, space: Space, body: z.output<typeof listBody>, type: string) => {
  if (type !== "0" && type !== "1") throw invalid("type: must be 0 or 1");
  const { store } = call.drive;
  const found =
    type === "1"
      ? store.files.all().filter((file) => file.containerId === space.containerId && file.recycledAt !== undefined)
      : body.parentFileId === "sbox" && call.drive.edition === "enterprise"
        ? []
        : childrenOf(store, requireFolder(store, space, body.parentFileId));
  const wanted = found.filter((file) => body.fileType === undefined || file.fileType === body.fileType);
  return answerPage(call, sorted(wanted, body.sortInfo), body.pageInfo.pageCursor, body.pageInfo.pageSize);
};

const ownSpace = (call: Call): Space => {
  const { userId } = actorOf(call);
  const space = call.drive.store.spaces.all().find((one) => one.type === "1" && one.ownerId === userId);
  if (space === undefined) throw new Refusal(CODE.noSpace, "The space does not exist or its status is abnormal.");
  return space;
};

const listPersonal = (call: Call) => {
  const body = read(listBody, call.body);
  const space = body.containerId === undefined ? ownSpace(call) : requireSpace(call, body.containerId);
  if (space.type !== "1") throw invalid("containerId: not a personal space");
  return listing(call, space, body, paramOf(call, "type"));
};

const listTeam = (call: Call) => {
  const body = read(listBody, call.body);
  const teamId = paramOf(call, "groupId");
  const spaces = call.drive.store.spaces.all().filter((one) => one.type !== "1" && one.ownerId === teamId);
  const found = spaces.find((one) => body.containerId === undefined || one.containerId === body.containerId);
  if (found === undefined) throw new Refusal(CODE.noSpace, "The space does not exist or its status is abnormal.");
  return listing(call, requireSpace(call, found.containerId), body, paramOf(call, "type"));
};

const searchBody = z.object({
  searchType: z.string().optional(),
  pageInfo: z.object({ pageSize: z.int().min(1).max(100), pageCursor: cursor }),
  filter: z
    .object({
      keyWord: z.string().min(1).max(255).optional(),
      containerId: z.string().optional(),
      parentFolder: z.string().optional(),
      fileType: fileType.optional(),
      updateTimeRange: z.string().optional(),
      ownerId: z.string().optional(),
    })
    .default({}),
  sortInfo: sortInfo.default({ sortType: 4, sortDirection: 2 }),
  recursived: z.boolean().default(false),
  recycled: z.boolean().default(false),
  imageProcess: z.string().max(300).optional(),
});

/** The kinds of space a search looks through; the value for team spaces is not on the page. */
const typesOf = (call: Call, searchType: string | undefined): readonly string[] => {
  if (searchType === undefined || searchType === "")
    throw new Refusal(CODE.searchTypeEmpty, "The search type is empty.");
  if (searchType === "personal") return ["1"];
  if (searchType === "team" && call.drive.edition === "enterprise") return ["0", "2"];
  throw new Refusal(CODE.searchTypeUnknown, "The search type is not supported.");
};

const search = (call: Call) => {
  const { store } = call.drive;
  const body = read(searchBody, call.body);
  const types = typesOf(call, body.searchType);
  const { filter } = body;
  if (filter.parentFolder !== undefined && filter.containerId === undefined) {
    throw invalid("filter.containerId: mandatory when parentFolder is given");
  }
  const user = actorOf(call);
  const spaces = (
    filter.containerId === undefined
      ? store.spaces.all().filter((space) => space.active && canReach(store, user, space))
      : [requireSpace(call, filter.containerId)]
  ).filter((space) => types.includes(space.type));
  const keyWord = filter.keyWord?.toLowerCase() ?? "";
  const found = spaces
    .flatMap((space) => {
      if (body.recycled) return store.files.all().filter((file) => file.containerId === space.containerId);
      const parentId = requireFolder(store, space, filter.parentFolder ?? "root");
      return body.recursived ? descendantsOf(store, parentId) : childrenOf(store, parentId);
    })
    .filter((file) => isRecycled(store, file) === body.recycled)
    .filter((file) => file.name.toLowerCase().includes(keyWord))
    .filter((file) => filter.fileType === undefined || file.fileType === filter.fileType)
    .filter((file) => filter.ownerId === undefined || file.ownerId === filter.ownerId);
  return answerPage(call, sorted(found, body.sortInfo), body.pageInfo.pageCursor, body.pageInfo.pageSize);
};

const detail = (call: Call) => {
  const { store } = call.drive;
  const body = read(z.object({ containerId: z.string().min(1), imageProcess: z.string().optional() }), call.body);
  const space = requireSpace(call, body.containerId);
  return formatFileDetail(store, requireFile(store, space, paramOf(call, "fileId")));
};

const fullPath = (call: Call) => {
  const { store } = call.drive;
  const query = read(z.object({ fileId: z.string().min(1), containerId: z.string().min(1) }), queryOf(call));
  const paths = pathsOf(store, requireFile(store, requireSpace(call, query.containerId), query.fileId));
  return { fileIdPath: paths.idPath, namePath: paths.namePath };
};

const linksBody = z.object({ containerId: z.string().min(1), fileIds: z.array(z.string().min(1)).min(1).max(100) });

const linkOf = (call: Call, space: Space, fileId: string) => {
  const { drive, now } = call;
  try {
    const [file] = requireFiles(drive.store, space, [fileId]);
    if (file === undefined || file.fileType === "10") {
      throw new Refusal(CODE.notOnFolder, "The operation is not allowed on a folder.");
    }
    return { fileId, fileName: file.name, url: offerFile(drive, file, now), code: "0", msg: "Success." };
  } catch (error) {
    if (error instanceof Refusal) return { fileId, code: String(error.code), msg: error.message };
    throw error;
  }
};

/** `batchCode` 0: some got a link, 1: all, 2: none. */
const downloadLinks = (call: Call) => {
  const body = read(linksBody, call.body);
  const space = requireSpace(call, body.containerId);
  const downloads = body.fileIds.map((fileId) => linkOf(call, space, fileId));
  const good = downloads.filter((one) => one.code === "0").length;
  return { batchCode: good === downloads.length ? 1 : good === 0 ? 2 : 0, downloads };
};

const common = {
  editions: BOTH,
  access: "any",
  agentName: false,
  codeType: "number",
  failureStatus: 400,
  success: "Success.",
} as const;

/** Own and team files (api.md 8). What the list of a folder answers is not on its page: it answers as search does. */
export const fileRoutes: readonly Route[] = [
  { ...common, method: "POST", path: `${V1}/files/{type}`, handle: listPersonal },
  { ...common, method: "POST", path: `${V1}/files/{groupId}/{type}`, editions: ENTERPRISE, handle: listTeam },
  { ...common, method: "POST", path: `${V1}/files/search`, handle: search },
  { ...common, method: "POST", path: `${V1}/files/{fileId}/detail`, handle: detail },
  { ...common, method: "POST", path: `${V1}/files/download`, handle: downloadLinks },
  { ...common, method: "GET", path: `${V1}/files/path`, codeType: "string", handle: fullPath },
];
