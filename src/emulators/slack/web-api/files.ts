import type { FileRecord, JsonObject } from "../entities.ts";
import { isObject, listOf, textOf } from "../json.ts";
import { addMessage } from "../messages.ts";
import type { Store } from "../store.ts";
import type { Args } from "./args.ts";
import { visibleChannel } from "./conversations.ts";
import { type Answer, type ApiContext, done, type Methods, missing, refuse } from "./method.ts";

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  json: "application/json",
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  txt: "text/plain",
  zip: "application/zip",
};

export const mimetypeOf = (name: string): string =>
  TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";

export type NewFile = Pick<FileRecord, "name" | "userId" | "expectedSize"> & Partial<FileRecord>;

/** Keeps a file, with or without its content yet. */
export const addFile = (store: Store, file: NewFile): FileRecord => {
  const made: FileRecord = {
    id: store.newId("F"),
    mimetype: mimetypeOf(file.name),
    size: file.content?.byteLength ?? file.expectedSize,
    title: file.name,
    content: undefined,
    completed: false,
    channels: [],
    created: store.nowSeconds(),
    ...file,
  };
  store.files.set(made.id, made);
  return made;
};

/** Takes the content that was posted to an upload's address. */
export const takeUpload = (store: Store, id: string, content: Uint8Array): boolean => {
  const file = store.files.get(id);
  if (file === undefined || file.completed || content.byteLength !== file.expectedSize) return false;
  store.files.set(id, { ...file, content, size: content.byteLength });
  return true;
};

const formatFile = ({ store, url }: ApiContext, file: FileRecord): JsonObject => ({
  id: file.id,
  created: file.created,
  timestamp: file.created,
  name: file.name,
  title: file.title,
  mimetype: file.mimetype,
  filetype: file.name.includes(".") ? file.name.slice(file.name.lastIndexOf(".") + 1).toLowerCase() : "binary",
  user: file.userId,
  user_team: store.team.id,
  size: file.size,
  mode: "hosted",
  is_external: false,
  is_public: file.channels.some((id) => store.channels.get(id)?.kind === "public"),
  url_private: `${url()}/files/${file.id}/${encodeURIComponent(file.name)}`,
  url_private_download: `${url()}/files/${file.id}/${encodeURIComponent(file.name)}`,
  permalink: `https://${store.team.domain}.slack.com/files/${file.userId}/${file.id}`,
  channels: file.channels,
});

const startUpload = ({ store, url }: ApiContext, args: Args): Answer => {
  const name = args.text("filename");
  const length = Number(args.text("length"));
  if (name === "") return missing("filename");
  if (!Number.isInteger(length) || length <= 0) return missing("length");
  const file = addFile(store, { name, userId: store.bot.id, expectedSize: length });
  return done({ upload_url: `${url()}/upload/${file.id}`, file_id: file.id });
};

/** Shares uploaded files, in one message, where a conversation is given. */
const completeUpload = (context: ApiContext, args: Args): Answer => {
  const { store } = context;
  const entries = listOf(args.json("files")).filter(isObject);
  if (entries.length === 0) return missing("files");
  const uploaded = entries.map(({ id }) => store.files.get(textOf(id)));
  if (uploaded.some((file) => file === undefined)) return refuse("file_not_found");
  if (uploaded.some((file) => file?.content === undefined)) return refuse("file_update_failed");
  const target = args.text("channel_id");
  const channel = target === "" ? undefined : visibleChannel(store, target);
  if (target !== "" && channel === undefined) return refuse("channel_not_found");
  if (channel !== undefined && !channel.memberIds.includes(store.bot.id)) return refuse("not_in_channel");
  if (channel?.isArchived === true) return refuse("is_archived");
  const files = entries.flatMap(({ id, title }) => {
    const file = store.files.get(textOf(id));
    if (file === undefined) return [];
    const channels = channel === undefined ? file.channels : [...file.channels, channel.id];
    const completed = { ...file, title: textOf(title) || file.title, completed: true, channels };
    store.files.set(completed.id, completed);
    return [completed];
  });
  if (channel !== undefined) {
    addMessage(store, {
      channel: channel.id,
      userId: store.bot.id,
      text: args.text("initial_comment"),
      threadTs: args.has("thread_ts") ? args.text("thread_ts") : undefined,
      files: files.map(({ id, name, mimetype, size }) => ({ id, name, mimetype, size })),
    });
  }
  return done({ files: files.map((file) => formatFile(context, file)) });
};

/** https://docs.slack.dev/messaging/working-with-files */
export const fileMethods: Methods = {
  "files.getUploadURLExternal": { scopes: ["files:write"], tier: 4, run: startUpload },
  "files.completeUploadExternal": { scopes: ["files:write"], tier: 4, run: completeUpload },
  "files.info": {
    scopes: ["files:read"],
    tier: 4,
    run: (context, args) => {
      const file = context.store.files.get(args.text("file"));
      const mine = file?.userId === context.store.bot.id;
      const shared = file?.channels.some((id) =>
        context.store.channels.get(id)?.memberIds.includes(context.store.bot.id),
      );
      if (file === undefined || !(mine || shared === true)) return refuse("file_not_found");
      return done({ file: formatFile(context, file) });
    },
  },
};
