import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { toRef } from "./acts/say.ts";
import { readBody, readUpload, sendJson, sendText } from "./http.ts";
import { parseJson } from "./json.ts";
import { maySee } from "./messages.ts";
import type { Act, ActAnswer, AttachAnswer, Snapshot } from "./protocol.ts";
import { actablePeople } from "./snapshot.ts";
import type { Store } from "./store.ts";
import { addFile } from "./web-api/files.ts";

export type ClientApiDeps = {
  readonly store: Store;
  readonly snapshot: (personId: string) => Snapshot | undefined;
  readonly act: (act: Act) => Promise<ActAnswer>;
};

const text = z.string();
const values = z.record(text, z.record(text, z.looseObject({ type: text })));
const place = z.discriminatedUnion("in", [
  z.object({ in: z.literal("message"), channel: text, ts: text }),
  z.object({ in: z.literal("view"), viewId: text, values }),
]);
const element = { place, blockId: text, actionId: text };
const act = z.discriminatedUnion("kind", [
  z.object({
    as: text,
    kind: z.literal("say"),
    channel: text,
    text,
    threadTs: text.optional(),
    files: z.array(text).optional(),
  }),
  z.object({ as: text, kind: z.literal("command"), channel: text, command: text, text }),
  z.object({
    as: text,
    kind: z.literal("shortcut"),
    callbackId: text,
    message: z.object({ channel: text, ts: text }).optional(),
  }),
  z.object({ as: text, kind: z.literal("action"), ...element, action: z.looseObject({ type: text }) }),
  z.object({ as: text, kind: z.literal("suggest"), ...element, query: text }),
  z.object({ as: text, kind: z.literal("submit"), viewId: text, values }),
  z.object({ as: text, kind: z.literal("close"), viewId: text, clearAll: z.boolean().optional() }),
  z.object({ as: text, kind: z.literal("open-home") }),
  z.object({ as: text, kind: z.enum(["join", "invite-bot"]), channel: text }),
  z.object({ as: text, kind: z.enum(["dismiss", "delete"]), channel: text, ts: text }),
  z.object({ as: text, kind: z.literal("uninstall") }),
  z.object({ as: text, kind: z.literal("control"), id: text, value: text.optional() }),
]);

/** What the page asks for: the stream of snapshots, acts, people, files. */
export const createClientApi = ({ store, snapshot, act: doAct }: ClientApiDeps) => {
  const streams = new Set<ServerResponse>();

  /** Sends a whole snapshot after each burst of changes; never more than the page can take. */
  const stream = (personId: string, response: ServerResponse): void => {
    if (snapshot(personId) === undefined) {
      sendText(response, 404, "nobody can act as this person");
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    streams.add(response);
    let due = false;
    const send = (): void => {
      due = false;
      if (!response.writableEnded) response.write(`data: ${JSON.stringify(snapshot(personId))}\n\n`);
    };
    const schedule = (): void => {
      if (due) return;
      due = true;
      // Everything that one request changes goes out together; a slow page gets the newest state only.
      if (response.writableNeedDrain) response.once("drain", send);
      else setImmediate(send);
    };
    const stop = store.on(schedule);
    response.once("close", () => {
      stop();
      streams.delete(response);
    });
    send();
  };

  const takeAct = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const read = act.safeParse(parseJson((await readBody(request)).toString("utf8")));
    if (!read.success) return sendJson(response, 400, { ok: false, error: z.prettifyError(read.error) });
    // The schema above has the same members; zod writes an absent field as `undefined`.
    sendJson(response, 200, await doAct(read.data as Act));
  };

  const attach = async (request: IncomingMessage, url: URL): Promise<AttachAnswer> => {
    const person = store.people.get(url.searchParams.get("as") ?? "");
    const name = url.searchParams.get("name") ?? "";
    if (person === undefined || name === "") return { ok: false, error: "who attaches which file?" };
    const content = await readUpload(request);
    const file = addFile(store, { name, userId: person.id, content, expectedSize: content.byteLength });
    return { ok: true, file: toRef(file) };
  };

  const download = (url: URL, response: ServerResponse): void => {
    const as = url.searchParams.get("as") ?? "";
    const file = store.files.get(url.searchParams.get("id") ?? "");
    const seen = file?.channels.some((id) => {
      const channel = store.channels.get(id);
      return channel !== undefined && maySee(store, channel, as);
    });
    if (file?.content === undefined || !(seen === true || file.userId === as)) {
      sendText(response, 404, "there is no such file");
      return;
    }
    response.writeHead(200, {
      "content-type": file.mimetype,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      "x-content-type-options": "nosniff",
    });
    response.end(file.content);
  };

  return {
    /** Serves what is below /client/; says whether it was asked for. */
    handle: async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> => {
      switch (`${request.method} ${url.pathname}`) {
        case "GET /client/people":
          sendJson(response, 200, actablePeople(store));
          return true;
        case "GET /client/stream":
          stream(url.searchParams.get("as") ?? "", response);
          return true;
        case "GET /client/file":
          download(url, response);
          return true;
        case "POST /client/act":
          await takeAct(request, response);
          return true;
        case "POST /client/attach":
          sendJson(response, 200, await attach(request, url));
          return true;
        default:
          return false;
      }
    },
    close: (): void => {
      for (const response of streams) response.end();
    },
  };
};
