import type { FailureCode } from "../lib/errors.ts";

/** An answer that says no: what the drive or a gateway before it sent. */
export type Refusal = {
  readonly status: number;
  /** The drive's number or the gateway's `APIG.…`; undefined when the body has none. */
  readonly code: string | undefined;
};

/** Every code of the drive's error page as far as it is known. Its meanings stand in the page's own words. */
const DRIVE_CODES: Readonly<Record<string, FailureCode>> = {
  "13000101": "invalid", // bad request
  "13000102": "invalid", // parameter validation failed
  "13000201": "unavailable", // internal call failure
  "13000301": "not-found", // space missing or in a bad state
  "13000302": "not-found", // file is not in the given space
  "13000303": "conflict", // file is not in the recycle bin
  "13000304": "conflict", // target directory abnormal
  "13000305": "conflict", // target directory is in the recycle bin
  "13000306": "conflict", // file is in the recycle bin
  "13000307": "conflict", // directories nested in each other
  "13000308": "conflict", // file metadata wrong
  "13000309": "not-found", // resource does not exist
  "13000310": "conflict", // directory depth limit exceeded
  "13000311": "conflict", // space full
  "13000312": "conflict", // file already in the target folder
  "13000401": "not-found", // no such upload task
  "13000402": "conflict", // integrity check failed
  "13000403": "conflict", // changing file state failed
  "13000404": "conflict", // upload parent is in the recycle bin
  "13000405": "conflict", // duplicate file name
  "13000406": "invalid", // operation not allowed on a folder
  "13000407": "not-found", // download address does not exist
  "13000408": "unavailable", // download failed
  "13000409": "unavailable", // upload failed
  "13000410": "not-allowed", // user has no permission on the space
  "13000411": "not-found", // file is not in that space
  "13000412": "conflict", // space not active
  "13000413": "invalid", // unsupported search type
  "13000414": "invalid", // search type empty
};

/** Huawei's API gateway, where its code says more than the HTTP status. Written `APIG.0308` or `APIGW.0308`. */
const GATEWAY_CODES: Readonly<Record<string, FailureCode>> = {
  "0301": "not-signed-in",
  "0302": "not-allowed",
  "0303": "not-signed-in",
  "0304": "not-allowed",
  "0305": "not-signed-in",
  "0306": "not-allowed",
  "0307": "not-signed-in",
  "0308": "limited",
};

/**
 * The kind of a refusal. A drive's own code says more than the HTTP status: the pages let failures come with
 * status 200, and use 400 both for bad parameters and for a failed sign-in.
 */
export const failureOf = ({ status, code }: Refusal): FailureCode => {
  if (code !== undefined) {
    const known = Object.hasOwn(DRIVE_CODES, code) ? DRIVE_CODES[code] : undefined;
    if (known !== undefined) return known;
    const gateway = /^APIGW?\.(\d{4})$/.exec(code)?.[1];
    const byGateway = gateway === undefined ? undefined : GATEWAY_CODES[gateway];
    if (byGateway !== undefined) return byGateway;
    // Some services repeat the HTTP status as the code of the body.
    if (/^[45]\d\d$/.test(code) && status < 400) return failureOfStatus(Number(code), true);
  }
  return failureOfStatus(status, code !== undefined);
};

/** Whether a code stands in the drive's list, other than as "something about the request is wrong". */
export const isTelling = (code: string | undefined): boolean =>
  code !== undefined && code !== "13000101" && code !== "13000102" && Object.hasOwn(DRIVE_CODES, code);

const failureOfStatus = (status: number, readable: boolean): FailureCode => {
  switch (status) {
    case 401:
    case 407:
      return "not-signed-in";
    case 403:
      return "not-allowed";
    case 404:
    case 410:
      // A page of a proxy or of another site is no word of the drive about the thing asked for.
      return readable ? "not-found" : "protocol";
    case 408:
      return "unavailable";
    case 409:
    case 412:
    case 423:
      return "conflict";
    case 429:
      return "limited";
    default:
      break;
  }
  if (status >= 500) return "unavailable";
  // The codes for an expired, cancelled or locked share are not documented: a definite no, with a number
  // that we do not know, is most likely about the state of the thing.
  if (status === 400 || status < 300) return readable ? "conflict" : status === 400 ? "invalid" : "protocol";
  return status >= 400 ? "invalid" : "protocol";
};

const MAX_MESSAGE = 300;

/** A message of the other side for our log and errors: without what must not be seen, on one line, not endless. */
export const cleanMessage = (message: string, secrets: readonly string[]): string => {
  let text = message;
  for (const secret of secrets) if (secret.length > 0) text = text.replaceAll(secret, "[secret]");
  text = text.replace(/\s+/g, " ").trim();
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
};

/** What the wire calls a field, where we call it otherwise. */
const OUR_NAMES: Readonly<Record<string, string>> = {
  extractCode: "accessCode",
  targetFileId: "target",
  keyWord: "keyword",
  displayName: "name",
  shortUrl: "shortCode",
  kdstoken: "shareToken",
  packageDownloadExpires: "days",
  parentFileId: "folderId",
  parentFolder: "folderId",
  expireTime: "expiresAt",
  expiredType: "invalidationType",
  policyList: "policies",
};

/** Which of the fields that were sent a message speaks of, under our own name; undefined when none. */
export const fieldNamedIn = (message: string, sent: readonly string[]): string | undefined => {
  const words = new Set(message.match(/[A-Za-z]\w*/g) ?? []);
  const name = sent.find((field) => words.has(field));
  return name === undefined ? undefined : (OUR_NAMES[name] ?? name);
};
