import type { Acting, CreateTaskRequest, KooDrive } from "../../koodrive/client.ts";
import { AppError } from "../../lib/errors.ts";
import type { Task } from "../../store/tasks.ts";

/** The id of the person's own space. */
export const personalSpace = async (drive: KooDrive, as: Acting): Promise<string> => {
  const own = (await drive.listSpaces(as)).find((space) => space.kind === "personal");
  if (own === undefined) throw new AppError("not-found", "no personal space", { operation: "task.target" });
  return own.containerId;
};

/** What the drive is asked for; where the task does not say into which space, that is asked first. */
export const requestFor = async (
  drive: KooDrive,
  as: Acting,
  task: Task,
  shareToken: string | undefined,
): Promise<CreateTaskRequest> => ({
  shareToken,
  shareId: task.shareId,
  containerId: task.containerId,
  fileIds: task.fileIds,
  action:
    task.kind === "package"
      ? { kind: "package", zipName: task.zipName ?? "" }
      : {
          kind: "save",
          target: {
            fileId: task.targetFolderId ?? "",
            containerId: task.targetContainerId ?? (await personalSpace(drive, as)),
          },
        },
});
