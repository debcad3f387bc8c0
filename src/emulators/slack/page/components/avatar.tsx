import type { VNode } from "preact";
import type { Person } from "../../protocol.ts";
import { personName } from "../state/desk.ts";
import { Icon } from "./icon.tsx";

/** Two letters for a name in letters; the last two characters of one in Chinese, Japanese or Korean, as is usual there. */
const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const whole = Array.from(name.replaceAll(/\s/g, ""));
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(name)) {
    return whole.slice(-2).join("");
  }
  const first = Array.from(words[0] ?? "")[0] ?? "?";
  const last = words.length > 1 ? (Array.from(words.at(-1) ?? "")[0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
};

/** Somebody's picture: initials on their colour. The name stands beside it, so it is silent. */
export const Avatar = (props: {
  readonly person: Person | undefined;
  readonly size: "tiny" | "small" | "medium" | "large";
}): VNode => {
  const { person } = props;
  const letters = initialsOf(personName(person));
  const initials = props.size === "tiny" ? (Array.from(letters)[0] ?? "") : letters;
  return (
    <span
      class={`avatar avatar--${props.size}${person?.isBot === true ? " avatar--bot" : ""}`}
      style={{ "--avatar": person?.color ?? "#777" }}
      aria-hidden="true"
    >
      {person?.isBot === true ? <Icon name="cloud" /> : initials}
    </span>
  );
};
