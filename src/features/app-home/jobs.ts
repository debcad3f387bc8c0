import { refreshHomeJob } from "../../jobs/handoffs.ts";
import { type HandledJob, handleJob } from "../../jobs/job.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { AppHomeService } from "./service.ts";
import { homeFor } from "./service-home.ts";
import { renderHome } from "./view.ts";

export const createAppHomeJobs = (deps: {
  readonly service: AppHomeService;
  readonly messenger: Messenger;
  readonly people: People;
}): readonly HandledJob[] => {
  const { service, messenger, people } = deps;
  return [
    handleJob(refreshHomeJob, {
      run: async (person) => {
        const state = await service.load(person);
        if (state === undefined) return;
        const profile = await people.profile(person.userId);
        const { home, locale } = homeFor(state, profile);
        await messenger.publishHome(person.userId, renderHome(home, { ...profile, locale }));
      },
    }),
  ];
};
