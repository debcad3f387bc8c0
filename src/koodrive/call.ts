import type { z } from "zod";
import type { FailureCode } from "../lib/errors.ts";
import type { Refusal } from "./errors.ts";
import type { Acting } from "./types.ts";

/**
 * What a second call would do.
 *
 * - `read`: nothing; retried where that may help.
 * - `attempt`: nothing, but it may be counted (codes and passwords that are tried): sent once.
 * - `change`: the thing twice: sent once, and `unknown-outcome` when the answer is lost.
 */
export type Effect = "read" | "attempt" | "change";

export type Query = readonly (readonly [name: string, value: string | number | boolean | undefined])[];

/** One call of the drive's API. */
export type Call<Answer> = {
  /** For errors, logs and metrics, e.g. `drive.createShare`. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/koodrive/ose`, ids in it percent-encoded. */
  readonly path: string;
  /** Undefined values are not sent. */
  readonly query?: Query;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly effect: Effect;
  readonly answer: z.ZodType<Answer>;
  /** Texts of the request that no error may repeat, even if the drive does. */
  readonly secrets?: readonly (string | undefined)[];
  /** A reading of a refusal that only this operation knows. */
  readonly refused?: (refusal: Refusal, usual: FailureCode) => Refused | undefined;
};

export type Refused = { readonly code: FailureCode; readonly field?: string };

/** Sends a call as a drive user and gives what its answer means. Throws `AppError`. */
export type Send = <Answer>(as: Acting, call: Call<Answer>) => Promise<Answer>;
