import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "./errors.ts";

const OPERATION = "key-file.read-or-make";
const FILE_NAME = "encryption.key";

const refuse = (message: string, cause?: unknown): AppError =>
  new AppError("invalid", message, { operation: OPERATION, cause });

const read = async (path: string): Promise<Buffer> => {
  const { mode } = await stat(path);
  // Windows knows no such rights and reports every file as open to all.
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw refuse(`${path} can be read by other accounts: run chmod 600 on it`);
  }
  const text = (await readFile(path, "utf8")).trim();
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) {
    throw refuse(
      `${path} does not hold 32 bytes in base64: put the right key back, what it sealed cannot be opened without`,
    );
  }
  return Buffer.from(text, "base64");
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/**
 * The 32-byte key in `encryption.key` of the folder; made there on first use, readable by this
 * account alone. Two processes that start at once get the same key. Throws `AppError` (`invalid`)
 * when the file is open to other accounts, damaged, or cannot be made.
 */
export const readOrMakeKey = async (dataDir: string): Promise<Buffer> => {
  const path = join(dataDir, FILE_NAME);
  const draft = `${path}.${randomUUID()}`;
  try {
    return await read(path);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error instanceof AppError ? error : refuse(`${path} cannot be read`, error);
  }
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(draft, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
    // A link appears whole or not at all, and never takes the place of a key that was there first.
    await link(draft, path).catch((error: unknown) => {
      if (!isCode(error, "EEXIST")) throw error;
    });
  } catch (error) {
    throw refuse(`${path} cannot be made`, error);
  } finally {
    await rm(draft, { force: true });
  }
  return read(path);
};
