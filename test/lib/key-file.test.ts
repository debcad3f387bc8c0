import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readOrMakeKey } from "../../src/lib/key-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "key-file-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the key file", () => {
  it("is made once, for this account alone, and read from then on", async () => {
    const dataDir = join(folder, "new", "data");
    const first = await readOrMakeKey(dataDir);
    const again = await readOrMakeKey(dataDir);
    expect(first).toHaveLength(32);
    expect(again).toEqual(first);
    expect((await stat(join(dataDir, "encryption.key"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dataDir, "encryption.key"), "utf8")).toBe(`${first.toString("base64")}\n`);
    expect(await readdir(dataDir)).toEqual(["encryption.key"]);
  });

  it("gives every one of several processes that start at once the same key", async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => readOrMakeKey(folder)));
    expect(new Set(keys.map((key) => key.toString("base64"))).size).toBe(1);
    expect(await readdir(folder)).toEqual(["encryption.key"]);
  });

  it("is not the same in another folder", async () => {
    const [one, other] = await Promise.all([readOrMakeKey(join(folder, "a")), readOrMakeKey(join(folder, "b"))]);
    expect(one.equals(other)).toBe(false);
  });

  it.each([
    ["readable by its group", 0o640],
    ["readable by everybody", 0o604],
    ["writable by everybody", 0o602],
  ])("is refused when it is %s", async (_, mode) => {
    await readOrMakeKey(folder);
    const path = join(folder, "encryption.key");
    await chmod(path, mode);
    await expect(readOrMakeKey(folder)).rejects.toMatchObject({
      code: "invalid",
      message: `${path} can be read by other accounts: run chmod 600 on it`,
    });
  });

  it.each([
    ["empty", ""],
    ["cut short", "c2hvcnQ="],
    ["not base64", "?".repeat(44)],
  ])("is refused, and left as it is, when it is %s", async (_, content) => {
    const path = join(folder, "encryption.key");
    await writeFile(path, content, { mode: 0o600 });
    await expect(readOrMakeKey(folder)).rejects.toMatchObject({ code: "invalid", operation: "key-file.read-or-make" });
    expect(await readFile(path, "utf8")).toBe(content);
  });

  it("says so when the folder cannot be made", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(readOrMakeKey(join(folder, "file", "data"))).rejects.toMatchObject({ code: "invalid" });
  });
});
