import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { type Answer, jsonAnswer } from "./answer.ts";
import { type Faults, faultSchema } from "./fault.ts";
import { type RequestLog, withoutSecrets } from "./request-log.ts";

/**
 * The emulator's own doors, for the demo page and other processes on this machine:
 *
 * - `POST /emulator/faults` with `{"mode":"next"|"always","match":{"method","path","pattern","times"},"fault":{…}}`
 *   (`pattern` is a regular expression for the path), or `{"mode":"clear"}`, which lets held requests go too;
 * - `GET /emulator/requests`: what came in, secrets struck out;
 * - `POST /emulator/reset`: everything as at the start.
 */
export type ControlDeps = { readonly faults: Faults; readonly log: RequestLog; readonly reset: () => void };

const faultsBody = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("clear") }),
  z.object({
    mode: z.enum(["next", "always"]),
    match: z
      .object({
        method: z.string().optional(),
        path: z.string().optional(),
        pattern: z.string().optional(),
        times: z.int().min(1).optional(),
      })
      .default({}),
    fault: faultSchema,
  }),
]);

const LOOPBACK = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];

const isLoopbackName = (address: string): boolean => {
  const url = URL.parse(address);
  return url !== null && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
};

/** Only this machine, and only pages of this machine: a browser sends `Host` and `Origin` of the page it is on. */
export const isFromHere = (request: IncomingMessage): boolean => {
  const { host, origin } = request.headers;
  return (
    LOOPBACK.includes(request.socket.remoteAddress ?? "") &&
    isLoopbackName(`http://${host ?? ""}`) &&
    (origin === undefined || isLoopbackName(origin))
  );
};

const setFaults = ({ faults }: ControlDeps, body: unknown): Answer => {
  const parsed = faultsBody.safeParse(body);
  if (!parsed.success) return jsonAnswer(400, { ok: false, error: z.prettifyError(parsed.error) });
  const wish = parsed.data;
  if (wish.mode === "clear") {
    faults.clear();
    return jsonAnswer(200, { ok: true });
  }
  const { method, path, pattern, times } = wish.match;
  let wanted: string | RegExp | undefined = path;
  if (pattern !== undefined) {
    try {
      wanted = new RegExp(pattern);
    } catch {
      return jsonAnswer(400, { ok: false, error: "pattern is not a regular expression" });
    }
  }
  faults[wish.mode]({ method, path: wanted, times }, wish.fault);
  return jsonAnswer(200, { ok: true });
};

/** Undefined when the address is none of the emulator's own. */
export const answerControl = (deps: ControlDeps, method: string, path: string, body: unknown): Answer | undefined => {
  switch (`${method} ${path}`) {
    case "POST /emulator/faults":
      return setFaults(deps, body);
    case "GET /emulator/requests":
      return jsonAnswer(200, {
        // A body that is no JSON cannot be searched for secrets.
        requests: deps.log.all().map(({ rawBody: _, body, ...request }) => ({
          ...Object(withoutSecrets(request)),
          body: typeof body === "string" ? "…" : withoutSecrets(body),
        })),
      });
    case "POST /emulator/reset":
      deps.reset();
      return jsonAnswer(200, { ok: true });
    default:
      return undefined;
  }
};
