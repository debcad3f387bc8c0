import { z } from "zod";
import { findShareLinks, parseShareReference, type ShareLink } from "../../domain/share-reference.ts";
import { isTimeZone } from "../../domain/validity.ts";
import { readMetadata as readJson, readViewValues } from "../../slack/view-values.ts";

/** The fields of the modal `share_open`: block ids and action ids at once. */
export const FIELDS = { link: "link", code: "code", files: "files" } as const;

/** What the person wants with the link once it is open: to choose files, or everything in it at once. */
export type Goal = "files" | "package" | "save";

/** Where somebody looks in an opened link. */
export type Place = {
  /** Ids of the folders they went into, the outermost first; none: the top of the share. */
  readonly trail: readonly string[];
  /** Of the drive's page; undefined: its first. */
  readonly cursor: string | undefined;
  /** How many entries of the drive's page come before the first that is shown. */
  readonly offset: number;
};

export const TOP: Place = { trail: [], cursor: undefined, offset: 0 };

/** Who the modal is drawn for, as known then: a submission must be answered before Slack can be asked again. */
export type Reader = {
  readonly locale: "en" | "zh";
  /** IANA name. */
  readonly timeZone: string;
};

/** What the modal carries unseen. Never a code, never a token. */
export type OpenMetadata = Reader &
  (
    | { readonly stage: "link"; readonly goal: Goal }
    | { readonly stage: "code"; readonly goal: Goal; readonly shortCode: string }
    | { readonly stage: "files"; readonly sessionId: string; readonly place: Place }
  );

// Slack gives 3000 characters to all that a modal carries, 2000 to a button.
export const MAX_CURSOR = 1_000;
export const MAX_DEPTH = 50;

const id = z.string().regex(/^[0-9A-Za-z_-]{1,40}$/);
const reader = { locale: z.enum(["en", "zh"]), timeZone: z.string().refine(isTimeZone) };
const goal = z.enum(["files", "package", "save"]);
const place = z.object({
  trail: z.array(id).max(MAX_DEPTH),
  cursor: z.string().max(MAX_CURSOR).optional(),
  offset: z.int().min(0),
});
const metadataShape = z.discriminatedUnion("stage", [
  z.object({ ...reader, stage: z.literal("link"), goal }),
  z.object({ ...reader, stage: z.literal("code"), goal, shortCode: id }),
  z.object({
    ...reader,
    stage: z.literal("files"),
    sessionId: id,
    place: place.transform((read): Place => ({ ...read, cursor: read.cursor })),
  }),
]);

export const writeMetadata = (metadata: OpenMetadata): string => JSON.stringify(metadata);

/** Undefined when it is not what this program wrote. */
export const readMetadata = (text: string): OpenMetadata | undefined => readJson(metadataShape, text);

/** The short code of a link that somebody typed, on its own or with words around it; undefined when there is none. */
export const parseLink = (text: string): string | undefined => {
  const reference = parseShareReference(text);
  const code = reference.kind === "code" ? reference.code : findShareLinks(text)[0]?.shortCode;
  return code === undefined || !id.safeParse(code).success ? undefined : code;
};

export type OpenCommand =
  | { readonly kind: "ask" }
  | { readonly kind: "open"; readonly shortCode: string; readonly accessCode: string | undefined }
  /** What was typed is not repeated: there may be a code in it. */
  | { readonly kind: "not-a-link" };

/** `open <link> [code]`. */
export const parseOpenCommand = (args: string): OpenCommand => {
  const [link, given, ...rest] = args.split(/\s+/).filter((word) => word !== "");
  if (link === undefined) return { kind: "ask" };
  const shortCode = parseLink(link);
  // Codes are letters and digits: "code:" in whatever language before it is not part of it.
  const accessCode = given?.replace(/^.*[:：]/, "");
  if (shortCode === undefined || rest.length > 0) return { kind: "not-a-link" };
  return { kind: "open", shortCode, accessCode: accessCode === "" ? undefined : accessCode };
};

/** What stands in the modal: the link as typed or chosen, the code, the files. */
export const readOpenForm = (values: unknown) => {
  const view = readViewValues(values);
  return {
    link: view.text(FIELDS.link) ?? view.chosen(FIELDS.link),
    accessCode: view.text(FIELDS.code),
    fileIds: [...new Set(view.chosenOptions(FIELDS.files).map((file) => file.value))],
  };
};

/** The links to shares anywhere in a message: its text, its blocks, its attachments. */
export const linksInMessage = (message: unknown): readonly ShareLink[] => {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "object" && value !== null) for (const inside of Object.values(value)) collect(inside);
  };
  collect(message);
  return findShareLinks(texts.join("\n"));
};

const pageValue = /^(\d{1,6}):(.*)$/s;

/** The value of a button that turns the page. */
export const writePage = ({ cursor, offset }: Pick<Place, "cursor" | "offset">): string => `${offset}:${cursor ?? ""}`;

export const readPage = (value: string | undefined): Pick<Place, "cursor" | "offset"> | undefined => {
  const [, offset, cursor] = pageValue.exec(value ?? "") ?? [];
  if (offset === undefined || cursor === undefined || cursor.length > MAX_CURSOR) return undefined;
  return { cursor: cursor === "" ? undefined : cursor, offset: Number(offset) };
};

const linkShared = z.object({
  channel: z.string(),
  message_ts: z.string(),
  source: z.string().optional(),
  links: z.array(z.object({ url: z.string() })),
});

export type SharedLinks = {
  readonly channel: string;
  readonly ts: string;
  /** By address as the event has it: Slack wants it back letter by letter. */
  readonly links: readonly { readonly url: string; readonly shortCode: string }[];
};

/** Undefined for what is not posted (yet), or has no link to a share. */
export const readLinkShared = (event: unknown): SharedLinks | undefined => {
  const read = linkShared.safeParse(event);
  // While somebody types, nobody knows yet where the message goes.
  if (!read.success || read.data.source === "composer") return undefined;
  const byCode = new Map<string, string>();
  for (const { url } of read.data.links) {
    const [link] = findShareLinks(url);
    if (link !== undefined && !byCode.has(link.shortCode)) byCode.set(link.shortCode, url);
  }
  if (byCode.size === 0) return undefined;
  const links = [...byCode].map(([shortCode, url]) => ({ url, shortCode }));
  return { channel: read.data.channel, ts: read.data.message_ts, links };
};

/** What somebody wrote to the app; empty when the event is something else. */
export const readDirectMessage = (event: unknown): string =>
  z.object({ text: z.string() }).safeParse(event).data?.text ?? "";
