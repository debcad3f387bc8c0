import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Something large kept on disk for a moment: whoever takes it asks for its length first. */
export type Spooled = {
  readonly bytes: number;
  /** From the beginning, each time. A piece is overwritten by the next: use it before asking for that. */
  readonly pieces: () => AsyncIterable<Uint8Array>;
};

/** Writes a stream to a file that only this user of the machine can read, and takes it away when `use` has ended. */
export const withSpooled = async <T>(
  content: Readable,
  use: (spooled: Spooled) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), "koodrive-"));
  try {
    const path = join(folder, "content");
    await pipeline(content, createWriteStream(path, { mode: 0o600 }), ...(signal === undefined ? [] : [{ signal }]));
    const { size } = await stat(path);
    return await use({ bytes: size, pieces: () => readPieces(path) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const PIECE_BYTES = 64 * 1024;

// One buffer for all: a new one each time would wait by the hundred for the garbage collector.
async function* readPieces(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
