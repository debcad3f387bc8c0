import type { CommandHint } from "../../protocol.ts";

export type CommandLine =
  | { readonly kind: "text" }
  /** A command's name is being typed; `offers` is what it may become. */
  | { readonly kind: "naming"; readonly offers: readonly CommandHint[] }
  | { readonly kind: "command"; readonly hint: CommandHint; readonly text: string }
  | { readonly kind: "unknown"; readonly command: string };

/** What the composer's text means: talk, or a command as Slack reads one. */
export const readLine = (typed: string, commands: readonly CommandHint[]): CommandLine => {
  const match = /^\/([^\s/]*)(\s[\s\S]*)?$/.exec(typed.trimStart());
  if (match === null) return { kind: "text" };
  const command = `/${match[1] ?? ""}`;
  const hint = commands.find((each) => each.command === command);
  if (match[2] === undefined && (hint === undefined || command === "/")) {
    const offers = commands.filter((each) => each.command.startsWith(command));
    return offers.length > 0 ? { kind: "naming", offers } : { kind: "unknown", command };
  }
  if (hint === undefined) return { kind: "unknown", command };
  return { kind: "command", hint, text: (match[2] ?? "").trim() };
};

/** The ways to go on that a usage hint names: `share [file] | tasks | help` gives `share [file]`, `tasks`, `help`. */
export const usagesOf = (hint: CommandHint, typed: string): readonly string[] => {
  const bare = hint.usageHint.replace(/^\[(.*)\]$/, "$1");
  if (!bare.includes("|")) return [];
  return bare
    .split("|")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== typed && part.startsWith(typed));
};
