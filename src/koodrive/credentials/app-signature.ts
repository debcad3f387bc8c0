import { hash } from "node:crypto";
import type { Credential, OutgoingCall } from "./credential.ts";
import { createHmacSha256 } from "./hmac.ts";

const ALGORITHM = "HMAC-SHA256";

/** What the pages on signing leave open. */
export type SigningChoices = {
  /**
   * The list of headers to sign names only `x-date` and `x-user-id`; every worked example signs `host` too.
   * Signed by default: the list of signed headers travels with the signature, so both are checkable.
   */
  readonly signHost: boolean;
  /**
   * The prose of step 2 puts the signing time into the text to sign; its formula and its example have no such
   * line. Left out by default: the formula is what a server is written from, and `x-date` is signed anyway.
   */
  readonly dateLine: boolean;
};

export const DEFAULT_SIGNING_CHOICES: SigningChoices = { signHost: true, dateLine: false };

const UNRESERVED_TOO = /[!'()*]/g;
const PLAIN = /^[\w.~-]*$/;
const PLAIN_PATH = /^[\w.~/-]*$/;

/** Percent-encoding of RFC 3986: all but letters, digits and `-_.~`, in upper-case hex. */
export const percentEncode = (text: string): string => (PLAIN.test(text) ? text : encode(text));

const encode = (text: string): string =>
  // Half a surrogate pair has no UTF-8 form and would make the encoder throw.
  encodeURIComponent(text.toWellFormed()).replace(
    UNRESERVED_TOO,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Step 1, its third line: sorted by name; pairs of one name by value, so that their order never matters. */
export const canonicalQuery = (query: OutgoingCall["query"]): string =>
  query.length === 0
    ? ""
    : query
        .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
        .toSorted((a, b) => byCodeUnits(a[0], b[0]) || byCodeUnits(a[1], b[1]))
        .map(([name, value]) => `${name}=${value}`)
        .join("&");

/** Step 1, its second line: each segment encoded once, a slash at the end. */
export const canonicalPath = (path: string): string => {
  const encoded = PLAIN_PATH.test(path)
    ? path
    : path
        .split("/")
        .map((segment) => percentEncode(safeDecode(segment)))
        .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
};

const safeDecode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** The signed headers: names in lower case, values trimmed, sorted by name. */
export const canonicalHeaders = (
  headers: readonly (readonly [name: string, value: string])[],
): { readonly lines: string; readonly names: string } => {
  const sorted = headers
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort((a, b) => byCodeUnits(a[0], b[0]));
  let lines = "";
  let names = "";
  for (const [name, value] of sorted) {
    lines += `${name}:${value}\n`;
    names += names === "" ? name : `;${name}`;
  }
  return { lines, names };
};

const sha256 = (text: string): string => hash("sha256", text, "hex");
const NOTHING_HASHED = sha256("");

/**
 * Step 1. The lines of the headers end in a line break of their own, so an empty line stands before the names.
 * The hash of the body is cut off in the pages; taken as in Huawei's API gateway, whose scheme this is:
 * lower-case hex SHA-256, of nothing when there is no body.
 */
export const canonicalRequest = (call: OutgoingCall, choices: SigningChoices): string => {
  const headers = canonicalHeaders([
    ...(choices.signHost ? ([["host", call.host]] as const) : []),
    ["x-date", call.date],
    ["x-user-id", call.userId],
  ]);
  return [
    call.method,
    canonicalPath(call.path),
    canonicalQuery(call.query),
    headers.lines,
    headers.names,
    call.body === "" ? NOTHING_HASHED : sha256(call.body),
  ].join("\n");
};

/** Step 2. */
export const stringToSign = (request: string, date: string, choices: SigningChoices): string =>
  [ALGORITHM, ...(choices.dateLine ? [date] : []), sha256(request)].join("\n");

/** Step 4: the `Authorization` header. */
export const authorizationHeader = (appId: string, signedHeaders: string, signed: string): string =>
  `${ALGORITHM} AppId=${appId},SignedHeaders=${signedHeaders},Signature=${signed}`;

/** Signs each call with an app's id and secret (pages koodrive_05_0034 to _0032). Valid for 15 minutes. */
export const createAppSignature = (deps: {
  readonly appId: string;
  readonly appSecret: string;
  readonly choices?: SigningChoices;
}): Credential => {
  const choices = deps.choices ?? DEFAULT_SIGNING_CHOICES;
  const names = choices.signHost ? "host;x-date;x-user-id" : "x-date;x-user-id";
  // Step 3.
  const sign = createHmacSha256(deps.appSecret);
  return {
    authorize: (call) => {
      const text = stringToSign(canonicalRequest(call, choices), call.date, choices);
      return authorizationHeader(deps.appId, names, sign(text));
    },
    renew: async () => false,
  };
};
