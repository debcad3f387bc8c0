import { strToU8, zipSync } from "fflate";
import { type Answer, htmlAnswer } from "./answer.ts";
import type { Drive } from "./drive.ts";
import type { Download } from "./entities.ts";

// The short code stands behind the `#`, which a browser does not send: the page reads it itself.
const SHARE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Emulated drive: share</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; }
  code { font-size: 1.1em; }
</style>
</head>
<body>
<h1>The emulated drive's share page</h1>
<p>On the real drive, this link opens the shared files. This is the emulator, which has no pages of its own.</p>
<p>Short code: <code id="short-code">none</code></p>
<script>
  const show = () => {
    const match = /sharelink\\/i\\/(\\d+)/.exec(location.hash);
    document.getElementById("short-code").textContent = match ? match[1] : "none";
  };
  addEventListener("hashchange", show);
  show();
</script>
</body>
</html>
`;

const gone = (): Answer =>
  htmlAnswer(403, "<!doctype html><title>Forbidden</title><p>The link is not valid, or no longer.</p>");

const contentOf = (drive: Drive, fileId: string, path: string): Uint8Array => {
  const file = drive.store.files.get(fileId);
  return strToU8(`${path}\nA file of the emulated drive. On the drive it has ${file?.size ?? 0} bytes.\n`);
};

const zipOf = (drive: Drive, download: Download): Uint8Array => {
  const files: Record<string, Uint8Array> = {};
  for (const { path, fileId, folder } of download.entries) {
    files[folder ? `${path}/` : path] = folder ? new Uint8Array() : contentOf(drive, fileId, path);
  }
  // Stored, not packed, with one date for all: the same package has the same bytes.
  return zipSync(files, { level: 0, mtime: new Date(Date.UTC(2025, 0, 1)) });
};

const fileAnswer = (name: string, type: string, body: Uint8Array): Answer => ({
  status: 200,
  headers: {
    "content-type": type,
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  },
  body,
});

/** What a browser opens without signing in: the share page, packages and single files. Undefined: none of these. */
export const answerPage = (drive: Drive, method: string, path: string, now: number): Answer | undefined => {
  if (method !== "GET") return undefined;
  if (path === "/" || path === "/cloudfile" || path.startsWith("/cloudfile/")) return htmlAnswer(200, SHARE_PAGE);
  const match = /^\/(package|download)\/([0-9a-f]+)\//.exec(path);
  if (match === null) return undefined;
  const download = drive.store.downloads.get(match[2] ?? "");
  if (download === undefined || download.expiresAt <= now) return gone();
  if (download.kind === "package") return fileAnswer(download.fileName, "application/zip", zipOf(drive, download));
  const [entry] = download.entries;
  if (entry === undefined) return gone();
  return fileAnswer(download.fileName, "application/octet-stream", contentOf(drive, entry.fileId, entry.path));
};
