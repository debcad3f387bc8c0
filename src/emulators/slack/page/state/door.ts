import type { Act, ActAnswer, AttachAnswer, FileRef, Person } from "../../protocol.ts";
import type { Say } from "../text/words.ts";

type WithoutAs<T> = T extends unknown ? Omit<T, "as"> : never;
/** An act before it is said who does it. */
export type Deed = WithoutAs<Act>;

const readJson = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Does something as somebody. Never throws: what goes wrong is an answer with `ok: false`. */
export const sendAct = async (as: string, deed: Deed, say: Say): Promise<ActAnswer> => {
  try {
    const response = await fetch("/client/act", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ as, ...deed }),
    });
    const answer = await readJson(response);
    // The emulator and this page are built from the same protocol.
    if (isRecord(answer) && typeof answer["ok"] === "boolean") return answer as ActAnswer;
    return { ok: false, error: say("emulatorStatus", { status: response.status }) };
  } catch {
    return { ok: false, error: say("emulatorUnreachable") };
  }
};

/** The people one can act as; `undefined` while the emulator cannot be reached. */
export const fetchPeople = async (): Promise<readonly Person[] | undefined> => {
  try {
    const response = await fetch("/client/people");
    const answer = await readJson(response);
    return response.ok && Array.isArray(answer) ? (answer as readonly Person[]) : undefined;
  } catch {
    return undefined;
  }
};

/** Hands a file's content over, to be said in a message or put into a field. Never throws. */
export const attachFile = async (as: string, file: File, say: Say): Promise<AttachAnswer> => {
  try {
    const query = new URLSearchParams({ as, name: file.name });
    const response = await fetch(`/client/attach?${query}`, {
      method: "POST",
      headers: { "content-type": file.type === "" ? "application/octet-stream" : file.type },
      body: file,
    });
    const answer = await readJson(response);
    if (isRecord(answer) && typeof answer["ok"] === "boolean") return answer as AttachAnswer;
    return { ok: false, error: say("emulatorStatus", { status: response.status }) };
  } catch {
    return { ok: false, error: say("emulatorUnreachable") };
  }
};

export const fileUrl = (as: string, file: FileRef): string =>
  `/client/file?${new URLSearchParams({ as, id: file.id })}`;
