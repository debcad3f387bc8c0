/** A run of text inside a line. Strings are plain text, already unescaped. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "break" }
  | { readonly kind: "bold" | "italic" | "strike"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly url: string; readonly label: string | undefined }
  | { readonly kind: "user" | "channel" | "group"; readonly id: string; readonly label: string | undefined }
  | { readonly kind: "broadcast"; readonly name: string }
  | {
      readonly kind: "date";
      /** Seconds since 1970. */
      readonly epoch: number;
      readonly format: string;
      readonly url: string | undefined;
      readonly fallback: string;
    }
  | { readonly kind: "emoji"; readonly name: string };

/** A stretch of whole lines. */
export type Stretch =
  | { readonly kind: "lines" | "quote"; readonly children: readonly Inline[] }
  | { readonly kind: "pre"; readonly text: string };

const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const WORD = /[\p{L}\p{N}]/u;
const MARKS = { "*": "bold", _: "italic", "~": "strike" } as const;
const isMark = (char: string): char is keyof typeof MARKS => char in MARKS;
const EMOJI = /:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/y;
const BARE_URL = /https?:\/\/[^\s<>|`]+/y;
const URL_TAIL = /[.,;:!?'")\]}，。；：！？、）】》”’*_~]+$/u;

const angle = (body: string): Inline => {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? undefined : unescaped(body.slice(bar + 1));
  const rest = target.slice(1);
  if (target.startsWith("@")) return { kind: "user", id: rest, label };
  if (target.startsWith("#")) return { kind: "channel", id: rest, label };
  if (target.startsWith("!")) {
    const [name = "", ...args] = rest.split("^");
    const [epoch = "", format = "", url] = args;
    if (name === "date" && /^-?\d+$/.test(epoch)) {
      return {
        kind: "date",
        epoch: Number(epoch),
        format: unescaped(format),
        url: url === undefined || url === "" ? undefined : unescaped(url),
        fallback: label ?? "",
      };
    }
    if (name === "subteam") return { kind: "group", id: epoch, label };
    return { kind: "broadcast", name: name === "date" ? (label ?? name) : name };
  }
  return { kind: "link", url: unescaped(target), label };
};

/** Where the token that starts at `at` ends, if it is one that hides marks: `<…>` or `` `…` ``. */
const opaqueEnd = (line: string, at: number): number | undefined => {
  const char = line[at];
  if (char !== "<" && char !== "`") return undefined;
  const end = line.indexOf(char === "<" ? ">" : "`", at + 1);
  return end > at + 1 ? end : undefined;
};

/** Finds the mark that closes the one at `open`: not after a space, not inside a word, not within a link or code. */
const closingMark = (line: string, open: number): number | undefined => {
  const mark = line[open];
  for (let at = open + 1; at < line.length; at++) {
    const end = opaqueEnd(line, at);
    if (end !== undefined) {
      at = end;
      continue;
    }
    if (line[at] !== mark || at === open + 1) continue;
    const before = line[at - 1] ?? "";
    const after = line.slice(at + 1, at + 3);
    if (!/\s/.test(before) && (after === "" || !WORD.test(String.fromCodePoint(after.codePointAt(0) ?? 0)))) return at;
  }
  return undefined;
};

const opensMark = (line: string, at: number): boolean => {
  const last = Array.from(line.slice(Math.max(0, at - 2), at)).at(-1) ?? "";
  const next = line[at + 1] ?? "";
  return !WORD.test(last) && next !== "" && !/\s/.test(next) && next !== line[at];
};

const matchAt = (pattern: RegExp, line: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(line);
};

const parseLine = (line: string, verbatim: boolean): readonly Inline[] => {
  const found: Inline[] = [];
  const unclosed = new Set<string>();
  let plain = "";
  const flush = () => {
    if (plain !== "") found.push({ kind: "text", text: unescaped(plain) });
    plain = "";
  };
  const take = (node: Inline) => {
    flush();
    found.push(node);
  };
  let at = 0;
  while (at < line.length) {
    const char = line[at] ?? "";
    const end = opaqueEnd(line, at);
    if (end !== undefined) {
      const body = line.slice(at + 1, end);
      take(char === "<" ? angle(body) : { kind: "code", text: unescaped(body) });
      at = end + 1;
      continue;
    }
    if (isMark(char) && !unclosed.has(char) && opensMark(line, at)) {
      const close = closingMark(line, at);
      // What nothing closes here, nothing closes further on.
      if (close === undefined) unclosed.add(char);
      else {
        take({ kind: MARKS[char], children: parseLine(line.slice(at + 1, close), verbatim) });
        at = close + 1;
        continue;
      }
    }
    const emoji = char === ":" ? matchAt(EMOJI, line, at) : null;
    if (emoji !== null) {
      take({ kind: "emoji", name: emoji[1] ?? "" });
      at += emoji[0].length;
      continue;
    }
    const url = char === "h" && !verbatim ? matchAt(BARE_URL, line, at)?.[0].replace(URL_TAIL, "") : undefined;
    if (url !== undefined) {
      take({ kind: "link", url: unescaped(url), label: undefined });
      at += url.length;
      continue;
    }
    plain += char;
    at += 1;
  }
  flush();
  return found;
};

const joinLines = (lines: readonly string[], verbatim: boolean): readonly Inline[] =>
  lines.flatMap((line, index): readonly Inline[] =>
    index === 0 ? parseLine(line, verbatim) : [{ kind: "break" }, ...parseLine(line, verbatim)],
  );

const QUOTE = /^(?:>|&gt;) ?/;

const parseProse = (text: string, verbatim: boolean): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  let lines: string[] = [];
  let quoted = false;
  const flush = () => {
    if (lines.length > 0) stretches.push({ kind: quoted ? "quote" : "lines", children: joinLines(lines, verbatim) });
    lines = [];
  };
  for (const line of text.split("\n")) {
    const isQuote = QUOTE.test(line);
    if (isQuote !== quoted) flush();
    quoted = isQuote;
    lines.push(isQuote ? line.replace(QUOTE, "") : line);
  }
  flush();
  return stretches;
};

/**
 * Reads Slack's mrkdwn (https://docs.slack.dev/messaging/formatting-message-text). Every text gives a
 * result: marks that do not close are text. `verbatim` leaves bare addresses alone.
 */
export const parseMrkdwn = (text: string, verbatim = false): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  const pieces = text.split("```");
  pieces.forEach((piece, index) => {
    const isPre = index % 2 === 1 && index < pieces.length - 1;
    if (isPre) {
      stretches.push({ kind: "pre", text: unescaped(piece.replace(/^\n/, "").replace(/\n$/, "")) });
      return;
    }
    // An opening fence without a closing one is text.
    const prose = index % 2 === 1 ? `\`\`\`${piece}` : piece;
    const trimmed = index > 0 && index % 2 === 0 ? prose.replace(/^\n/, "") : prose;
    const ended = index < pieces.length - 2 ? trimmed.replace(/\n$/, "") : trimmed;
    if (ended !== "") stretches.push(...parseProse(ended, verbatim));
  });
  return stretches;
};
