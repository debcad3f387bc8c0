import type { FindDriveUser, Person } from "../../domain/person.ts";
import { readSharesJob } from "../../jobs/handoffs.ts";
import { type HandledJob, handleJob } from "../../jobs/job.ts";
import type { ShareListService } from "./service.ts";

export const createShareListJobs = (deps: {
  readonly service: ShareListService;
  readonly findDriveUser: FindDriveUser;
  readonly sendHome: (person: Person) => Promise<void>;
}): readonly HandledJob[] => {
  const { service, findDriveUser, sendHome } = deps;
  return [
    handleJob(readSharesJob, {
      run: async ({ teamId, userId: personId, traceId }) => {
        const person = { teamId, userId: personId };
        const userId = await findDriveUser(person);
        if (userId === undefined) return;
        await service.read(person, { userId, traceId });
        await sendHome(person);
      },
    }),
  ];
};
