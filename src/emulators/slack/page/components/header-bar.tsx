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
  const { snapshot, say, aside, setAside, openDrawer } = useDesk();
  const problems = snapshot.problems.length;
  return (
    <header class="head">
      <div class="head-line">
        <button
          type="button"
          class="button button--icon narrow-only"
          data-testid="open-channels"
          aria-label={say("channels")}
          onClick={openDrawer}
        >
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
              <span class="wide-only">{say("problemCount", { count: problems })}</span>
              <span class="narrow-only">{problems}</span>
              <span class="sr-only">: {say("problemsMean")}</span>
            </button>
          )}
        </div>
      </div>
      {props.below}
    </header>
  );
};
