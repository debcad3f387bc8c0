import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { type AuditLogHandlersDeps, createAuditLogHandlers } from "./handlers.ts";
import { type AuditLogJobsDeps, createAuditLogJobs, exportAuditJob, toPayload } from "./jobs.ts";
import { type AuditLogServiceDeps, createAuditLogService } from "./service.ts";

export type AuditLogDeps = Omit<AuditLogServiceDeps, "sendExport"> &
  Omit<AuditLogHandlersDeps, "service"> &
  Omit<AuditLogJobsDeps, "service"> & { readonly send: Queue["send"] };

/** `/koodrive audit`, for administrators: who did what to which share, as pages and as a file. */
export const createAuditLogFeature = (deps: AuditLogDeps): Feature => {
  const service = createAuditLogService({
    ...deps,
    sendExport: async (tx, wanted) => {
      await deps.send(tx, exportAuditJob, toPayload(wanted));
    },
  });
  const handlers = createAuditLogHandlers({ ...deps, service });
  return {
    name: "audit-log",
    commands: { audit: handlers.command },
    buttons: {
      [BUTTONS.auditNewer]: handlers.turn,
      [BUTTONS.auditOlder]: handlers.turn,
      [BUTTONS.auditAll]: handlers.turn,
      [BUTTONS.auditPerson]: handlers.choosePerson,
      [BUTTONS.auditExport]: handlers.exportFile,
    },
    ...createAuditLogJobs({ ...deps, service }),
  };
};
