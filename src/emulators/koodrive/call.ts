import type { z } from "zod";
import type { Drive } from "./drive.ts";
import type { DriveEdition, DriveUser, TaskOutcome } from "./entities.ts";
import { CODE, invalid, Refusal } from "./refusal.ts";

/** One request, checked as far as its credential and headers go. */
export type Call = {
  readonly drive: Drive;
  /** The moment by the drive's clock, without any skew that was asked for. */
  readonly now: number;
  /** Whom `X-User-Id` names; undefined on routes that need none. */
  readonly user: DriveUser | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly header: (name: string) => string | undefined;
  /** What a task made by this call shall come to, and in how many milliseconds where a fault says so. */
  readonly taskPlan: { readonly outcome: TaskOutcome; readonly durationMs: number | undefined };
};

/** Payload fields that stand beside `code` and `msg`. */
export type Payload = Readonly<Record<string, unknown>>;

/**
 * Which credential opens a route: `any` (signature or token), `session` (token only: the pages on
 * sessions refuse signatures), `account` (carrier token without X-User-Id), `none`.
 */
export type Access = "any" | "session" | "account" | "none";

export type Route = {
  readonly method: "GET" | "POST" | "PUT";
  /** As the documents write it, e.g. `/koodrive/ose/v1/share/{shareId}`. */
  readonly path: string;
  readonly editions: readonly DriveEdition[];
  readonly access: Access;
  /** Whether the carrier edition demands `X-Hw-Agentname`. */
  readonly agentName: boolean;
  /** How the page's table types `code`. */
  readonly codeType: "string" | "number";
  /** The status of a business failure by the page: share pages know 200 only. */
  readonly failureStatus: 200 | 400;
  /** `msg` of the page's example. */
  readonly success: string;
  /** Set where the page's answer has neither `code` nor `msg`. */
  readonly bare?: true;
  readonly handle: (call: Call) => Payload;
};

export const V1 = "/koodrive/ose/v1";
export const BOTH: readonly DriveEdition[] = ["enterprise", "carrier"];
export const ENTERPRISE: readonly DriveEdition[] = ["enterprise"];
export const CARRIER: readonly DriveEdition[] = ["carrier"];

/** Checks a body (or query) against the page's table; refuses with 13000102, naming the field. */
export const read = <S extends z.ZodType>(schema: S, input: unknown): z.output<S> => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(issue === undefined ? "body" : `${issue.path.join(".") || "body"}: ${issue.message}`);
};

export const queryOf = (call: Call): Readonly<Record<string, string>> => Object.fromEntries(call.query);

export const paramOf = (call: Call, name: string): string => call.params[name] ?? "";

/** The acting user, on routes that always have one. */
export const actorOf = (call: Call): DriveUser => {
  if (call.user === undefined) throw new Refusal(CODE.notFound, "The user does not exist.");
  return call.user;
};
