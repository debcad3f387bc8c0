/** What people write where a share is asked for: a share id, a short code, a link, or part of a name. */
export type ShareReference =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "empty" };

/**
 * Reads a reference. Share ids and short codes are told apart by nobody but the drive (both are
 * long numbers), so both come out as `code`; so does the last part of a link. Slack may wrap a
 * link as `<https://…|label>`.
 */
export const parseShareReference = (text: string): ShareReference => {
  const plain = text
    .trim()
    .replace(/^<([^|>]*)(\|[^>]*)?>$/, "$1")
    .trim();
  if (plain === "") return { kind: "empty" };
  const link = /^https?:\/\/[^/?#]*(.*)$/i.exec(plain);
  if (link !== null) {
    const code = /([0-9A-Za-z_-]+)\/?(?:[?#][^/]*)?$/.exec(link[1] ?? "")?.[1];
    return code === undefined ? { kind: "name", text: plain } : { kind: "code", code };
  }
  return /^\d{10,20}$/.test(plain) ? { kind: "code", code: plain } : { kind: "name", text: plain };
};

/** A link to a share as it stands in a message. */
export type ShareLink = {
  /** As a browser takes it. */
  readonly url: string;
  readonly shortCode: string;
  /** What the message shows instead of the address. */
  readonly label: string | undefined;
};

// Ends where the address does, in Chinese text too, which puts no space behind it.
const ADDRESS = /(https?:\/\/[^\s<>|"'`\u3000-\u303f\uff00-\uffef]+)(?:\|([^<>]*)>)?/gi;
const SHORT_CODE = /^\d{10,20}$/;

/**
 * The links to shares in a message's text as Slack keeps it, each share once. They are known by their form
 * (`…/sharelink/…/<short code>`), not by their host: a company's drive may stand anywhere, and only the short code is
 * ever used, with the one drive this program is set up for.
 */
export const findShareLinks = (text: string): readonly ShareLink[] => {
  const found = new Map<string, ShareLink>();
  for (const [, address = "", label] of text.matchAll(ADDRESS)) {
    // The full stop behind an address ends the sentence.
    const url = unescapeSlack(address).replace(/[.,;:!?)\]]+$/, "");
    const reference = parseShareReference(url);
    if (reference.kind !== "code" || !SHORT_CODE.test(reference.code) || !/\bsharelink\b/i.test(url)) continue;
    const named = label === undefined || /^https?:\/\//i.test(label) ? undefined : unescapeSlack(label).trim();
    const before = found.get(reference.code);
    found.set(reference.code, {
      url: before?.url ?? url,
      shortCode: reference.code,
      label: before?.label ?? (named === "" ? undefined : named),
    });
  }
  return [...found.values()];
};

const unescapeSlack = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
