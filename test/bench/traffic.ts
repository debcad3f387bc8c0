import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";
import type { Leftovers } from "./leftovers.ts";

type Received = {
  /** Of the server: it tells the drive from the workspace. */
  readonly port: number;
  readonly path: string;
  readonly at: number;
  /** When the answer was handed to the system; undefined until then. */
  readonly answeredAt: number | undefined;
};

/** Requests since it was last cleared, oldest first. Moments in milliseconds of `performance.now()`. */
export type Traffic = {
  /** What servers of this process received: the drive's and the workspace's. */
  readonly received: () => readonly Received[];
  /** What this process sent to the bot. */
  readonly sent: () => readonly { readonly body: string; readonly at: number }[];
  readonly clear: () => void;
};

const arrival = z.object({
  request: z.object({ url: z.string() }),
  socket: z.object({ localPort: z.number() }),
});
const departure = z.object({ request: z.object({ method: z.string(), path: z.string(), body: z.unknown() }) });

/**
 * Listens to what Node and undici tell of requests, so that both emulators are timed as they are. What a bot in
 * another process takes lies between a request to it and one from it.
 */
export const watchTraffic = (leftovers: Leftovers): Traffic => {
  let received: { port: number; path: string; at: number; answeredAt: number | undefined; response: unknown }[] = [];
  let sent: { readonly body: string; readonly at: number }[] = [];

  const onArrival = (message: unknown): void => {
    const at = performance.now();
    const { request, socket } = arrival.parse(message);
    received.push({
      port: socket.localPort,
      path: request.url,
      at,
      answeredAt: undefined,
      response: responseOf(message),
    });
  };
  const onAnswer = (message: unknown): void => {
    const at = performance.now();
    const response = responseOf(message);
    const entry = received.find((candidate) => candidate.response === response);
    if (entry !== undefined) entry.answeredAt = at;
  };
  const onDeparture = (message: unknown): void => {
    const at = performance.now();
    const { request } = departure.parse(message);
    if (request.method === "POST" && request.path === "/slack/events") sent.push({ body: String(request.body), at });
  };
  const listeners = [
    ["http.server.request.start", onArrival],
    ["http.server.response.finish", onAnswer],
    ["undici:client:sendHeaders", onDeparture],
  ] as const;
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  leftovers.defer(async () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  });

  return {
    received: () => received,
    sent: () => sent,
    clear: () => {
      received = [];
      sent = [];
    },
  };
};

/** The very object, to know it again: a parsed copy would be another. */
const responseOf = (message: unknown): unknown =>
  typeof message === "object" && message !== null && "response" in message ? message.response : undefined;
