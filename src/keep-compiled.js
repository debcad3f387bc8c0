import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Loaded before the program (`node --import`): what Node compiles is kept for the next start, which then takes half the
// time and needs no compiler of TypeScript in memory. This file is JavaScript, or it would itself need that compiler.
// Not among the system's temporary files, where others could put theirs. Where it cannot be written, nothing is kept.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/koodrive/compiled", import.meta.url)));
