import type { KnownBlock, ModalView, PlainTextOption, SectionBlock } from "@slack/types";
import type { DriveFile } from "../../domain/drive-file.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import {
  actions,
  button,
  context,
  divider,
  header,
  input,
  modal,
  option,
  plainText,
  section,
} from "../../slack/blocks.ts";
import { LIMITS } from "../../slack/limits.ts";
import { formatSize, type Locale } from "../../slack/locale/locale.ts";
import { titleOf } from "../../slack/locale/titles.ts";
import { escapeMrkdwn, truncate } from "../../slack/mrkdwn.ts";
import { FIELDS, MAX_CURSOR, MAX_DEPTH, type Place, type Reader, writeMetadata, writePage } from "./input.ts";
import { linkFacts, type Words } from "./view.ts";
import { words } from "./words.ts";

/** A page of what lies at a place of an opened link. */
export type ShownListing = {
  readonly session: {
    readonly id: string;
    readonly ownerName: string | null;
    readonly endsAt: Date | null;
    /** At the top of the link. */
    readonly files: readonly { readonly name: string; readonly kind: DriveFile["kind"] }[];
  };
  readonly place: Place;
  readonly folderNames: readonly (string | undefined)[];
  readonly entries: readonly DriveFile[];
  readonly next: Pick<Place, "cursor" | "offset"> | undefined;
};

/** A link to one file, asked for a moment ago: shown at its row. */
export type ShownFileLink = { readonly fileId: string; readonly url: string };

const SHOWN_NAME = 150;

const ICONS: Readonly<Record<DriveFile["kind"], string>> = {
  folder: "📁",
  picture: "🖼️",
  video: "🎬",
  audio: "🎵",
  document: "📄",
  spreadsheet: "📊",
  presentation: "📈",
  archive: "📦",
  application: "⚙️",
  other: "📄",
};

/** The files of an opened link: a field to choose in, and below it where the reader is, row by row. */
export const renderFiles = (listing: ShownListing, reader: Reader, fileLink?: ShownFileLink): ModalView => {
  const t = words(reader.locale);
  const { session, place } = listing;
  const { locale, timeZone } = reader;
  const facts = linkFacts(t, {
    ownerName: session.ownerName ?? undefined,
    endsAt: session.endsAt ?? undefined,
  });
  return modal({
    callbackId: MODALS.shareOpen,
    title: t.plain("title"),
    submit: t.plain("submitFiles"),
    close: t.plain("close"),
    metadata: writeMetadata({ locale, timeZone, stage: "files", sessionId: session.id, place }),
    blocks: [
      header(linkTitle(t, session.files)),
      context(...facts),
      filesField(t),
      divider(),
      placeRow(t, listing),
      ...(listing.entries.length === 0 ? [context(t("empty"))] : []),
      ...listing.entries.flatMap((entry) => entryRow(t, entry, place, fileLink)),
      ...pageRow(t, listing),
    ],
  });
};

/** What a link is called: its first file, and how many more there are. */
export const linkTitle = (t: Words, files: readonly { readonly name: string }[]): string => {
  const [first] = files;
  if (first === undefined) return t.plain("nothing");
  return titleOf(truncate(first.name, SHOWN_NAME), files.length, t.locale);
};

const filesField = (t: Words): KnownBlock =>
  input({
    id: FIELDS.files,
    label: t.plain("files"),
    hint: t.plain("filesHint"),
    optional: true,
    element: {
      type: "multi_external_select",
      action_id: FIELDS.files,
      min_query_length: 0,
      // The next modal shows what was chosen, and Slack lets it begin with no more.
      max_selected_items: LIMITS.options,
      placeholder: plainText(t.plain("chooseFiles"), LIMITS.placeholder),
    },
  });

const placeRow = (t: Words, { place, folderNames }: ShownListing): SectionBlock => {
  if (place.trail.length === 0) return section(`*${t("top")}*`);
  const names = folderNames.map((name) => escapeMrkdwn(truncate(name ?? t.plain("folderUnknown"), 60)));
  const shown = names.length > 4 ? ["…", ...names.slice(-3)] : names;
  return withButton(
    section(`*${[t("top"), ...shown].join(" › ")}*`),
    button({ text: `⬆ ${t.plain("up")}`, actionId: BUTTONS.linkUp }),
  );
};

const entryRow = (
  t: Words,
  entry: DriveFile,
  place: Place,
  fileLink: ShownFileLink | undefined,
): readonly KnownBlock[] => {
  const name = truncate(entry.name, SHOWN_NAME);
  if (entry.kind === "folder") {
    const row = nameRow(`${ICONS.folder} ${name}`);
    if (place.trail.length >= MAX_DEPTH) return [row];
    return [withButton(row, button({ text: t.plain("enter"), actionId: BUTTONS.linkEnter, value: entry.fileId }))];
  }
  const size = entry.size === undefined ? "" : `   ${formatSize(entry.size, t.locale)}`;
  const row = nameRow(`${ICONS[entry.kind]} ${name}${size}`);
  if (fileLink?.fileId !== entry.fileId) {
    return [withButton(row, button({ text: t.plain("getLink"), actionId: BUTTONS.linkFile, value: entry.fileId }))];
  }
  if (fileLink.url.length > LIMITS.url) return [row, context(`:warning: ${t("linkTooLong")}`)];
  const download = button({
    text: t.plain("download"),
    actionId: BUTTONS.openLink,
    url: fileLink.url,
    style: "primary",
  });
  return [withButton(row, download), context(t("linkReady"))];
};

/** As it stands: in mrkdwn, and with emoji on, `*`, `_` and `:` of a name would become something else. */
const nameRow = (text: string): SectionBlock => ({ type: "section", text: { type: "plain_text", text, emoji: false } });

const pageRow = (t: Words, { place, next }: ShownListing): readonly KnownBlock[] => {
  const isFirst = place.cursor === undefined && place.offset === 0;
  // A cursor that Slack has no room for cannot be followed.
  const fits = next === undefined || (next.cursor ?? "").length <= MAX_CURSOR;
  const turns = [
    ...(isFirst ? [] : [button({ text: t.plain("firstPage"), actionId: BUTTONS.linkFirst })]),
    ...(next !== undefined && fits
      ? [button({ text: t.plain("nextPage"), actionId: BUTTONS.linkPage, value: writePage(next) })]
      : []),
  ];
  return [...(turns.length === 0 ? [] : [actions(...turns)]), ...(fits ? [] : [context(t("moreByName"))])];
};

const withButton = (row: SectionBlock, accessory: NonNullable<SectionBlock["accessory"]>): SectionBlock => ({
  ...row,
  accessory,
});

export const renderFileOption = (file: DriveFile, locale: Locale): PlainTextOption =>
  file.kind === "folder"
    ? option(`${ICONS.folder} ${file.name}`, file.fileId)
    : option(file.name, file.fileId, file.size === undefined ? undefined : formatSize(file.size, locale));
