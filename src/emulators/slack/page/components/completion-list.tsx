import type { VNode } from "preact";
import { useDesk } from "../state/desk.ts";
import { type CommandLine, usagesOf } from "./completion.ts";

export type Completion = {
  readonly key: string;
  readonly title: string;
  readonly usage: string;
  readonly description: string;
  /** What the composer holds afterwards. */
  readonly insert: string;
};

/** The ways to complete what is typed. */
export const completionsFor = (line: CommandLine): readonly Completion[] => {
  switch (line.kind) {
    case "naming":
      return line.offers.map((hint) => ({
        key: hint.command,
        title: hint.command,
        usage: hint.usageHint,
        description: hint.description,
        insert: `${hint.command} `,
      }));
    case "command":
      return usagesOf(line.hint, line.text).map((usage) => {
        const word = /^\S+/.exec(usage)?.[0] ?? usage;
        return {
          key: usage,
          title: `${line.hint.command} ${word}`,
          usage: usage.slice(word.length).trim(),
          description: "",
          insert: `${line.hint.command} ${word}${usage === word ? "" : " "}`,
        };
      });
    case "text":
    case "unknown":
      return [];
  }
};

/** The list over the composer. The focus stays in the composer. */
export const CompletionList = (props: {
  readonly id: string;
  readonly completions: readonly Completion[];
  readonly active: number;
  readonly line: CommandLine;
  readonly onPick: (completion: Completion) => void;
}): VNode => {
  const { say } = useDesk();
  return (
    <div class="completions">
      <p class="completions-title">
        {props.line.kind === "command" ? say("waysToUse", { command: props.line.hint.command }) : say("commands")}
        <span class="completions-keys">
          <kbd>↑</kbd> <kbd>↓</kbd> {say("toChoose")} <kbd>Tab</kbd> {say("toTake")}
        </span>
      </p>
      <div role="listbox" id={props.id} aria-label={say("commands")}>
        {props.completions.map((completion, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant
          // biome-ignore lint/a11y/useKeyWithClickEvents: the composer handles the keys
          <div
            class={index === props.active ? "completion completion--active" : "completion"}
            role="option"
            id={`${props.id}-${index}`}
            key={completion.key}
            aria-selected={index === props.active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => props.onPick(completion)}
          >
            <span class="completion-title">{completion.title}</span>
            {completion.usage === "" ? null : <span class="completion-usage">{completion.usage}</span>}
            {completion.description === "" ? null : <span class="completion-about">{completion.description}</span>}
          </div>
        ))}
      </div>
    </div>
  );
};
