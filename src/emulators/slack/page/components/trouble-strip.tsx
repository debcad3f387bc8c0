import type { VNode } from "preact";
import type { Control } from "../../protocol.ts";
import { useControl } from "../state/control.ts";
import { useDesk } from "../state/desk.ts";
import { Icon } from "./icon.tsx";

const Trouble = (props: { readonly control: Control; readonly trouble: NonNullable<Control["trouble"]> }): VNode => {
  const { control, trouble } = props;
  const { mend } = trouble;
  const { busy, run } = useControl(control);
  return (
    <div class="trouble" data-testid="trouble" data-trouble={control.id}>
      <Icon name="unplugged" />
      <p>{trouble.text}</p>
      {mend === undefined ? null : (
        <button
          type="button"
          class="button button--small"
          aria-busy={busy !== undefined}
          onClick={() => void run(mend.value)}
        >
          {busy === undefined ? null : <span class="spinner" aria-hidden="true" />}
          {mend.label}
        </button>
      )}
    </div>
  );
};

/** What the demo has broken on purpose, in sight wherever one is, and the way to mend it. */
export const TroubleStrip = (): VNode => {
  const { snapshot } = useDesk();
  return (
    <div class="troubles" role="status">
      {snapshot.controls.map((control) =>
        control.trouble === undefined ? null : <Trouble key={control.id} control={control} trouble={control.trouble} />,
      )}
    </div>
  );
};
