import { formatDay, type Locale } from "../../slack/locale/locale.ts";
import type { FieldProblem } from "./input.ts";
import { ruleProblemWords } from "./view-rules.ts";
import { words } from "./words.ts";

type Words = ReturnType<typeof words>;

/** The words for each field's problem, under the field. */
export const renderProblems = (
  problems: Readonly<Record<string, FieldProblem>>,
  locale: Locale,
  nameOf: (userId: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [field, problemWords(problem, words(locale), nameOf)]),
  );

const problemWords = (problem: FieldProblem, t: Words, nameOf: (userId: string) => string): string => {
  switch (problem.kind) {
    case "too-many-files":
      return t.plain(problem.kind, { count: problem.count });
    case "files-elsewhere":
      return t.plain(problem.kind, { names: problem.names.slice(0, 5).join(", ") });
    case "recipient-unknown":
      return t.plain(problem.kind, { names: problem.userIds.map(nameOf).join(", ") });
    case "not-a-phone-number":
      return t.plain(problem.kind, { text: problem.text });
    case "date-too-early":
      return t.plain(problem.kind, { day: formatDay(problem.earliest, t.locale) });
    case "date-too-late":
      return t.plain(problem.kind, { day: formatDay(problem.latest, t.locale) });
    case "comment-too-long":
      return t.plain(problem.kind, { count: problem.length });
    case "too-long":
    case "code-required":
    case "scope-forbidden":
    case "outside-forbidden":
    case "outside-blocked":
    case "outside-unconfirmed":
    case "exception-gone":
      return ruleProblemWords(problem, t.locale);
    default:
      return t.plain(problem.kind);
  }
};
