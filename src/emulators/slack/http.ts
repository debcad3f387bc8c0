import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "./entities.ts";
import { isObject, parseJson } from "./json.ts";

const BODY_LIMIT = 64 * 1024 * 1024;

/** The whole body; throws when it is larger than 64 MiB or the connection breaks. */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    size += buffer.byteLength;
    if (size > BODY_LIMIT) throw new Error("the body is larger than 64 MiB");
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
};

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
};

export const sendText = (response: ServerResponse, status: number, text: string, type = "text/plain"): void => {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
  response.end(text);
};

const contentType = (request: IncomingMessage): string => request.headers["content-type"] ?? "";

/** Arguments of a call: query, form, multipart form, or JSON; `undefined` for JSON that is none. */
export const readArguments = async (request: IncomingMessage, url: URL): Promise<JsonObject | undefined> => {
  const query = Object.fromEntries(url.searchParams);
  const body = await readBody(request);
  const type = contentType(request);
  if (body.byteLength === 0) return query;
  if (type.includes("json")) {
    const json = parseJson(body.toString("utf8"));
    return isObject(json) ? { ...query, ...json } : undefined;
  }
  if (type.includes("multipart/form-data")) {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    return { ...query, ...Object.fromEntries(form) };
  }
  return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString("utf8"))) };
};

/** The file in an upload: the body as it is, or the first file of a multipart form. */
export const readUpload = async (request: IncomingMessage): Promise<Uint8Array> => {
  const body = new Uint8Array(await readBody(request));
  const type = contentType(request);
  if (!type.includes("multipart/form-data")) return body;
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  const file = [...form.values()].find((value) => typeof value !== "string");
  return file === undefined ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
};

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Whether a request may be served: only names of this machine (another site's name that leads
 * here must not), and nothing posted by another site's page.
 */
export const isLocal = (request: IncomingMessage): boolean => {
  const host = request.headers.host ?? "";
  if (!URL.canParse(`http://${host}`) || !LOOPBACK.includes(new URL(`http://${host}`).hostname)) return false;
  const origin = request.headers.origin;
  return origin === undefined || request.method === "GET" || origin === `http://${host}`;
};
