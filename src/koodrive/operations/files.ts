import { z } from "zod";
import type { DriveFile } from "../../domain/drive-file.ts";
import type { Edition } from "../../domain/edition.ts";
import type { Call, Send } from "../call.ts";
import { checksFor, MAX_PAGE } from "../checks.ts";
import { percentEncode } from "../credentials/app-signature.ts";
import type { Acting, Page } from "../types.ts";
import { filledText, thing, toFlag, unreadable } from "../wire.ts";
import { FOLDER_TYPE, fileList, toDriveFile } from "../wire-file.ts";
import type { SpaceBook } from "./spaces.ts";

export type SearchQuery = {
  readonly keyword: string;
  readonly containerId?: string | undefined;
  readonly foldersOnly?: boolean;
  readonly pageSize?: number;
  readonly cursor?: string | undefined;
};

export type FolderQuery = {
  readonly containerId: string;
  readonly folderId: string;
  readonly foldersOnly?: boolean;
  readonly pageSize?: number;
  readonly cursor?: string | undefined;
};

export type FileCalls = {
  /** Files whose name contains the text, 1 to 255 characters; without a space: in the personal one. */
  readonly searchFiles: (as: Acting, query: SearchQuery) => Promise<Page<DriveFile>>;
  /** What lies directly in a folder (`root` for the top) of a personal or a team space. */
  readonly listFolder: (as: Acting, query: FolderQuery) => Promise<Page<DriveFile>>;
  /** One file or folder; throws `not-found` when it is gone or not in that space. */
  readonly fileDetail: (
    as: Acting,
    file: { readonly fileId: string; readonly containerId: string },
  ) => Promise<DriveFile & { readonly recycled: boolean }>;
};

const cursors = { nextPageCursor: filledText, nextCursor: filledText };

// The names of a folder's answer are not visible in the pages: all that the other lists use are taken.
const filePageAnswer = (containerId: string | undefined) => {
  const files = fileList(containerId);
  return z
    .object({
      files,
      fileList: files,
      list: files,
      data: files,
      ...cursors,
      pageInfo: z.object(cursors).optional().catch(undefined),
    })
    .transform(
      (wire): Page<DriveFile> => ({
        items: [...wire.files, ...wire.fileList, ...wire.list, ...wire.data],
        next: wire.nextPageCursor ?? wire.nextCursor ?? wire.pageInfo?.nextPageCursor ?? wire.pageInfo?.nextCursor,
      }),
    );
};

export const createFileCalls = (deps: {
  readonly send: Send;
  readonly edition: Edition;
  readonly book: SpaceBook;
}): FileCalls => {
  const { send, edition, book } = deps;

  /** The carrier edition has only personal spaces here; the enterprise one tells them apart in the request. */
  const searchTypeOf = async (as: Acting, containerId: string | undefined): Promise<"personal" | "team"> => {
    if (edition === "carrier" || containerId === undefined) return "personal";
    const space = await book.find(as, containerId);
    return space === undefined || space.kind === "personal" ? "personal" : "team";
  };

  return {
    searchFiles: async (as, query) => {
      const checks = checksFor("drive.searchFiles");
      checks.length("keyword", query.keyword, 1, 255);
      checks.whole("pageSize", query.pageSize ?? MAX_PAGE, 1, MAX_PAGE);
      return send(as, {
        operation: "drive.searchFiles",
        method: "POST",
        path: "/v1/files/search",
        effect: "read",
        body: {
          searchType: await searchTypeOf(as, query.containerId),
          pageInfo: pageInfo(query),
          filter: {
            keyWord: query.keyword,
            containerId: query.containerId,
            fileType: query.foldersOnly === true ? FOLDER_TYPE : undefined,
          },
          recursived: true,
        },
        answer: filePageAnswer(query.containerId),
      });
    },
    listFolder: async (as, query) => {
      const checks = checksFor("drive.listFolder");
      checks.length("containerId", query.containerId, 1, 64);
      checks.length("folderId", query.folderId, 1, 64);
      checks.whole("pageSize", query.pageSize ?? MAX_PAGE, 1, MAX_PAGE);
      const space = edition === "carrier" ? undefined : await book.find(as, query.containerId);
      return send(as, listCall(query, space === undefined ? undefined : { kind: space.kind, ownerId: space.ownerId }));
    },
    fileDetail: async (as, file) => {
      const checks = checksFor("drive.fileDetail");
      checks.ids("fileId", [file.fileId]);
      checks.ids("containerId", [file.containerId]);
      return send(as, {
        operation: "drive.fileDetail",
        method: "POST",
        path: `/v1/files/${percentEncode(file.fileId)}/detail`,
        effect: "read",
        body: { containerId: file.containerId },
        answer: thing((fields) => {
          const found = toDriveFile(fields, file.containerId);
          // Without an id of its own the answer is about nothing.
          return { ...(found ?? unreadable("id")), recycled: toFlag(fields["recycled"]) ?? false };
        }),
      });
    },
  };
};

const pageInfo = (query: { readonly pageSize?: number; readonly cursor?: string | undefined }) => ({
  pageSize: query.pageSize ?? MAX_PAGE,
  // Empty asks for the first page; left out, a server may take the whole `pageInfo` for incomplete.
  pageCursor: query.cursor ?? "",
});

/** 0: the files, not the recycle bin. */
const FILES = 0;

const listCall = (
  query: FolderQuery,
  space: { readonly kind: "department" | "personal" | "group"; readonly ownerId: string } | undefined,
): Call<Page<DriveFile>> => {
  const operation = "drive.listFolder";
  const fileType = query.foldersOnly === true ? FOLDER_TYPE : undefined;
  const answer = filePageAnswer(query.containerId);
  const shared = { operation, method: "POST", effect: "read", answer } as const;
  switch (space?.kind) {
    case undefined:
    case "personal":
    case "group": {
      // A team has a path of its own, with the team's id, which a space names as its owner. Little is told of it;
      // it is taken to want the same body as the personal one, of which it is the twin.
      const owner = space?.kind === "group" ? `/${percentEncode(space.ownerId)}` : "";
      return {
        ...shared,
        path: `/v1/files${owner}/${FILES}`,
        body: { pageInfo: pageInfo(query), containerId: query.containerId, parentFileId: query.folderId, fileType },
      };
    }
    case "department":
      // No page lists a department's folder: a search bound to the folder is documented for every space.
      return {
        ...shared,
        path: "/v1/files/search",
        body: {
          searchType: "team",
          pageInfo: pageInfo(query),
          filter: { containerId: query.containerId, parentFolder: query.folderId, fileType },
          recursived: false,
        },
      };
  }
};
