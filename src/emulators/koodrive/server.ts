import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Answer, gatewayAnswer, refused, success } from "./answer.ts";
import { authenticate } from "./authenticate.ts";
import type { Call } from "./call.ts";
import { answerControl, isFromHere } from "./control.ts";
import { deliver, isWorkDone } from "./deliver.ts";
import type { Drive } from "./drive.ts";
import type { DriveUser } from "./entities.ts";
import type { Fault, FaultBox } from "./fault.ts";
import { answerPage } from "./pages.ts";
import { GatewayRefusal, invalid, Refusal } from "./refusal.ts";
import type { RequestRecorder } from "./request-log.ts";
import type { createRouter, Found } from "./router.ts";
import { settleDue } from "./task-runner.ts";

const MAX_BODY_BYTES = 2 * 1024 * 1024;

export type ServerDeps = {
  /** The drive as it is now: a reset replaces it. */
  readonly drive: () => Drive;
  readonly router: ReturnType<typeof createRouter>;
  readonly faults: FaultBox;
  readonly log: RequestRecorder;
  readonly reset: () => void;
  readonly closing: AbortSignal;
};

type Incoming = {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

const readIncoming = async (request: IncomingMessage): Promise<Incoming | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  const [rawPath = "/", rawQuery = ""] = (request.url ?? "/").split("?", 2);
  return {
    method: request.method ?? "GET",
    rawPath,
    rawQuery,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : (value ?? ""),
      ]),
    ),
    body: Buffer.concat(chunks),
  };
};

const parseBody = (body: Buffer): Parsed => {
  if (body.length === 0) return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(body.toString("utf8")) };
  } catch {
    return { ok: false };
  }
};

const planOf = (fault: Fault | undefined): Call["taskPlan"] =>
  fault?.kind === "task"
    ? { outcome: fault.outcome, durationMs: fault.durationMs }
    : { outcome: { kind: "all" }, durationMs: undefined };

/** Checks, does the work, and puts it into the documents' envelope. */
const answerRoute = (
  drive: Drive,
  { route, params }: Found,
  incoming: Incoming,
  parsed: Parsed,
  skewMs: number,
  fault: Fault | undefined,
): Answer => {
  const now = drive.clock.now().getTime();
  const header = (name: string): string | undefined => incoming.headers[name.toLowerCase()];
  let user: DriveUser | undefined;
  try {
    user = authenticate(drive, route, { ...incoming, header }, now + skewMs);
  } catch (error) {
    if (error instanceof GatewayRefusal) return gatewayAnswer(error);
    // The status page reads 400 as "authentication not passed", whatever the page of the call says.
    if (error instanceof Refusal) return refused({ ...route, failureStatus: 400 }, drive.readings, error);
    throw error;
  }
  try {
    if (!parsed.ok) throw invalid("the body is not JSON");
    settleDue(drive, now);
    const call: Call = {
      drive,
      now,
      user,
      params,
      query: new URLSearchParams(incoming.rawQuery),
      body: parsed.value,
      header,
      taskPlan: planOf(fault),
    };
    return success(route, drive.readings, route.handle(call));
  } catch (error) {
    if (error instanceof GatewayRefusal) return gatewayAnswer(error);
    if (error instanceof Refusal) return refused(route, drive.readings, error);
    throw error;
  }
};

const tooLarge = () => gatewayAnswer(new GatewayRefusal(413, "APIGW.0201", "The request body is too large."));
const noSuchApi = () => gatewayAnswer(new GatewayRefusal(404, "APIGW.0101", "The API does not exist."));

const serve = async (deps: ServerDeps, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const drive = deps.drive();
  const { closing } = deps;
  const plain = (answer: Answer) =>
    deliver(
      { response, date: drive.clock.now().getTime(), active: undefined, closing, noteStatus: () => undefined },
      answer,
    );
  const incoming = await readIncoming(request);
  if (incoming === undefined) return plain(tooLarge());
  const { method, rawPath: path } = incoming;
  const parsed = parseBody(incoming.body);
  const value = parsed.ok ? parsed.value : incoming.body.toString("utf8");

  if (path.startsWith("/emulator/")) {
    if (!isFromHere(request)) return plain(noSuchApi());
    return plain(answerControl(deps, method, path, value) ?? noSuchApi());
  }

  const now = drive.clock.now();
  const found = deps.router.find(method, path);
  const { skewMs, active } = deps.faults.strike(method, path, found?.route.path);
  const noteStatus = deps.log.record({
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(incoming.rawQuery)),
    headers: incoming.headers,
    body: value,
    rawBody: incoming.body.toString("utf8"),
    at: now,
    status: undefined,
    fault: active?.fault.kind,
  });
  const work = (): Answer => {
    if (found !== undefined) return answerRoute(drive, found, incoming, parsed, skewMs, active?.fault);
    settleDue(drive, now.getTime());
    return answerPage(drive, method, path, now.getTime()) ?? noSuchApi();
  };
  const answer = isWorkDone(active?.fault) ? work() : noSuchApi();
  await deliver({ response, date: now.getTime() + skewMs, active, closing, noteStatus }, answer);
};

/** The HTTP side of the emulator; listens when told to. */
export const createDriveServer = (deps: ServerDeps) =>
  createServer((request, response) => {
    serve(deps, request, response).catch((error: unknown) => {
      // A fault of the emulator itself: said in the answer, since whoever runs it reads that first.
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { "content-type": "text/plain" }).end(`emulator: ${String(error)}`);
    });
  });
