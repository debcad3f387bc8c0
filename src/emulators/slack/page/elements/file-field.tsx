import type { FileInput } from "@slack/types";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { FileRef } from "../../protocol.ts";
import { fileSize } from "../components/file-chip.tsx";
import { Icon } from "../components/icon.tsx";
import { useDesk } from "../state/desk.ts";
import { attachFile } from "../state/door.ts";
import { type ElementProps, useField } from "./field.ts";

export const FileField = (props: ElementProps<FileInput>): VNode => {
  const { element } = props;
  const { me, say } = useDesk();
  const field = useField(props);
  const [problem, setProblem] = useState<string | undefined>();
  const [loading, setLoading] = useState(false);
  const held = field.value?.["files"];
  const files = Array.isArray(held) ? (held as readonly FileRef[]) : [];
  const max = element.max_files ?? 10;

  const add = async (chosen: readonly File[]) => {
    setProblem(chosen.length + files.length > max ? say("mostFiles", { count: max }) : undefined);
    setLoading(true);
    const added: FileRef[] = [];
    for (const file of chosen.slice(0, max - files.length)) {
      const answer = await attachFile(me.id, file, say);
      if (answer.ok) added.push(answer.file);
      else setProblem(`${file.name}: ${answer.error}`);
    }
    setLoading(false);
    if (added.length > 0) field.change({ type: element.type, files: [...files, ...added] });
  };

  return (
    <div class="file-field">
      {files.map((file) => (
        <span class="chip" key={file.id}>
          <Icon name="file" />
          <span class="chip-text">
            {file.name} <span class="muted">{fileSize(file.size, say)}</span>
          </span>
          <button
            type="button"
            aria-label={say("removeOne", { name: file.name })}
            onClick={() => field.change({ type: element.type, files: files.filter(({ id }) => id !== file.id) })}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      <label class="button file-button">
        {loading ? <span class="spinner" aria-hidden="true" /> : <Icon name="attach" />}
        {say(max === 1 ? "chooseFile" : "chooseFiles")}
        <input
          {...field.attributes}
          {...(props.id === undefined ? {} : { id: props.id })}
          class="sr-only"
          type="file"
          multiple={max > 1}
          accept={(element.filetypes ?? []).map((type) => `.${type}`).join(",")}
          onChange={(event) => {
            const chosen = Array.from(event.currentTarget.files ?? []);
            event.currentTarget.value = "";
            if (chosen.length > 0) void add(chosen);
          }}
        />
      </label>
      {problem === undefined ? null : (
        <p class="input-error" role="alert">
          <Icon name="alert" /> {problem}
        </p>
      )}
    </div>
  );
};
