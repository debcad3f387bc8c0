import type { VNode } from "preact";
import type { FileRef } from "../../protocol.ts";
import { useDesk } from "../state/desk.ts";
import { fileUrl } from "../state/door.ts";
import type { Say } from "../text/words.ts";
import { Icon } from "./icon.tsx";

const UNITS = ["", "KB", "MB", "GB", "TB"] as const;

/** `1.4 MB`; 1 KB is 1024 bytes. */
export const fileSize = (bytes: number, say: Say): string => {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const amount = bytes / 1024 ** power;
  const shown = power === 0 || amount >= 100 ? String(Math.round(amount)) : amount.toFixed(1);
  return power === 0 ? say("bytes", { amount: shown }) : `${shown} ${UNITS[power]}`;
};

/** A file shared with a message; a click saves it. */
export const FileChip = ({ file }: { readonly file: FileRef }): VNode => {
  const { me, say } = useDesk();
  return (
    <a class="file-chip" href={fileUrl(me.id, file)} download={file.name}>
      <span class="file-chip-sign">
        <Icon name="file" />
      </span>
      <span class="file-chip-text">
        <span class="file-chip-name">{file.name}</span>
        <span class="muted">
          {file.mimetype} · {fileSize(file.size, say)}
        </span>
      </span>
    </a>
  );
};
