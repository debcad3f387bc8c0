import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from "@slack/web-api";
import { AppError } from "../lib/errors.ts";

export type OutgoingFile = {
  readonly name: string;
  readonly bytes: number;
  /** From the beginning, each time. A piece may be overwritten by the next. */
  readonly pieces: () => AsyncIterable<Uint8Array>;
};

/** Gives a file to one person, in their conversation with the app. Throws `AppError` for the queue to try again. */
export type FileSender = {
  /** Brings the content to Slack, as a stream; nobody sees it yet. Returns Slack's id of it. */
  readonly upload: (file: OutgoingFile, signal: AbortSignal) => Promise<string>;
  /** Shows it to the person. Throws `unknown-outcome` when it may stand there already. */
  readonly deliver: (
    file: { readonly id: string; readonly title: string },
    userId: string,
    text: string,
  ) => Promise<void>;
};

const UPLOAD_IDLE_MS = 60_000;

/** https://docs.slack.dev/messaging/working-with-files: ask for an address, post the content to it, complete. */
export const createFileSender = (client: WebClient): FileSender => ({
  upload: async (file, signal) => {
    const asked = await attempt("files.getUploadURLExternal", () =>
      client.files.getUploadURLExternal({ filename: file.name, length: file.bytes }),
    );
    if (asked.upload_url === undefined || asked.file_id === undefined) {
      throw new AppError("protocol", "Slack gave no address for the upload", { operation: "slack.files.upload" });
    }
    await send(asked.upload_url, file, signal);
    return asked.file_id;
  },
  deliver: async (file, userId, text) => {
    const opened = await attempt("conversations.open", () => client.conversations.open({ users: userId }));
    const channel = opened.channel?.id;
    if (channel === undefined) {
      throw new AppError("protocol", "Slack opened no conversation", { operation: "slack.conversations.open" });
    }
    await attempt("files.completeUploadExternal", () =>
      client.files.completeUploadExternal({
        files: [{ id: file.id, title: file.title }],
        channel_id: channel,
        initial_comment: text,
      }),
    );
  },
});

/** The Slack library reads a file into memory first; this one passes it on as it comes. */
const send = async (address: string, file: OutgoingFile, signal: AbortSignal): Promise<void> => {
  const url = new URL(address);
  const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "content-length": file.bytes },
    timeout: UPLOAD_IDLE_MS,
    signal,
  });
  request.on("timeout", () => request.destroy(new Error("the upload stood still")));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
  });
  const failed = (cause: unknown): AppError =>
    new AppError("unavailable", "the upload to Slack failed", { operation: "slack.files.upload", cause });
  const [written, response] = await Promise.allSettled([writeAll(file.pieces(), request), answered]);
  if (response.status === "rejected") throw failed(response.reason);
  response.value.resume();
  if (response.value.statusCode !== 200) throw failed(new Error(`status ${response.value.statusCode}`));
  if (written.status === "rejected") throw failed(written.reason);
};

/** Each piece is waited for until the system has it. */
const writeAll = async (pieces: AsyncIterable<Uint8Array>, request: ClientRequest): Promise<void> => {
  for await (const piece of pieces) {
    await new Promise<void>((resolve, reject) => {
      request.write(piece, (error) => (error === null || error === undefined ? resolve() : reject(error)));
    });
  }
  request.end();
};

const attempt = async <T>(operation: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (cause) {
    const facts = { operation: `slack.${operation}`, cause };
    if (cause instanceof WebAPIRateLimitedError) {
      throw new AppError("limited", "Slack asks to wait", { ...facts, retryAfterMs: cause.retryAfter * 1000 });
    }
    if (cause instanceof WebAPIPlatformError) {
      const { error } = cause.data;
      throw new AppError("not-allowed", `Slack refused: ${error}`, {
        ...facts,
        remote: { code: error, message: error },
      });
    }
    if (cause instanceof WebAPIRequestError || cause instanceof WebAPIHTTPError) {
      throw new AppError("unknown-outcome", "Slack did not answer", facts);
    }
    throw cause;
  }
};
