import type { VNode } from "preact";
import type { ProblemKind } from "../../protocol.ts";
import { useDesk } from "../state/desk.ts";
import { clockTime, fullMoment } from "../text/dates.ts";
import { SidePanel } from "./side-panel.tsx";

const KINDS: Readonly<Record<ProblemKind, { readonly word: string; readonly tone: string }>> = {
  refused: { word: "Refused", tone: "plain" },
  "broke-rule": { word: "Rule broken", tone: "bad" },
  "no-answer": { word: "No answer", tone: "bad" },
};

/** What Slack refused the app, and what the app failed to answer, newest first. */
export const ProblemsPanel = (): VNode => {
  const { snapshot, me, setAside } = useDesk();
  const problems = snapshot.problems.toReversed();
  return (
    <SidePanel title="Problems" onClose={() => setAside(undefined)}>
      <div class="side-body">
        <p class="side-lead">
          What Slack would refuse the app, or the app did not answer in time. In a real workspace only the app’s log
          would tell.
        </p>
        {problems.length === 0 ? <p class="muted">Nothing went wrong.</p> : null}
        <ol class="problems" reversed>
          {problems.map((problem, index) => {
            const at = Date.parse(problem.at);
            const kind = KINDS[problem.kind];
            return (
              <li class={`problem problem--${kind.tone}`} key={`${problem.at} ${index}`} data-testid="problem">
                <div class="problem-head">
                  <span class={`badge badge--${kind.tone}`}>{kind.word}</span>
                  <time class="time" dateTime={problem.at} title={fullMoment(at, me)}>
                    {clockTime(at, me)}
                  </time>
                </div>
                <strong class="problem-what">{problem.what}</strong>
                <p class="problem-detail">{problem.detail}</p>
              </li>
            );
          })}
        </ol>
      </div>
    </SidePanel>
  );
};
