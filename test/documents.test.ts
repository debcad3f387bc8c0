import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { VARIABLES } from "../src/config-variables.ts";

const ROOT = new URL("../", import.meta.url);

const read = async (name: string): Promise<string> => {
  expect(existsSync(new URL(name, ROOT)), `${name} is missing`).toBe(true);
  return readFile(new URL(name, ROOT), "utf8");
};

const scriptsOf = async (): Promise<Readonly<Record<string, string>>> =>
  z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(await read("package.json"))).scripts;

describe("the settings", () => {
  it("are explained in .env.example, each one, in order", async () => {
    const text = await read(".env.example");
    const blocks = VARIABLES.map(
      ({ name, meaning, default: value }) =>
        `# ${meaning}.\n${value === undefined ? `${name}=` : `# ${name}=${value}`}\n`,
    );
    expect(text.slice(text.indexOf("\n\n") + 2)).toBe(blocks.join("\n"));
  });

  it("are explained in README, each one, in order", async () => {
    const table = (await read("README.md")).match(/<!-- settings -->\n\n([\s\S]*?)\n\n<!-- \/settings -->/)?.[1];
    const rows = VARIABLES.map(
      ({ name, meaning, default: value, secret }) =>
        `| \`${name}\` | ${meaning} | ${value === undefined ? "-" : `\`${value}\``} | ${secret ? "yes" : "no"} |`,
    );
    expect(table?.split("\n")).toEqual([
      "| Variable | Meaning | Default | Secret |",
      "| --- | --- | --- | --- |",
      ...rows,
    ]);
  });
});

/** What a document names that looks like a file or folder of ours: in `code` or as the target of a link. */
const pathsIn = (text: string): readonly string[] => {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "").replace(/<!-- settings -->[\s\S]*?<!-- \/settings -->/, "");
  const named = [...prose.matchAll(/`([^`\n]+)`/g), ...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(
    (match) => match[1] ?? "",
  );
  return named.filter(
    (name) => /^\.?[\w-][\w.-]*(\/[\w.-]+)*\/?$/.test(name) && /\/|\.(ts|json|yml|md|png|example)$/.test(name),
  );
};

/** Named, and rightly not there: made by the reader, or standing for the file of that name in every feature. */
const NOT_OURS = new Set([
  ...["feature.ts", "handlers.ts", "input.ts", "service.ts", "view.ts", "words.ts", "jobs.ts"],
]);

describe("README", () => {
  it("begins with the two commands that anybody can run", async () => {
    const blocks = [...(await read("README.md")).matchAll(/^```sh\n([\s\S]*?)\n```/gm)].map((match) => match[1]);
    expect(blocks.slice(0, 2)).toEqual(["npm ci && npm run demo", "npm ci && npm test"]);
  });

  it("names only scripts that exist, and all of them", async () => {
    const text = await read("README.md");
    const named = [...text.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(await scriptsOf()).toSorted());
  });

  it.each(["README.md", "CHANGELOG.md"])("%s names only files that exist", async (name) => {
    const missing = pathsIn(await read(name)).filter((path) => !NOT_OURS.has(path) && !existsSync(new URL(path, ROOT)));
    expect(missing).toEqual([]);
  });

  it("would be caught naming a file that is gone", () => {
    expect(
      pathsIn("See `src/gone.ts`, [this](docs/gone.md#part), `gone.yml`, not `a/b c`, `/slack/events`, `npm test`."),
    ).toEqual(["src/gone.ts", "gone.yml", "docs/gone.md"]);
  });
});

describe("the packages", () => {
  it("are asked for in exact versions", async () => {
    const versions = z.record(z.string(), z.string());
    const { dependencies, devDependencies } = z
      .object({ dependencies: versions, devDependencies: versions })
      .parse(JSON.parse(await read("package.json")));
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it("are locked for every platform, or npm ci refuses", async () => {
    // npm leaves out what the registry at hand lacks, e.g. Biome for another processor.
    const { packages } = z
      .object({
        packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
      })
      .parse(JSON.parse(await read("package-lock.json")));
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe("CHANGELOG", () => {
  it("has a place for what comes next, with something in it", async () => {
    expect(await read("CHANGELOG.md")).toMatch(/^## Unreleased\n\n- /m);
  });
});
