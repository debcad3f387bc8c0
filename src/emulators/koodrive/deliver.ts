import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { type Answer, gatewayAnswer } from "./answer.ts";
import type { ActiveFault, Fault } from "./fault.ts";
import { GatewayRefusal } from "./refusal.ts";

export type Delivery = {
  readonly response: ServerResponse;
  /** The moment that goes into the `Date` header. */
  readonly date: number;
  readonly active: ActiveFault | undefined;
  /** Fires when the emulator is closed. */
  readonly closing: AbortSignal;
  readonly noteStatus: (status: number) => void;
};

/** Whether the call's work is done at all under this fault. */
export const isWorkDone = (fault: Fault | undefined): boolean => {
  switch (fault?.kind) {
    case "limited":
    case "unauthorized":
    case "redirect":
      return false;
    case "broken":
    case "hang":
    case "answer":
      return fault.changed === true;
    case "close":
      return fault.when === "after-change";
    default:
      return true;
  }
};

const HUGE_BYTES = 100 * 1024 * 1024;
const HTML = "<!doctype html><html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>";

const retryAfter = (value: string | undefined) => (value === undefined ? {} : { "retry-after": value });

/** The answer that goes out, where the fault wants another than the work's own. */
const changedAnswer = (fault: Fault | undefined, answer: Answer): Answer => {
  switch (fault?.kind) {
    case "limited":
      return gatewayAnswer(
        new GatewayRefusal(429, "APIG.0308", "The throttling threshold has been reached."),
        retryAfter(fault.retryAfter),
      );
    case "broken":
      return gatewayAnswer(
        new GatewayRefusal(fault.status, "APIGW.0602", "Internal server error."),
        retryAfter(fault.retryAfter),
      );
    case "unauthorized":
      return gatewayAnswer(new GatewayRefusal(401, "APIGW.0301", "Incorrect authentication information."));
    case "redirect":
      return { status: fault.status, headers: { location: fault.location }, body: "" };
    case "answer":
      return { status: fault.status, headers: fault.headers ?? {}, body: fault.body };
    case "content-type":
      return { ...answer, headers: { ...answer.headers, "content-type": fault.contentType } };
    case "body":
      return spoilt(fault.body, answer);
    default:
      return answer;
  }
};

const spoilt = (how: (Fault & { kind: "body" })["body"], answer: Answer): Answer => {
  switch (how) {
    case "malformed":
      return { ...answer, body: '{"code":0,"msg":}' };
    case "html":
      return { ...answer, headers: { "content-type": "text/html" }, body: HTML };
    case "empty":
      return { ...answer, body: "" };
    case "truncated":
      return { ...answer, body: Buffer.from(answer.body).subarray(0, Math.floor(answer.body.length / 2)) };
    case "huge":
      return answer;
  }
};

const hugeBody = function* (): Generator<Buffer> {
  yield Buffer.from('{"code":0,"msg":"Success.","padding":"');
  const chunk = Buffer.alloc(1024 * 1024, "a");
  for (let sent = 0; sent < HUGE_BYTES; sent += chunk.length) yield chunk;
  yield Buffer.from('"}');
};

const sendHead = ({ response, date, noteStatus }: Delivery, answer: Answer, length: number | undefined): void => {
  // Node would stamp the machine's time.
  response.sendDate = false;
  response.writeHead(answer.status, {
    ...answer.headers,
    date: new Date(date).toUTCString(),
    ...(length === undefined ? {} : { "content-length": length }),
  });
  noteStatus(answer.status);
};

/** Sends an answer, or what is left of it under a fault. Resolves when all that will be sent is sent. */
export const deliver = async (delivery: Delivery, answer: Answer): Promise<void> => {
  const { response, active, closing } = delivery;
  const fault = active?.fault;
  active?.caught();
  switch (fault?.kind) {
    case "hang":
      return;
    case "close":
      response.socket?.destroy();
      return;
    case "held":
      await Promise.race([active?.released, new Promise((resolve) => closing.addEventListener("abort", resolve))]);
      break;
    case "slow":
      await wait(fault.ms, undefined, { signal: closing }).catch(() => undefined);
      break;
    default:
      break;
  }
  if (response.destroyed || closing.aborted) return;
  const sent = changedAnswer(fault, answer);
  const body = Buffer.from(sent.body);
  if (fault?.kind === "body" && fault.body === "huge") {
    sendHead(delivery, sent, undefined);
    // The client may hang up long before the end: that is what the fault is for.
    await pipeline(Readable.from(hugeBody()), response, { signal: closing }).catch(() => undefined);
    return;
  }
  sendHead(delivery, sent, body.length);
  const half = Math.floor(body.length / 2);
  if (fault?.kind === "cut") {
    response.write(body.subarray(0, half), () => response.socket?.destroy());
    return;
  }
  if (fault?.kind === "slow-body") {
    response.write(body.subarray(0, half));
    await wait(fault.ms, undefined, { signal: closing }).catch(() => undefined);
    if (!response.destroyed) response.end(body.subarray(half));
    return;
  }
  response.end(body);
};
