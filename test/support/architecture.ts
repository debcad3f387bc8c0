import { matchesGlob, posix } from "node:path";
import { ROOMS, type Room } from "./walls.ts";

export type Import = { readonly from: string; readonly typeOnly: boolean };
/** One file; the path is below `src`. */
export type Module = { readonly path: string; readonly source: string };

const STATEMENT =
  /^\s*(?:import|export)\s+(?<type>type\s+)?(?:[^"';]*?\sfrom\s+|\{[^"';]*?\}\s*from\s+)?"(?<from>[^"]+)"/gm;
const CALL = /\bimport\(\s*"(?<from>[^"]+)"/g;

/**
 * What a file imports. It reads text, not syntax, which is enough for sources that Biome has
 * formatted; a test holds it against what esbuild finds.
 */
export const importsOf = (source: string): readonly Import[] => {
  const code = source.replace(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(STATEMENT), ...code.matchAll(CALL)].map(({ groups }) => ({
    from: groups?.["from"] ?? "",
    typeOnly: groups?.["type"] !== undefined,
  }));
};

export const roomOf = (path: string): Room | undefined =>
  ROOMS.find((room) => room.files.some((glob) => matchesGlob(path, glob)));

/** The feature or emulator that a file belongs to, e.g. `features/share-create`. */
const ownFolder = (path: string): string => path.split("/").slice(0, 2).join("/");

const isBelow = (name: string, packages: readonly string[]): boolean =>
  packages.some((allowed) => allowed === "*" || name === allowed || name.startsWith(`${allowed}/`));

const isAllowed = (path: string, room: Room, { from, typeOnly }: Import): boolean => {
  if (from.startsWith("node:")) return room.node;
  if (!from.startsWith(".")) return isBelow(from, [...room.outside, ...(typeOnly ? (room.outsideTypes ?? []) : [])]);
  const target = resolve(path, from);
  const globs = [...room.inside, ...(typeOnly ? (room.insideTypes ?? []) : [])];
  return globs.some((glob) => matchesGlob(target, glob.replace(/^own\//, `${ownFolder(path)}/`)));
};

const resolve = (path: string, from: string): string => posix.join(posix.dirname(path), from);

export const wallsBroken = ({ path, source }: Module): readonly string[] => {
  const room = roomOf(path);
  if (room === undefined) return [`${path} belongs to no part of the program: see test/support/walls.ts`];
  return importsOf(source)
    .filter((imported) => !isAllowed(path, room, imported))
    .map((imported) => `${path} (${room.name}) may not import ${imported.typeOnly ? "types of " : ""}${imported.from}`);
};

/** Circles of imports that exist when the program runs; types go in circles freely. */
export const circlesIn = (modules: readonly Module[]): readonly string[] => {
  const arrows = new Map(
    modules.map(({ path, source }) => [
      path,
      importsOf(source)
        .filter((imported) => imported.from.startsWith(".") && !imported.typeOnly)
        .map((imported) => resolve(path, imported.from)),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    if (done.has(path)) return;
    done.add(path);
    for (const next of arrows.get(path) ?? []) visit(next, [...trail, path]);
  };
  for (const path of arrows.keys()) visit(path, []);
  return circles;
};

const FEATURE_FILE =
  /^features\/[a-z][a-z0-9-]*\/(feature|input|(handlers|service|view|words|jobs)(-[a-z0-9-]+)?)\.ts$/;

export const namesBroken = ({ path }: Module): readonly string[] => {
  if (!path.startsWith("features/") || path === "features/index.ts" || FEATURE_FILE.test(path)) return [];
  return [
    `${path}: a feature folder holds, flat, feature, handlers, input, service, view, words and jobs; all but feature and input may be split (view-<topic>)`,
  ];
};

const MAX_LINES = 300;

export const sizesBroken = ({ path, source }: Module): readonly string[] => {
  const lines = source.trimEnd().split("\n").length;
  return lines > MAX_LINES ? [`${path} has ${lines} lines: split it by topic, ${MAX_LINES} is the most`] : [];
};

/** Every rule, over every file. */
export const violationsIn = (modules: readonly Module[]): readonly string[] => [
  ...modules.flatMap((module) => [...wallsBroken(module), ...namesBroken(module), ...sizesBroken(module)]),
  ...circlesIn(modules),
];
