import type { FindDriveUser } from "../../domain/person.ts";
import { renderAnswer } from "../../slack/answers.ts";
import type { MessageContent } from "../../slack/blocks.ts";
import type { ButtonCall, CommandCall } from "../../slack/feature.ts";
import type { People } from "../../slack/people.ts";
import { type ListPlace, PAGE_SIZE, readPlace, readSearch } from "./input.ts";
import type { ShareListService } from "./service.ts";
import { renderShares } from "./view.ts";

export type ShareListHandlersDeps = {
  readonly service: ShareListService;
  readonly people: People;
  readonly findDriveUser: FindDriveUser;
};

export const createShareListHandlers = ({ service, people, findDriveUser }: ShareListHandlersDeps) => {
  const page = async (call: CommandCall | ButtonCall, place: ListPlace): Promise<MessageContent> => {
    const [{ locale }, driveUserId] = await Promise.all([
      people.profile(call.person.userId),
      findDriveUser(call.person),
    ]);
    if (driveUserId === undefined) return renderAnswer("notConnected", locale);
    const as = { userId: driveUserId, traceId: call.traceId };
    const found = await service.list(call.person, as, { ...place, limit: PAGE_SIZE });
    const shares = found.shares.map((share) => ({
      ...share,
      name: share.name ?? undefined,
      linkUrl: share.linkUrl ?? undefined,
      expiresAt: share.expiresAt ?? undefined,
    }));
    return renderShares({ ...found, shares }, locale);
  };

  return {
    command: async (call: CommandCall): Promise<void> => {
      await call.ack();
      await call.reply(await page(call, { offset: 0, text: readSearch(call.args) }));
    },

    /** The page takes the place of the one before it: a list is one message, however far one turns. */
    turn: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      await call.replace(await page(call, readPlace(call.value)));
    },
  };
};
