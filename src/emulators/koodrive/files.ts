import type { FileNode, Space } from "./entities.ts";
import type { Store } from "./store.ts";

/** What lies directly in a folder, bin excluded. */
export const childrenOf = (store: Store, parentId: string): readonly FileNode[] =>
  store.files.all().filter((file) => file.parentId === parentId && file.recycledAt === undefined);

/** Everything below a folder, bin excluded, outermost first. */
export const descendantsOf = (store: Store, parentId: string): readonly FileNode[] => {
  const found: FileNode[] = [];
  const open = [parentId];
  const byParent = Map.groupBy(
    store.files.all().filter((file) => file.recycledAt === undefined),
    (file) => file.parentId,
  );
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    for (const child of byParent.get(at) ?? []) {
      found.push(child);
      if (child.fileType === "10") open.push(child.fileId);
    }
  }
  return found;
};

/** From the outermost folder down to the file itself. */
export const lineOf = (store: Store, file: FileNode): readonly FileNode[] => {
  const line: FileNode[] = [];
  for (let at: FileNode | undefined = file; at !== undefined; at = store.files.get(at.parentId)) line.unshift(at);
  return line;
};

/** Bytes of these files and of all that lies below them. */
export const totalSize = (store: Store, files: readonly FileNode[]): number =>
  files.reduce(
    (sum, file) =>
      sum + (file.fileType === "10" ? descendantsOf(store, file.fileId).reduce((s, f) => s + f.size, 0) : file.size),
    0,
  );

/** Bytes in use in a space. */
export const spaceUsed = (store: Store, space: Space): number =>
  store.files
    .all()
    .filter((file) => file.containerId === space.containerId)
    .reduce((sum, file) => sum + file.size, 0);

/** `Plan.docx` → `Plan (1).docx` when a file of that name is there already. */
export const freeName = (taken: ReadonlySet<string>, name: string): string => {
  if (!taken.has(name)) return name;
  const dot = name.lastIndexOf(".");
  const [stem, suffix] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let count = 1; ; count += 1) {
    const candidate = `${stem} (${count})${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
};

export type CopyPlan = {
  readonly store: Store;
  readonly newFileId: () => string;
  /** Who owns the copies. */
  readonly userId: string;
  readonly at: number;
};

/** Copies a file, or a folder with all inside, into a folder. Answers the copy's id. */
export const copyInto = (plan: CopyPlan, file: FileNode, space: Space, parentId: string): string => {
  const { store } = plan;
  const inside = file.fileType === "10" ? childrenOf(store, file.fileId) : [];
  const taken = new Set(childrenOf(store, parentId).map((sibling) => sibling.name));
  const fileId = plan.newFileId();
  store.files.put({
    ...file,
    fileId,
    containerId: space.containerId,
    parentId,
    name: freeName(taken, file.name),
    createdAt: plan.at,
    updatedAt: plan.at,
    ownerId: plan.userId,
    lastEditorId: plan.userId,
  });
  for (const child of inside) copyInto(plan, child, space, fileId);
  return fileId;
};

/** `report.docx` → `docx`; without a dot, or with one in front only, the empty text. */
export const suffixOf = (name: string): string => {
  const at = name.lastIndexOf(".");
  return at <= 0 ? "" : name.slice(at + 1).toLowerCase();
};
