import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { describe, expect, it } from "vitest";
import { importsOf, type Module, violationsIn } from "./support/architecture.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SRC = join(ROOT, "src");

const readModules = async (): Promise<readonly Module[]> => {
  const names = await readdir(SRC, { recursive: true });
  const paths = names.filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts")).sort();
  return Promise.all(paths.map(async (path) => ({ path, source: await readFile(join(SRC, path), "utf8") })));
};

describe("the sources", () => {
  it("keep to every rule", async () => {
    expect(violationsIn(await readModules())).toEqual([]);
  });

  it("are read as esbuild reads them", async () => {
    const modules = await readModules();
    const found = new Map<string, Set<string>>();
    const record: Plugin = {
      name: "record",
      setup: ({ onResolve }) =>
        onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
          if (kind === "entry-point") return undefined;
          const from = importer.slice(SRC.length + 1);
          found.set(from, (found.get(from) ?? new Set()).add(path));
          return { path, external: true };
        }),
    };
    await build({
      entryPoints: modules.map(({ path }) => join(SRC, path)),
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      outdir: tmpdir(),
      // Without it esbuild leaves out an import of which only types are used.
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      plugins: [record],
      logLevel: "silent",
    });
    const byEsbuild = modules.map(({ path }) => [path, [...(found.get(path) ?? [])].sort()]);
    const byUs = modules.map(({ path, source }) => {
      const values = importsOf(source).filter((imported) => !imported.typeOnly);
      return [path, [...new Set(values.map((imported) => imported.from))].sort()];
    });
    expect(byUs).toEqual(byEsbuild);
  });
});

describe("reading imports", () => {
  it.each([
    ['import { a } from "./a.ts";', [{ from: "./a.ts", typeOnly: false }]],
    ['import type { A } from "./a.ts";', [{ from: "./a.ts", typeOnly: true }]],
    ['import { type A, b } from "./a.ts";', [{ from: "./a.ts", typeOnly: false }]],
    ['import {\n  a,\n  b,\n} from "./a.ts";', [{ from: "./a.ts", typeOnly: false }]],
    ['import * as a from "a";\nimport b from "b";', ["a", "b"].map((from) => ({ from, typeOnly: false }))],
    ['import "./style.css";', [{ from: "./style.css", typeOnly: false }]],
    ['export { a } from "./a.ts";', [{ from: "./a.ts", typeOnly: false }]],
    ['export type { A } from "./a.ts";', [{ from: "./a.ts", typeOnly: true }]],
    ['export * from "./a.ts";', [{ from: "./a.ts", typeOnly: false }]],
    ['const a = await import("./a.ts");', [{ from: "./a.ts", typeOnly: false }]],
    ['type A = import("./a.ts").A;', [{ from: "./a.ts", typeOnly: false }]],
    ['// import { a } from "./a.ts";\n/** import("./b.ts") */', []],
    ['export const from = "./a.ts";', []],
  ])("%j", (source, imports) => {
    expect(importsOf(source)).toEqual(imports);
  });
});

/** A stand-in for a file: only what it imports matters. */
const file = (path: string, ...lines: readonly string[]): Module => ({ path, source: lines.join("\n") });

describe("a rule that is broken is found", () => {
  it.each<[string, readonly Module[], string]>([
    [
      "a feature that imports another",
      [file("features/task-watch/handlers.ts", 'import { render } from "../share-card/view.ts";')],
      "features/task-watch/handlers.ts (handlers) may not import ../share-card/view.ts",
    ],
    [
      "a service that uses the store's values",
      [file("features/share-card/service.ts", 'import { readShare } from "../../store/shares.ts";')],
      "features/share-card/service.ts (service) may not import ../../store/shares.ts",
    ],
    [
      "a view that uses even the types of the drive",
      [file("features/share-card/view.ts", 'import type { Page } from "../../koodrive/client.ts";')],
      "features/share-card/view.ts (view) may not import types of ../../koodrive/client.ts",
    ],
    [
      "a view that uses a value of a package it may only take types of",
      [file("features/share-card/view.ts", 'import { block } from "@slack/types";')],
      "features/share-card/view.ts (view) may not import @slack/types",
    ],
    [
      "a domain that does I/O",
      [file("domain/share.ts", 'import { readFile } from "node:fs/promises";')],
      "domain/share.ts (domain) may not import node:fs/promises",
    ],
    [
      "a package with a name that begins like an allowed one",
      [file("domain/share.ts", 'import { a } from "zod-extras";')],
      "domain/share.ts (domain) may not import zod-extras",
    ],
    [
      "an emulator that reads the drive's documents through our client",
      [file("emulators/koodrive/files.ts", 'const wire = await import("../../koodrive/wire.ts");')],
      "emulators/koodrive/files.ts (emulator) may not import ../../koodrive/wire.ts",
    ],
    [
      "an emulator that imports the other",
      [file("emulators/koodrive/files.ts", 'import type { Act } from "../slack/protocol.ts";')],
      "emulators/koodrive/files.ts (emulator) may not import types of ../slack/protocol.ts",
    ],
    [
      "the bot with an emulator in it",
      [file("main.ts", 'import { start } from "./emulators/koodrive/server.ts";')],
      "main.ts (main) may not import ./emulators/koodrive/server.ts",
    ],
    [
      "a folder nobody planned",
      [file("utils/text.ts")],
      "utils/text.ts belongs to no part of the program: see test/support/walls.ts",
    ],
    [
      "a feature file with a name of its own",
      [file("features/help/helpers.ts")],
      "features/help/helpers.ts: a feature folder holds, flat, feature, handlers, input, service, view, words and jobs; all but feature and input may be split (view-<topic>)",
    ],
    [
      "a folder in a feature",
      [file("features/help/views/view.ts")],
      "features/help/views/view.ts: a feature folder holds, flat, feature, handlers, input, service, view, words and jobs; all but feature and input may be split (view-<topic>)",
    ],
    [
      "a circle",
      [
        file("lib/a.ts", 'import { b } from "./b.ts";'),
        file("lib/b.ts", 'import { c } from "./c.ts";'),
        file("lib/c.ts", 'import { b } from "./b.ts";'),
      ],
      "lib/b.ts -> lib/c.ts -> lib/b.ts",
    ],
    [
      "a file that is too long",
      [{ path: "lib/long.ts", source: "x;\n".repeat(301) }],
      "lib/long.ts has 301 lines: split it by topic, 300 is the most",
    ],
  ])("%s", (_, modules, violation) => {
    expect(violationsIn(modules)).toContain(violation);
  });

  it("and what keeps to the rules is left alone", () => {
    expect(
      violationsIn([
        file(
          "features/help/view.ts",
          'import type { KnownBlock } from "@slack/types";',
          'import { a } from "./words.ts";',
        ),
        file("features/help/words.ts", 'import { words } from "../../slack/locale/words.ts";'),
        file("features/help/service.ts", 'import type { KooDrive } from "../../koodrive/client.ts";'),
        file("koodrive/credentials/app.ts", 'import { a } from "../wire.ts";', 'import { b } from "node:crypto";'),
        file("lib/a.ts", 'import type { B } from "./b.ts";'),
        { path: "lib/b.ts", source: `import { a } from "./a.ts";\n${"x;\n".repeat(299)}` },
      ]),
    ).toEqual([]);
  });
});
