import type { ComponentChild } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ActAnswer, Option } from "../../protocol.ts";
import { plainText } from "../blocks/text.tsx";

/** One thing that can be chosen in a list. */
export type Choice = {
  readonly value: string;
  readonly text: string;
  readonly description?: string | undefined;
  /** An avatar or sign before the text. */
  readonly lead?: ComponentChild;
  /** The option as Slack sends it, for lists of options. */
  readonly option?: Option;
};
export type ChoiceGroup = { readonly label: string | undefined; readonly choices: readonly Choice[] };

/** Where the choices come from: the view itself, or the bot as one types. */
export type ChoiceSource =
  | { readonly kind: "local"; readonly groups: readonly ChoiceGroup[] }
  | {
      readonly kind: "remote";
      readonly minLength: number;
      readonly load: (query: string) => Promise<ActAnswer>;
    };

export type Offer =
  | { readonly phase: "ready"; readonly groups: readonly ChoiceGroup[] }
  | { readonly phase: "loading"; readonly groups: readonly ChoiceGroup[] }
  | { readonly phase: "too-short"; readonly wanted: number }
  | { readonly phase: "failed"; readonly error: string };

const TYPING_PAUSE_MS = 180;

export const choiceOf = (option: Option): Choice => ({
  value: option.value,
  text: plainText(option.text),
  description: option.description === undefined ? undefined : plainText(option.description),
  option,
});

const matches = (choice: Choice, query: string): boolean =>
  `${choice.text} ${choice.description ?? ""}`.toLocaleLowerCase().includes(query);

const filterGroups = (groups: readonly ChoiceGroup[], query: string): readonly ChoiceGroup[] => {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === "") return groups;
  return groups
    .map((group) => ({ ...group, choices: group.choices.filter((choice) => matches(choice, wanted)) }))
    .filter((group) => group.choices.length > 0);
};

const groupsOf = (answer: ActAnswer): readonly ChoiceGroup[] => {
  if (!answer.ok || !("options" in answer)) return [];
  if (answer.optionGroups !== undefined) {
    return answer.optionGroups.map((group) => ({
      label: plainText(group.label),
      choices: group.options.map(choiceOf),
    }));
  }
  return [{ label: undefined, choices: answer.options.map(choiceOf) }];
};

/** The choices for what is typed, while the list is open. An answer that comes late for older text is dropped. */
export const useOffer = (source: ChoiceSource, query: string, open: boolean): Offer => {
  const [loaded, setLoaded] = useState<Offer>({ phase: "loading", groups: [] });
  const remote = source.kind === "remote";

  useEffect(() => {
    if (!open || source.kind !== "remote") return;
    if (Array.from(query).length < source.minLength) {
      setLoaded({ phase: "too-short", wanted: source.minLength });
      return;
    }
    let stale = false;
    setLoaded((before) => ({ phase: "loading", groups: before.phase === "ready" ? before.groups : [] }));
    const timer = setTimeout(
      async () => {
        const answer = await source.load(query);
        if (stale) return;
        setLoaded(answer.ok ? { phase: "ready", groups: groupsOf(answer) } : { phase: "failed", error: answer.error });
      },
      query === "" ? 0 : TYPING_PAUSE_MS,
    );
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [query, open, remote]);

  return source.kind === "local" ? { phase: "ready", groups: filterGroups(source.groups, query) } : loaded;
};
