import { z } from "zod";
import { BOTH, CARRIER, type Call, type Route, read, V1 } from "../call.ts";
import type { ShareTask, TaskTarget } from "../entities.ts";
import { spaceUsed, totalSize } from "../files.ts";
import { formatShareTask } from "../format/task.ts";
import { CODE, invalid, Refusal } from "../refusal.ts";
import { requireFolder, requireSpace } from "../rights.ts";
import { requireOpen, requireShared, requireUnlocked } from "../share-access.ts";
import { begin, settleDue } from "../task-runner.ts";

const MAX_NAME_BYTES = 250;

const createBody = z.object({
  taskType: z.int().min(1).max(2),
  containerId: z.string().min(1),
  fileIds: z.array(z.string().min(1)).min(1).max(1000),
  targetFileId: z.object({ fileId: z.string().min(1), containerId: z.string().min(1) }).optional(),
  zipName: z
    .string()
    .min(1)
    .refine((name) => Buffer.byteLength(name) <= MAX_NAME_BYTES, "must have at most 250 bytes")
    .optional(),
  shareId: z.string().min(1),
  kdstoken: z.string().optional(),
});

type CreateBody = z.output<typeof createBody>;

/** The folder to save to: in a space of the person's own, with room enough. */
const checkedTarget = (call: Call, body: CreateBody, bytes: number): TaskTarget | undefined => {
  if (body.taskType === 1) {
    if (body.zipName === undefined) throw invalid("zipName: mandatory when taskType is 1");
    return undefined;
  }
  if (body.targetFileId === undefined) throw invalid("targetFileId: mandatory when taskType is 2");
  if (call.user === undefined) throw invalid("taskType: saving needs a signed-in user");
  const space = requireSpace(call, body.targetFileId.containerId);
  requireFolder(call.drive.store, space, body.targetFileId.fileId);
  if (spaceUsed(call.drive.store, space) + bytes > space.capacity) {
    throw new Refusal(CODE.spaceFull, "The space is full.");
  }
  return body.targetFileId;
};

const create = (call: Call) => {
  const { drive, now } = call;
  const body = read(createBody, call.body);
  const share = requireOpen(call, drive.store.shares.get(body.shareId));
  requireUnlocked(call, share, body.kdstoken);
  if (body.containerId !== share.containerId) {
    throw new Refusal(CODE.fileNotInSpace, "The file is not in the given space.");
  }
  const files = requireShared(call, share, body.fileIds);
  const bytes = totalSize(drive.store, files);
  const target = checkedTarget(call, body, bytes);
  const task: Omit<ShareTask, "durationMs"> = {
    taskId: drive.ids.number(),
    shareId: share.shareId,
    userId: call.user?.userId,
    taskType: body.taskType === 1 ? 1 : 2,
    containerId: body.containerId,
    fileIds: body.fileIds,
    target,
    zipName: body.taskType === 1 ? body.zipName : undefined,
    createdAt: now,
    outcome: call.taskPlan.outcome,
    ended: undefined,
  };
  const durationMs = call.taskPlan.durationMs ?? drive.taskDuration({ ...task, kind: "share-task", totalSize: bytes });
  begin.task(drive, { ...task, durationMs });
  return { taskId: task.taskId };
};

const detailBody = z.object({
  taskId: z.string().min(1),
  shareId: z.string().min(1),
  kdstoken: z.string().optional(),
});

const detail = (call: Call) => {
  const { drive, now } = call;
  const body = read(detailBody, call.body);
  settleDue(drive, now);
  const task = drive.store.tasks.get(body.taskId);
  if (task === undefined || task.shareId !== body.shareId || task.userId !== call.user?.userId) {
    throw new Refusal(CODE.notFound, "The resource does not exist: the task.");
  }
  return formatShareTask(drive, task, now);
};

const common = { method: "POST", agentName: true, codeType: "number", failureStatus: 200, success: "Success" } as const;

/** Packaging and saving what was shared (api.md 6). The paths of the public twins are guessed from their names. */
export const shareTaskRoutes: readonly Route[] = [
  { ...common, path: `${V1}/share/tasks`, editions: BOTH, access: "any", handle: create },
  { ...common, path: `${V1}/share/taskDetail`, editions: BOTH, access: "any", handle: detail },
  { ...common, path: `${V1}/share/public/tasks`, editions: CARRIER, access: "none", handle: create },
  { ...common, path: `${V1}/share/public/taskDetail`, editions: CARRIER, access: "none", handle: detail },
];
