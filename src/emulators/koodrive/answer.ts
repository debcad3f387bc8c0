import type { Payload, Route } from "./call.ts";
import type { Readings } from "./readings.ts";
import type { GatewayRefusal, Refusal } from "./refusal.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" } as const;

export const jsonAnswer = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify(value),
});

export const htmlAnswer = (status: number, html: string): Answer => ({
  status,
  headers: { "content-type": "text/html;charset=utf-8" },
  body: html,
});

export const success = (route: Route, readings: Readings, payload: Payload): Answer => {
  if (route.bare === true) return jsonAnswer(200, payload);
  const code = readings.codes === "as-in-tables" && route.codeType === "string" ? "0" : 0;
  return jsonAnswer(200, { ...payload, code, msg: route.success });
};

export const refused = (route: Route, readings: Readings, refusal: Refusal): Answer => {
  const status = readings.failureStatus === "by-page" ? route.failureStatus : readings.failureStatus;
  return jsonAnswer(status, {
    code: route.codeType === "string" ? String(refusal.code) : refusal.code,
    msg: refusal.message,
  });
};

export const gatewayAnswer = (refusal: GatewayRefusal, headers: Readonly<Record<string, string>> = {}): Answer =>
  jsonAnswer(refusal.status, { error_code: refusal.errorCode, error_msg: refusal.message }, headers);

// Some routes must send integers beyond 2^53 as bare JSON numbers; the declaration files lag behind the runtime.
const withRawJson = JSON as JSON & { readonly rawJSON: (text: string) => unknown };

/** A JSON number that keeps all its digits. */
export const exactNumber = (digits: string): unknown => withRawJson.rawJSON(digits);
