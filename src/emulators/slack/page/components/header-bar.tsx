import type { ComponentChildren, VNode } from "preact";
import { useDesk } from "../state/desk.ts";
import { Icon } from "./icon.tsx";

/** The bar over the middle: what one looks at, and, in plain sight, whether something went wrong. */
export const HeaderBar = (props: {
  readonly sign: ComponentChildren;
  readonly title: string;
  readonly detail?: string;
  readonly badges?: ComponentChildren;
  readonly below?: ComponentChildren;
  readonly children?: ComponentChildren;
}): VNode => {
  const { snapshot, aside, setAside, openDrawer } = useDesk();
  const problems = snapshot.problems.length;
  return (
    <header class="head">
      <div class="head-line">
        <button type="button" class="button button--icon narrow-only" aria-label="Channels" onClick={openDrawer}>
          <Icon name="menu" />
        </button>
        <span class="head-sign">{props.sign}</span>
        <div class="head-words">
          <h1 class="head-title">{props.title}</h1>
          {props.badges}
          {props.detail === undefined || props.detail === "" ? null : <p class="head-detail">{props.detail}</p>}
        </div>
        <div class="head-actions">
          {props.children}
          {problems === 0 ? null : (
            <button
              type="button"
              class="problems-pill"
              data-testid="problems"
              aria-expanded={aside === "problems"}
              onClick={() => setAside(aside === "problems" ? undefined : "problems")}
            >
              <Icon name="alert" />
              {problems}
              <span class="wide-only">{problems === 1 ? "problem" : "problems"}</span>
              <span class="sr-only">: what Slack refused the app</span>
            </button>
          )}
        </div>
      </div>
      {props.below}
    </header>
  );
};
