import type { VNode } from "preact";
import type { ProblemKind } from "../../protocol.ts";
import { useDesk } from "../state/desk.ts";
import { clockTime, fullMoment } from "../text/dates.ts";
import { problemDetail } from "../text/problem.ts";
import { SidePanel } from "./side-panel.tsx";

const TONES: Readonly<Record<ProblemKind, string>> = { refused: "plain", "broke-rule": "bad", "no-answer": "bad" };

/** What Slack refused the app, and what the app failed to answer, newest first. */
export const ProblemsPanel = (): VNode => {
  const { snapshot, me, say, setAside } = useDesk();
  const problems = snapshot.problems.toReversed();
  return (
    <SidePanel id="problems" title={say("problems")} onClose={() => setAside(undefined)}>
      <div class="side-body">
        <p class="side-lead">{say("problemsLead")}</p>
        {problems.length === 0 ? <p class="muted">{say("noProblems")}</p> : null}
        <ol class="problems" reversed>
          {problems.map((problem, index) => {
            const at = Date.parse(problem.at);
            const tone = TONES[problem.kind];
            return (
              <li class={`problem problem--${tone}`} key={`${problem.at} ${index}`} data-testid="problem">
                <div class="problem-head">
                  <span class={`badge badge--${tone}`}>{say(problem.kind)}</span>
                  <time class="time" dateTime={problem.at} title={fullMoment(at, me)}>
                    {clockTime(at, me)}
                  </time>
                </div>
                <strong class="problem-what">{problem.what}</strong>
                <p class="problem-detail">{problemDetail(say, problem)}</p>
              </li>
            );
          })}
        </ol>
      </div>
    </SidePanel>
  );
};
