import type { JsonObject } from "../entities.ts";
import { parseJson } from "../json.ts";

/** The arguments of a call, whether they came as form fields (all text) or as JSON. */
export type Args = {
  readonly raw: JsonObject;
  /** Empty when absent. */
  readonly text: (name: string) => string;
  readonly optionalText: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean | undefined;
  /** A structured argument: as it is, or out of its JSON text. `undefined` when absent or not JSON. */
  readonly json: (name: string) => unknown;
  readonly has: (name: string) => boolean;
  /** Between 1 and `most`; `usual` when absent or nonsense. */
  readonly limit: (usual: number, most: number) => number;
};

export const createArgs = (raw: JsonObject): Args => {
  const optionalText = (name: string): string | undefined => {
    const value = raw[name];
    return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
  };
  return {
    raw,
    optionalText,
    text: (name) => optionalText(name) ?? "",
    flag: (name) => {
      const value = raw[name];
      if (typeof value === "boolean") return value;
      return value === "true" || value === "1" ? true : value === "false" || value === "0" ? false : undefined;
    },
    json: (name) => {
      const value = raw[name];
      return typeof value === "string" ? parseJson(value) : value;
    },
    has: (name) => raw[name] !== undefined && raw[name] !== null && raw[name] !== "",
    limit: (usual, most) => {
      const asked = Number(raw.limit);
      return Number.isInteger(asked) && asked > 0 ? Math.min(asked, most) : usual;
    },
  };
};

/** One page of a list and the cursor to the next; the cursor is the place in the list. */
export const pageOf = <T>(
  items: readonly T[],
  args: Args,
  usual = 100,
): { readonly page: readonly T[]; readonly next: string } | undefined => {
  const cursor = args.text("cursor");
  const start = cursor === "" ? 0 : Number(Buffer.from(cursor, "base64").toString().replace("at:", ""));
  if (!Number.isInteger(start) || start < 0 || start > items.length) return undefined;
  const end = start + args.limit(usual, 1000);
  const next = end < items.length ? Buffer.from(`at:${end}`).toString("base64") : "";
  return { page: items.slice(start, end), next };
};
