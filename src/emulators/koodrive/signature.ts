import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What the app signature (api.md 2.5) is computed over, as it came in. */
export type SignedRequest = {
  readonly method: string;
  /** Path as sent, still encoded, without the query. */
  readonly rawPath: string;
  /** Query as sent, without the question mark. */
  readonly rawQuery: string;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
};

export type SignatureCheck =
  | { readonly ok: true; readonly appId: string }
  | { readonly ok: false; readonly reason: string };

const HEADER = /^HMAC-SHA256 AppId=([^,\s]+),SignedHeaders=([^,\s]+),Signature=([0-9a-f]{64})$/;

const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const byCharacterCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const canonicalUri = (rawPath: string): string => {
  const path = rawPath
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/");
  return path.endsWith("/") ? path : `${path}/`;
};

const canonicalQuery = (rawQuery: string): string =>
  rawQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair): readonly [string, string] => {
      const at = pair.indexOf("=");
      const [name, value] = at === -1 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
      return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value))];
    })
    .sort(([a], [b]) => byCharacterCode(a, b))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

/** Repeats the client's computation. `secretOf` gives the app's secret, or undefined for an unknown app. */
export const checkSignature = (
  authorization: string,
  request: SignedRequest,
  secretOf: (appId: string) => string | undefined,
): SignatureCheck => {
  const match = HEADER.exec(authorization);
  if (match === null) return { ok: false, reason: "the authorization header is not a well-formed HMAC-SHA256 header" };
  const [, appId = "", signedHeaders = "", signature = ""] = match;
  const secret = secretOf(appId);
  if (secret === undefined) return { ok: false, reason: "the AppId is unknown" };

  const names = signedHeaders.split(";");
  if (names.some((name) => name !== name.toLowerCase()))
    return { ok: false, reason: "signed header names are lowercase" };
  for (const required of ["x-date", "x-user-id"]) {
    if (!names.includes(required)) return { ok: false, reason: `${required} is not signed` };
  }
  const lines: string[] = [];
  for (const name of names) {
    const value = request.header(name);
    if (value === undefined) return { ok: false, reason: `the signed header ${name} is missing` };
    lines.push(`${name}:${value.trim()}\n`);
  }

  let canonical: string;
  try {
    canonical = [
      request.method.toUpperCase(),
      canonicalUri(request.rawPath),
      canonicalQuery(request.rawQuery),
      lines.join(""),
      signedHeaders,
      sha256(request.body),
    ].join("\n");
  } catch {
    return { ok: false, reason: "the address is not well encoded" };
  }
  const expected = createHmac("sha256", secret)
    .update(`HMAC-SHA256\n${sha256(canonical)}`)
    .digest();
  return timingSafeEqual(expected, Buffer.from(signature, "hex"))
    ? { ok: true, appId }
    : { ok: false, reason: "the signature does not match" };
};
