import type { VNode } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ActAnswer, Channel, FileRef } from "../../protocol.ts";
import { useDesk } from "../state/desk.ts";
import { attachFile } from "../state/door.ts";
import { draftOf, keepDraft } from "../state/drafts.ts";
import { sentence } from "../text/sentence.ts";
import { readLine } from "./completion.ts";
import { type Completion, CompletionList, completionsFor } from "./completion-list.tsx";
import { fileSize } from "./file-chip.tsx";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";

const MAX_HEIGHT_PX = 220;

/** Where one writes. Enter sends, Shift+Enter breaks the line, `/` offers commands. */
export const Composer = (props: { readonly channel: Channel; readonly threadTs?: string | undefined }): VNode => {
  const { channel, threadTs } = props;
  const { snapshot, me, act, say } = useDesk();
  const where = `${me.id} ${channel.id} ${threadTs ?? ""}`;
  const [text, setTextState] = useState(() => draftOf(where));
  const [files, setFiles] = useState<readonly FileRef[]>([]);
  const [notice, setNotice] = useState<string | undefined>();
  const [sending, setSending] = useState(0);
  const [active, setActive] = useState<number | undefined>();
  const [dismissed, setDismissed] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();

  const line = readLine(text, snapshot.commands);
  const completions = dismissed === text ? [] : completionsFor(line);
  const current = active ?? (line.kind === "naming" ? 0 : -1);

  const setText = (next: string) => {
    setTextState(next);
    keepDraft(where, next);
    setActive(undefined);
    setNotice(undefined);
  };

  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, MAX_HEIGHT_PX)}px`;
  }, [text]);

  useEffect(() => {
    // On a touch screen the keyboard would cover half of what one came to read.
    if (matchMedia("(pointer: fine)").matches && document.querySelector("dialog[open]") === null) box.current?.focus();
  }, [where]);

  const complete = (completion: Completion) => {
    setText(completion.insert);
    box.current?.focus();
  };

  const attach = async (chosen: readonly File[]) => {
    for (const file of chosen) {
      const answer = await attachFile(me.id, file, say);
      if (answer.ok) setFiles((before) => [...before, answer.file]);
      else setNotice(say("attachFailed", { name: file.name, error: sentence(say, answer.error) }));
    }
  };

  const deliver = (): Promise<ActAnswer> =>
    line.kind === "command"
      ? act({ kind: "command", channel: channel.id, command: line.hint.command, text: line.text })
      : act({
          kind: "say",
          channel: channel.id,
          text: text.trim(),
          ...(threadTs === undefined ? {} : { threadTs }),
          ...(files.length === 0 ? {} : { files: files.map(({ id }) => id) }),
        });

  const send = async () => {
    if (text.trim() === "" && files.length === 0) return;
    if (line.kind === "unknown" || line.kind === "naming") {
      const name = line.kind === "unknown" ? line.command : text.trim();
      setNotice(say("noCommand", { command: name }));
      return;
    }
    if (line.kind === "command" && threadTs !== undefined) {
      setNotice(say("notInThread", { command: line.hint.command }));
      return;
    }
    const typed = text;
    const attached = files;
    setSending((count) => count + 1);
    setText("");
    setFiles([]);
    const answer = await deliver();
    setSending((count) => count - 1);
    box.current?.focus();
    if (answer.ok) return;
    // Nothing typed is lost, neither before nor since.
    const since = draftOf(where);
    setText(since === "" ? typed : `${typed}\n${since}`);
    setFiles((others) => [...attached, ...others]);
    setNotice(
      line.kind === "command"
        ? say("commandFailed", { command: line.hint.command, error: sentence(say, answer.error) })
        : say("messageFailed", { error: sentence(say, answer.error) }),
    );
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends the typing of a Chinese or Japanese word is not an Enter that sends.
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (completions.length > 0 && step !== undefined) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(current + step, completions.length - 1)));
      return;
    }
    const chosen = completions[current] ?? (event.key === "Tab" ? completions[0] : undefined);
    if (chosen !== undefined && !event.shiftKey && (event.key === "Tab" || event.key === "Enter")) {
      event.preventDefault();
      complete(chosen);
      return;
    }
    if (event.key === "Escape" && completions.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      setDismissed(text);
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };

  const shortcuts = snapshot.shortcuts.filter(({ type }) => type === "global");
  const target = channel.kind === "im" ? channel.name : `#${channel.name}`;
  const talkHint = threadTs === undefined ? say("typeSlash") : say("enterSends");
  const hint = line.kind === "command" ? line.hint.description : talkHint;
  const expanded = completions.length > 0;
  return (
    <div class="composer-frame">
      {expanded ? (
        <CompletionList id={listId} completions={completions} active={current} onPick={complete} line={line} />
      ) : null}
      {notice === undefined ? null : (
        <div class="composer-notice" role="alert" data-testid="composer-notice">
          <Icon name="alert" />
          <span>{notice}</span>
          <button
            type="button"
            class="button button--icon"
            aria-label={say("dismiss")}
            onClick={() => setNotice(undefined)}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
      <div class="composer">
        <textarea
          ref={box}
          rows={1}
          data-testid={threadTs === undefined ? "composer" : "thread-composer"}
          aria-label={threadTs === undefined ? say("messageTo", { target }) : say("replyLabel")}
          placeholder={threadTs === undefined ? say("messageTo", { target }) : say("reply")}
          value={text}
          aria-autocomplete="list"
          aria-controls={expanded ? listId : undefined}
          aria-activedescendant={expanded && current >= 0 ? `${listId}-${current}` : undefined}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {files.length === 0 ? null : (
          <div class="chips composer-files">
            {files.map((file) => (
              <span class="chip" key={file.id}>
                <Icon name="file" />
                <span class="chip-text">
                  {file.name} <span class="muted">{fileSize(file.size, say)}</span>
                </span>
                <button
                  type="button"
                  aria-label={say("removeOne", { name: file.name })}
                  onClick={() => setFiles(files.filter(({ id }) => id !== file.id))}
                >
                  <Icon name="close" />
                </button>
              </span>
            ))}
          </div>
        )}
        <div class="composer-bar">
          {threadTs === undefined ? (
            <Menu
              label={say("shortcuts")}
              align="start"
              prefer="above"
              button={<Icon name="shortcut" />}
              buttonClass="button button--icon"
              empty={say("noShortcuts")}
              items={shortcuts.map((shortcut) => ({
                key: shortcut.callbackId,
                label: shortcut.name,
                detail: shortcut.description,
                icon: "shortcut",
                onSelect: async () => {
                  const answer = await act({ kind: "shortcut", callbackId: shortcut.callbackId });
                  if (!answer.ok)
                    setNotice(say("shortcutFailed", { name: shortcut.name, error: sentence(say, answer.error) }));
                },
              }))}
            />
          ) : null}
          <label class="button button--icon" title={say("attach")}>
            <Icon name="attach" />
            <span class="sr-only">{say("attach")}</span>
            <input
              class="sr-only"
              type="file"
              multiple
              onChange={(event) => {
                const chosen = Array.from(event.currentTarget.files ?? []);
                event.currentTarget.value = "";
                void attach(chosen);
              }}
            />
          </label>
          <span class="composer-hint">{hint}</span>
          <button
            type="button"
            class="send"
            aria-label={say("send")}
            title={say("send")}
            aria-busy={sending > 0}
            disabled={text.trim() === "" && files.length === 0}
            onClick={() => void send()}
          >
            {sending > 0 ? <span class="spinner" aria-hidden="true" /> : <Icon name="send" />}
          </button>
        </div>
      </div>
    </div>
  );
};
