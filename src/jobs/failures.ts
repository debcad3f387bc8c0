import { z } from "zod";
import { AppError, type FailureCode } from "../lib/errors.ts";
import type { GivenUp } from "./job.ts";

// A job told to wait for a day has been told no.
const LONGEST_LIMITED_MS = 24 * 60 * 60 * 1000;

/** What becomes of a job whose attempt failed. */
export type Verdict =
  /** By the job's own retry settings. */
  | { readonly kind: "by-the-plan" }
  /** Again after so long, without using up a retry. */
  | { readonly kind: "wait"; readonly seconds: number };

/** @param ageMs how long ago the job was sent */
export const judgeFailure = (error: unknown, ageMs: number): Verdict => {
  if (!(error instanceof AppError) || error.retryAfterMs === undefined) return { kind: "by-the-plan" };
  if (ageMs > LONGEST_LIMITED_MS) return { kind: "by-the-plan" };
  return { kind: "wait", seconds: Math.max(1, Math.ceil(error.retryAfterMs / 1000)) };
};

/** What is kept of an error in the queue's table: no stack, no cause, nothing that could hold a secret. */
export const describeError = (error: unknown): object => {
  if (error instanceof AppError) {
    return { message: error.message, code: error.code, operation: error.operation, reference: error.reference };
  }
  return {
    message: error instanceof Error ? `${error.name}: ${error.message}` : "something that is no error was thrown",
  };
};

const code = z.custom<FailureCode>((value) => typeof value === "string");
// The queue itself writes `{ value: { message } }` when an attempt timed out or its process died.
const described = z
  .union([
    z.object({ message: z.string(), code: code.optional(), reference: z.string().optional() }),
    z.object({ value: z.object({ message: z.string() }) }).transform(({ value }) => ({ message: value.message })),
  ])
  .transform((error): Omit<GivenUp, "jobId"> => ({ code: undefined, reference: undefined, ...error }));

/** Reads back what `describeError` or the queue wrote. */
export const readGivenUp = (jobId: string, output: unknown): GivenUp => {
  const parsed = described.safeParse(output);
  if (parsed.success) return { jobId, ...parsed.data };
  return { jobId, message: "the last attempt did not end", code: undefined, reference: undefined };
};
