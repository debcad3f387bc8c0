import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import type { View } from "../../protocol.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { FormContext, useFormOf } from "../blocks/form.ts";
import { blockIdOf } from "../blocks/kit.ts";
import { useDesk } from "../state/desk.ts";
import { sentence } from "../text/sentence.ts";
import { Avatar } from "./avatar.tsx";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";
import { TroubleStrip } from "./trouble-strip.tsx";

/** One view of the app in a modal. It keeps what was put in while views on top of it come and go. */
export const ViewModal = (props: {
  readonly view: View;
  readonly isTop: boolean;
  readonly isStacked: boolean;
  readonly onClose: (clearAll: boolean) => void;
}): VNode => {
  const { view } = props;
  const { act, say, snapshot } = useDesk();
  const id = useId();
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | undefined>();
  const form = useFormOf({
    scope: `view-${view.id}`,
    blocks: view.blocks,
    version: view.hash,
    known: view.values,
    placeFor: (values) => ({ in: "view", viewId: view.id, values }),
  });
  const title = view.title?.text ?? "";

  const focusFirstWrong = () =>
    requestAnimationFrame(() => {
      const wrong = document.querySelector<HTMLElement>(`[data-view-id="${view.id}"] .input-field--wrong`);
      wrong?.scrollIntoView({ block: "nearest" });
      wrong?.querySelector<HTMLElement>("input, textarea, button")?.focus();
    });

  const submit = async () => {
    if (pending || view.submit === undefined || view.submit_disabled === true) return;
    setFailure(undefined);
    // A date that cannot be read has no value to send: the field says so itself.
    const unreadable = document.querySelector<HTMLElement>(`[data-view-id="${view.id}"] [data-unreadable]`);
    if (unreadable !== null) {
      unreadable.focus();
      unreadable.blur();
      unreadable.scrollIntoView({ block: "nearest" });
      return;
    }
    setPending(true);
    const answer = await act({ kind: "submit", viewId: view.id, values: form.values });
    setPending(false);
    if (!answer.ok) {
      setFailure(say("submitFailed", { error: sentence(say, answer.error) }));
      return;
    }
    if (!("errors" in answer)) return;
    form.setErrors(answer.errors);
    const shown = new Set(view.blocks.map(blockIdOf));
    const elsewhere = Object.entries(answer.errors).filter(([blockId]) => !shown.has(blockId));
    if (elsewhere.length > 0) setFailure(elsewhere.map(([, reason]) => reason).join(" "));
    focusFirstWrong();
  };

  const bot = snapshot.people.find((person) => person.id === snapshot.botUserId);
  return (
    <Dialog
      class={props.isTop ? "modal" : "modal modal--beneath"}
      testId="modal"
      labelledBy={`${id}-title`}
      version={view.hash}
      attributes={{ "data-view-id": view.id, "data-callback-id": view.callback_id }}
      onCancel={() => props.onClose(false)}
    >
      <form
        class="modal-form"
        noValidate
        aria-busy={pending}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void submit();
        }}
      >
        <header class="dialog-head">
          {props.isStacked ? (
            <button
              type="button"
              class="button button--icon"
              aria-label={say("back")}
              onClick={() => props.onClose(false)}
            >
              <Icon name="back" />
            </button>
          ) : (
            <Avatar person={bot} size="small" />
          )}
          <h2 class="dialog-title" id={`${id}-title`}>
            {title}
          </h2>
          <button
            type="button"
            class="button button--icon"
            aria-label={say("close")}
            onClick={() => props.onClose(props.isStacked)}
          >
            <Icon name="close" />
          </button>
        </header>
        <div class="dialog-body">
          {failure === undefined ? null : (
            <div class="alert alert--error" role="alert" data-testid="modal-failure">
              <Icon name="alert" />
              <div>{failure}</div>
            </div>
          )}
          {failure === undefined ? null : <TroubleStrip />}
          <FormContext.Provider value={form}>
            <Blocks blocks={view.blocks} />
          </FormContext.Provider>
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" data-testid="modal-close" onClick={() => props.onClose(false)}>
            {view.close?.text ?? (view.submit === undefined ? say("close") : say("cancel"))}
          </button>
          {view.submit === undefined ? null : (
            <button
              type="submit"
              class="button button--primary"
              data-testid="modal-submit"
              aria-busy={pending}
              disabled={view.submit_disabled === true}
              aria-disabled={pending}
            >
              {pending ? <span class="spinner" aria-hidden="true" /> : null}
              {view.submit.text}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
};
