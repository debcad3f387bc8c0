import type { VNode } from "preact";
import type { Control } from "../../protocol.ts";
import { useControl } from "../state/control.ts";
import { useDesk } from "../state/desk.ts";
import { SidePanel } from "./side-panel.tsx";

const ControlRow = ({ control }: { readonly control: Control }): VNode => {
  const { busy, run } = useControl(control);
  const choices = control.choices ?? [];
  const isOn = (choice: { readonly value: string; readonly label: string }) =>
    control.state === choice.value || control.state === choice.label;
  const state =
    control.state === undefined || choices.some(isOn) ? null : (
      <span class="badge" role="status">
        {control.state}
      </span>
    );
  if (choices.length === 0) {
    return (
      <div class="control control--plain" data-control={control.id}>
        <button
          type="button"
          class="button button--small"
          aria-busy={busy !== undefined}
          onClick={() => void run(undefined)}
        >
          {busy === undefined ? null : <span class="spinner" aria-hidden="true" />}
          {control.label}
        </button>
        {state}
      </div>
    );
  }
  return (
    <section class="control" aria-label={control.label} data-control={control.id}>
      <div class="control-head">
        <h3>{control.label}</h3>
        {state}
      </div>
      <div class="control-choices">
        {choices.map((choice) => (
          <button
            type="button"
            key={choice.value}
            data-choice={choice.value}
            class={isOn(choice) ? "button button--small button--on" : "button button--small"}
            aria-pressed={isOn(choice)}
            aria-busy={busy === choice.value}
            onClick={() => void run(choice.value)}
          >
            {busy === choice.value ? <span class="spinner" aria-hidden="true" /> : null}
            {choice.label}
          </button>
        ))}
      </div>
    </section>
  );
};

/** The switches of the demo around the workspace: time, faults, the bot itself. */
export const DemoPanel = (): VNode => {
  const { snapshot, me, say, act, toast, confirm, setAside } = useDesk();
  const uninstall = async () => {
    const yes = await confirm({
      title: { type: "plain_text", text: say("removeAsk") },
      text: { type: "plain_text", text: say("removeMeans") },
      confirm: { type: "plain_text", text: say("remove") },
      deny: { type: "plain_text", text: say("cancel") },
      style: "danger",
    });
    if (!yes) return;
    const answer = await act({ kind: "uninstall" });
    toast(answer.ok ? say("removed") : answer.error, answer.ok ? "plain" : "bad");
  };
  return (
    <SidePanel id="demo" title={say("demo")} onClose={() => setAside(undefined)}>
      <div class="side-body">
        <p class="side-lead">{say("demoLead")}</p>
        {snapshot.controls.map((control) => (
          <ControlRow key={control.id} control={control} />
        ))}
        {me.isAdmin ? (
          <section class="control" aria-label={say("removeApp")}>
            <div class="control-head">
              <h3>{say("removeApp")}</h3>
            </div>
            <button type="button" class="button button--small button--danger" onClick={() => void uninstall()}>
              {say("removeMore")}
            </button>
          </section>
        ) : null}
      </div>
    </SidePanel>
  );
};
