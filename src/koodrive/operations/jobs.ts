import { z } from "zod";
import type { Edition } from "../../domain/edition.ts";
import type { TaskStatus } from "../../domain/task.ts";
import type { Send } from "../call.ts";
import { checksFor, MAX_PAGE } from "../checks.ts";
import { percentEncode } from "../credentials/app-signature.ts";
import { offsetOf, offsetPage } from "../paging.ts";
import type { Acting, Page } from "../types.ts";
import { list } from "../wire.ts";
import {
  createdJobAnswer,
  JOB_STATUSES,
  JOB_TYPES,
  type Job,
  type JobDetail,
  type JobKind,
  jobDetailAnswer,
  jobWire,
  toJob,
} from "../wire-job.ts";

type Target = {
  readonly containerId: string;
  /** The path of ids of the folder. */
  readonly path: string;
};

export type JobAction =
  | { readonly kind: "copy"; readonly target: Target }
  | { readonly kind: "move"; readonly target: Target }
  /** To the recycle bin: each file needs its path. */
  | { readonly kind: "recycle" }
  | { readonly kind: "delete-for-good" }
  | { readonly kind: "restore" }
  | { readonly kind: "view-archive"; readonly password?: string | undefined }
  | { readonly kind: "extract-all"; readonly target: Target; readonly password?: string | undefined }
  | {
      readonly kind: "extract-some";
      readonly target: Target;
      readonly entries: readonly string[];
      readonly password?: string | undefined;
    }
  | { readonly kind: "package" }
  /** Enterprise edition: for customers on a list only. */
  | { readonly kind: "empty-bin" };

export type CreateJobRequest = {
  /** The space the files are in. */
  readonly containerId: string;
  /** None for `empty-bin`. `path` is the path of ids. */
  readonly files: readonly { readonly fileId: string; readonly path?: string | undefined }[];
  readonly action: JobAction;
};

export type JobCalls = {
  /** Sent once. `unknown-outcome` when the answer was lost: look with `listJobs`. */
  readonly createJob: (as: Acting, request: CreateJobRequest) => Promise<{ readonly jobId: string }>;
  readonly listJobs: (
    as: Acting,
    query: {
      readonly kind?: JobKind | undefined;
      readonly status?: TaskStatus | undefined;
      readonly pageSize?: number;
      readonly cursor?: string | undefined;
    },
  ) => Promise<Page<Job>>;
  readonly jobDetail: (as: Acting, jobId: string) => Promise<JobDetail>;
  /** Only while it waits or runs. */
  readonly cancelJob: (as: Acting, jobId: string) => Promise<void>;
};

/** `taskType` and `actionType` of the page "Creating a Batch Job". */
const NUMBERS: Readonly<Record<JobAction["kind"], readonly [taskType: number, actionType: number | undefined]>> = {
  copy: [1, 101],
  recycle: [2, 201],
  "delete-for-good": [2, 202],
  move: [3, 301],
  restore: [4, undefined],
  "view-archive": [5, 501],
  "extract-all": [5, 502],
  "extract-some": [5, 503],
  package: [6, undefined],
  "empty-bin": [7, 701],
};

// The job's id stands right under the version in the path: nothing else may be made of it.
const JOB_ID = /^[\w-]*\d[\w-]*$/;

export const createJobCalls = (deps: { readonly send: Send; readonly edition: Edition }): JobCalls => {
  const { send, edition } = deps;
  // The carrier page wants an offset above 0, the enterprise one allows 0.
  const firstOffset = edition === "carrier" ? 1 : 0;
  return {
    createJob: async (as, request) => {
      checkNewJob(request);
      const { action } = request;
      return send(as, {
        operation: "drive.createJob",
        method: "POST",
        path: "/v1/jobs",
        effect: "change",
        secrets: ["password" in action ? action.password : undefined],
        body: jobBody(request),
        answer: createdJobAnswer,
      });
    },
    listJobs: async (as, query) => {
      const checks = checksFor("drive.listJobs");
      const limit = query.pageSize ?? MAX_PAGE;
      checks.whole("pageSize", limit, 1, MAX_PAGE);
      const offset = offsetOf(query.cursor, firstOffset, checks);
      return send(as, {
        operation: "drive.listJobs",
        method: "GET",
        path: "/v1/jobs",
        query: [
          ["type", query.kind === undefined ? undefined : JOB_TYPES[query.kind]],
          ["status", query.status === undefined ? undefined : JOB_STATUSES[query.status]],
          ["offset", offset],
          ["limit", limit],
        ],
        effect: "read",
        answer: z
          .object({ data: list(jobWire) })
          .transform(({ data }) => offsetPage(data.map(toJob), { offset, limit, firstOffset, total: undefined })),
      });
    },
    jobDetail: async (as, jobId) => {
      checksFor("drive.jobDetail").matches("jobId", jobId, JOB_ID, "is not a job's id");
      return send(as, {
        operation: "drive.jobDetail",
        method: "GET",
        path: `/v1/${percentEncode(jobId)}`,
        effect: "read",
        answer: jobDetailAnswer,
      });
    },
    cancelJob: async (as, jobId) => {
      checksFor("drive.cancelJob").matches("jobId", jobId, JOB_ID, "is not a job's id");
      return send(as, {
        operation: "drive.cancelJob",
        method: "POST",
        path: "/v1/cancel",
        effect: "change",
        body: { jobId },
        // A success is told by `data` alone on this page: the frame has no code to look at.
        answer: z
          .union([z.object({ data: z.string() }), z.object({ code: z.union([z.string(), z.number()]) })])
          .transform((): void => undefined),
      });
    },
  };
};

const jobBody = ({ action, containerId, files }: CreateJobRequest): Readonly<Record<string, unknown>> => {
  const [taskType, actionType] = NUMBERS[action.kind];
  const target = "target" in action ? action.target : undefined;
  return {
    taskType,
    actionType,
    taskInfo: {
      fileInfo: files.map(({ fileId, path }) => ({ fileId, filePath: path })),
      newFilePath: target?.path,
      srcContainerId: containerId,
      uncompressFilePaths: action.kind === "extract-some" ? action.entries : undefined,
    },
    dstContainerId: target?.containerId,
    password: "password" in action ? action.password : undefined,
  };
};

const checkNewJob = ({ action, containerId, files }: CreateJobRequest): void => {
  const checks = checksFor("drive.createJob");
  checks.ids("containerId", [containerId]);
  const fileIds = files.map(({ fileId }) => fileId);
  checks.ids("files", fileIds);
  if (action.kind !== "empty-bin" && files.length === 0) checks.refuse("files", "must not be empty");
  if (action.kind === "recycle") {
    checks.ids(
      "files",
      files.map(({ path }) => path ?? ""),
    );
  }
  if ("target" in action) checks.ids("target", [action.target.containerId, action.target.path]);
  if (action.kind === "extract-some" && action.entries.length === 0) checks.refuse("entries", "must not be empty");
};
