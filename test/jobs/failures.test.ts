import { describe, expect, it } from "vitest";
import { describeError, judgeFailure, readGivenUp } from "../../src/jobs/failures.ts";
import { AppError } from "../../src/lib/errors.ts";

const limited = (retryAfterMs: number | undefined) =>
  new AppError("limited", "too many calls", { operation: "drive.createShare", retryAfterMs });
const HOUR = 3_600_000;

describe("what becomes of a job that failed", () => {
  it.each([
    ["any error", new Error("boom"), 0, { kind: "by-the-plan" }],
    ["no error at all", "boom", 0, { kind: "by-the-plan" }],
    ["limited, without a time", limited(undefined), 0, { kind: "by-the-plan" }],
    ["limited for 30 seconds", limited(30_000), 0, { kind: "wait", seconds: 30 }],
    ["limited for a part of a second: rounded up", limited(1_001), 0, { kind: "wait", seconds: 2 }],
    ["limited for no time: a second all the same", limited(0), 0, { kind: "wait", seconds: 1 }],
    ["limited for a day", limited(1_000), 24 * HOUR, { kind: "wait", seconds: 1 }],
    ["limited for longer than a day", limited(1_000), 24 * HOUR + 1, { kind: "by-the-plan" }],
  ])("after %s", (_case, error, ageMs, verdict) => {
    expect(judgeFailure(error, ageMs)).toEqual(verdict);
  });
});

describe("what is kept of an error", () => {
  it("is its kind and its references, not its stack, cause or remote words", () => {
    const error = new AppError("not-allowed", "refused", {
      operation: "drive.createShare",
      reference: "trace-1",
      remote: { code: "HWPSC.403", message: "secret words" },
      cause: new Error("secret cause"),
    });
    const kept = describeError(error);
    expect(kept).toEqual({
      message: "refused",
      code: "not-allowed",
      operation: "drive.createShare",
      reference: "trace-1",
    });
    expect(readGivenUp("job-1", JSON.parse(JSON.stringify(kept)))).toEqual({
      jobId: "job-1",
      message: "refused",
      code: "not-allowed",
      reference: "trace-1",
    });
  });

  it.each([
    ["another error", describeError(new TypeError("x is not a function")), "TypeError: x is not a function"],
    ["something thrown that is no error", describeError("a secret"), "something that is no error was thrown"],
    [
      "what the queue writes when a process died",
      { value: { message: "job heartbeat timeout" } },
      "job heartbeat timeout",
    ],
    ["nothing", null, "the last attempt did not end"],
    ["something else", { value: 3 }, "the last attempt did not end"],
  ])("is read back from %s", (_case, output, message) => {
    expect(readGivenUp("job-1", output)).toEqual({ jobId: "job-1", message, code: undefined, reference: undefined });
  });
});
