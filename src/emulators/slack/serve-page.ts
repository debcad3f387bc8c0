import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { sendText } from "./http.ts";

const FOLDER = fileURLToPath(new URL("./page/", import.meta.url));

type Bundle = { readonly script: string; readonly style: string };

/** Puts the page's sources together in memory. esbuild is loaded only when somebody looks at the page. */
const bundle = async (): Promise<Bundle> => {
  if (!existsSync(`${FOLDER}main.tsx`)) throw new Error(`the page's sources are missing: ${FOLDER}main.tsx`);
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [`${FOLDER}main.tsx`],
    // Nothing is written there; styles that the sources import need a place beside the script.
    outdir: `${FOLDER}bundle`,
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".woff2": "binary" },
    logLevel: "silent",
  });
  const output = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  return { script: output(".js"), style: output(".css") };
};

/** What the browser runs instead of a page that cannot be built: it says why. */
const failureScript = (error: unknown): string => {
  const reason = error instanceof Error ? error.message : String(error);
  const text = JSON.stringify(`The page could not be built.\n\n${reason}`);
  return `document.body.innerHTML = "<pre></pre>"; document.querySelector("pre").textContent = ${text};`;
};

/** The page's three files; script and style are bundled when first asked for. */
export const createPageServer = () => {
  let bundled: Promise<Bundle> | undefined;

  const built = async (): Promise<Bundle> => {
    try {
      bundled ??= bundle();
      return await bundled;
    } catch (error) {
      bundled = undefined;
      return { script: failureScript(error), style: "" };
    }
  };

  const sendIndex = async (response: ServerResponse): Promise<void> => {
    try {
      sendText(response, 200, await readFile(`${FOLDER}index.html`, "utf8"), "text/html");
    } catch {
      sendText(response, 500, `The page's sources are missing: ${FOLDER}index.html`);
    }
  };

  return {
    /** Says whether the path is one of the page's. */
    handle: async (path: string, response: ServerResponse): Promise<boolean> => {
      switch (path) {
        case "/":
          await sendIndex(response);
          return true;
        case "/page.js":
          sendText(response, 200, (await built()).script, "text/javascript");
          return true;
        case "/page.css":
          sendText(response, 200, (await built()).style, "text/css");
          return true;
        default:
          return false;
      }
    },
  };
};
