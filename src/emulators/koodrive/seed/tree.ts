import { createHash } from "node:crypto";
import type { FileNode, FileType, Space } from "../entities.ts";
import { suffixOf } from "../files.ts";
import { fileIdOf } from "../ids.ts";
import { DAY_MS } from "../times.ts";

/** A folder's content: names of files, and folders inside. */
export type Tree = { readonly files?: readonly string[]; readonly folders?: Readonly<Record<string, Tree>> };

/** `series("Week {n}.docx", 1, 3)`: Week 01.docx, Week 02.docx, Week 03.docx. */
export const series = (pattern: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => pattern.replace("{n}", String(from + index).padStart(2, "0")));

const TYPES: Readonly<Record<string, FileType>> = {
  jpg: "15",
  jpeg: "15",
  png: "15",
  svg: "15",
  mp4: "20",
  mov: "20",
  doc: "26",
  docx: "26",
  xls: "27",
  xlsx: "27",
  csv: "27",
  ppt: "28",
  pptx: "28",
  mp3: "30",
  wav: "30",
  zip: "35",
  rar: "35",
  "7z": "35",
  exe: "40",
  apk: "40",
  dmg: "40",
};

const fileTypeOf = (name: string): FileType => TYPES[suffixOf(name)] ?? "45";

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES: Readonly<Record<FileType, readonly [number, number]>> = {
  "10": [0, 0],
  "15": [180 * KIB, 9 * MIB],
  "20": [24 * MIB, 900 * MIB],
  "26": [18 * KIB, 4 * MIB],
  "27": [12 * KIB, 6 * MIB],
  "28": [400 * KIB, 48 * MIB],
  "30": [2 * MIB, 60 * MIB],
  "35": [MIB, 400 * MIB],
  "40": [8 * MIB, 220 * MIB],
  "45": [2 * KIB, 3 * MIB],
};

/** Numbers between 0 and 1 that belong to a name: the same at every start. */
const fractionsOf = (name: string): readonly [number, number, number] => {
  const digest = createHash("sha256").update(name).digest();
  return [digest.readUInt32BE(0) / 2 ** 32, digest.readUInt32BE(4) / 2 ** 32, digest.readUInt32BE(8) / 2 ** 32];
};

/** The id of the seeded file at `path` (names joined by `/`) of the space so called. */
export const seededFileId = (spaceKey: string, path: string): string => fileIdOf(`${spaceKey}/${path}`);

/**
 * Plants a tree into a space. Sizes and dates come from the names, so they are the same each time;
 * dates lie within two years before `now`.
 */
export const plantTree = (
  space: Space,
  spaceKey: string,
  tree: Tree,
  ownerIds: readonly string[],
  now: number,
): readonly FileNode[] => {
  const planted: FileNode[] = [];
  const plant = (branch: Tree, parentId: string, prefix: string): void => {
    for (const [name, inside] of Object.entries(branch.folders ?? {})) {
      const node = nodeAt(`${prefix}${name}`, name, parentId, "10");
      planted.push(node);
      plant(inside, node.fileId, `${prefix}${name}/`);
    }
    for (const name of branch.files ?? []) {
      planted.push(nodeAt(`${prefix}${name}`, name, parentId, fileTypeOf(name)));
    }
  };
  const nodeAt = (path: string, name: string, parentId: string, fileType: FileType): FileNode => {
    const [sizeAt, ageAt, personAt] = fractionsOf(`${spaceKey}/${path}`);
    const [least, most] = SIZES[fileType];
    // Squared, so that most files are small and most changes recent.
    const updatedAt = now - Math.round(DAY_MS * (1 + 700 * ageAt * ageAt));
    const ownerId = ownerIds[Math.floor(personAt * ownerIds.length)] ?? space.creator;
    return {
      fileId: seededFileId(spaceKey, path),
      containerId: space.containerId,
      parentId,
      name,
      fileType,
      size: Math.round(least + (most - least) * sizeAt * sizeAt),
      createdAt: updatedAt - Math.round(DAY_MS * 30 * sizeAt),
      updatedAt,
      ownerId,
      lastEditorId: ownerId,
      recycledAt: undefined,
    };
  };
  plant(tree, space.rootFileId, "");
  return planted;
};
