import type { Queue } from "../../jobs/queue.ts";
import { MODALS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import type { Say } from "../../slack/sayings.ts";
import { createPackageExpiryHandlers, type PackageExpiryHandlersDeps } from "./handlers.ts";
import { createPackageExpiryJobs, performJob } from "./jobs.ts";
import { createPackageExpiryService, type PackageExpiryServiceDeps } from "./service.ts";

export type PackageExpiryDeps = Omit<PackageExpiryServiceDeps, "sendPerform"> &
  Omit<PackageExpiryHandlersDeps, "service" | "edition"> & { readonly send: Queue["send"]; readonly say: Say };

/** Administrators say how long the drive keeps packages: `/koodrive package-expiry`. */
export const createPackageExpiryFeature = (deps: PackageExpiryDeps): Feature => {
  const service = createPackageExpiryService({
    ...deps,
    sendPerform: async (tx, changeId) => {
      await deps.send(tx, performJob, { changeId });
    },
  });
  const handlers = createPackageExpiryHandlers({ ...deps, service, edition: deps.drive.edition });
  return {
    name: "package-expiry",
    commands: { "package-expiry": handlers.command },
    modals: { [MODALS.packageExpiry]: { submit: handlers.submit } },
    jobs: createPackageExpiryJobs({ ...deps, service }),
  };
};
