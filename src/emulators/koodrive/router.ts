import type { Route } from "./call.ts";
import type { DriveEdition } from "./entities.ts";

export type Found = { readonly route: Route; readonly params: Readonly<Record<string, string>> };

type Compiled = { readonly route: Route; readonly pattern: RegExp; readonly wildcards: number };

const compile = (route: Route): Compiled => ({
  route,
  // The documents write `/session/` with its slash; one slash more or less is the same address.
  pattern: new RegExp(`^${route.path.replace(/\/$/, "").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`),
  wildcards: route.path.split("{").length - 1,
});

/** Finds the route of an address; those with fewer wildcards win, so `/share/received` is not a share's id. */
export const createRouter = (routes: readonly Route[], edition: DriveEdition) => {
  const compiled = routes
    .filter((route) => route.editions.includes(edition))
    .map(compile)
    .sort((a, b) => a.wildcards - b.wildcards);
  return {
    find: (method: string, path: string): Found | undefined => {
      for (const { route, pattern } of compiled) {
        if (route.method !== method) continue;
        const match = pattern.exec(path);
        if (match === null) continue;
        const entries = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeSafely(value)]);
        return { route, params: Object.fromEntries(entries) };
      }
      return undefined;
    },
  };
};

const decodeSafely = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
