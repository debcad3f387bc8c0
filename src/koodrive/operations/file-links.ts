import { z } from "zod";
import type { Send } from "../call.ts";
import { checksFor } from "../checks.ts";
import type { Acting } from "../types.ts";
import { filledText, list, number, readEnvelope, text } from "../wire.ts";
import { pathSegments } from "../wire-file.ts";

export type FullPath = {
  /** From the top of the space down to the file itself. */
  readonly names: readonly string[];
  readonly ids: readonly string[];
};

export type DownloadLink =
  | { readonly kind: "link"; readonly fileId: string; readonly name: string | undefined; readonly url: string }
  | {
      readonly kind: "failed";
      readonly fileId: string;
      readonly name: string | undefined;
      readonly remote: { readonly code: string; readonly message: string };
    };

export type FileLinkCalls = {
  readonly fullPath: (as: Acting, file: { readonly fileId: string; readonly containerId: string }) => Promise<FullPath>;
  /** Links for 1 to 100 files of one space; how long they hold is not documented. Look at each: some may fail. */
  readonly downloadLinks: (
    as: Acting,
    files: { readonly containerId: string; readonly fileIds: readonly string[] },
  ) => Promise<{ readonly result: "all" | "some" | "none"; readonly links: readonly DownloadLink[] }>;
};

const downloadWire = z.object({ fileId: filledText, fileName: filledText, url: filledText, code: text, msg: text });

const toLink = (wire: z.output<typeof downloadWire>): readonly DownloadLink[] => {
  const { fileId, fileName: name, url } = wire;
  if (fileId === undefined) return [];
  if (url !== undefined) return [{ kind: "link", fileId, name, url }];
  const { code, message } = readEnvelope(wire);
  return [{ kind: "failed", fileId, name, remote: { code: code ?? "", message } }];
};

/** Pages GetFullPath and getDownLoadUrl. */
export const createFileLinkCalls = (deps: { readonly send: Send }): FileLinkCalls => ({
  fullPath: async (as, { fileId, containerId }) => {
    const checks = checksFor("drive.fullPath");
    checks.ids("fileId", [fileId]);
    checks.ids("containerId", [containerId]);
    return deps.send(as, {
      operation: "drive.fullPath",
      method: "GET",
      path: "/v1/files/path",
      query: [
        ["fileId", fileId],
        ["containerId", containerId],
      ],
      effect: "read",
      answer: z.object({ fileIdPath: filledText, namePath: filledText }).transform((wire, context) => {
        if (wire.namePath !== undefined || wire.fileIdPath !== undefined) {
          return {
            names: pathSegments(wire.namePath ?? "", containerId),
            ids: pathSegments(wire.fileIdPath ?? "", containerId),
          };
        }
        context.addIssue({ code: "custom", path: ["namePath"], message: "missing" });
        return z.NEVER;
      }),
    });
  },
  downloadLinks: async (as, { containerId, fileIds }) => {
    const checks = checksFor("drive.downloadLinks");
    checks.ids("containerId", [containerId]);
    checks.count("fileIds", fileIds, 1, 100);
    checks.ids("fileIds", fileIds);
    return deps.send(as, {
      operation: "drive.downloadLinks",
      method: "POST",
      path: "/v1/files/download",
      effect: "read",
      body: { containerId, fileIds },
      answer: z.object({ batchCode: number, downloads: list(downloadWire) }).transform(({ downloads }) => {
        const links = downloads.flatMap(toLink);
        // `batchCode` 0 means that some failed, though `code` 0 is success: what came says it without doubt.
        const got = links.filter((link) => link.kind === "link").length;
        return { result: got === 0 ? "none" : got < fileIds.length ? "some" : "all", links } as const;
      }),
    });
  },
});
