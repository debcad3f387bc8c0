import { isDirect } from "../../domain/card-place.ts";
import { unreachable } from "../../lib/errors.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall } from "../../slack/feature.ts";
import type { People } from "../../slack/people.ts";
import type { ShareCardService } from "./service.ts";
import type { ShareAccess } from "./service-access.ts";
import type { SharePosts } from "./service-post.ts";
import { renderNotYourPost, renderPosting, renderPostRefused, renderUnseen } from "./view-post.ts";

export type PostHandlersDeps = {
  readonly service: Pick<ShareCardService, "getShare">;
  readonly access: ShareAccess;
  readonly posts: SharePosts;
  readonly people: People;
};

/** "Post here" of the list of shares. Where others read along is asked of Slack first; the job asks again. */
export const createPostHandlers = ({ service, access, posts, people }: PostHandlersDeps) => {
  const press = async (call: ButtonCall, confirmed: boolean): Promise<void> => {
    const { person, traceId } = call;
    const shareId = parseButtonId(call.value);
    const share = shareId === undefined ? undefined : await service.getShare(person.teamId, shareId);
    const isTheirs = share !== undefined && access.isOwner(person, share);
    if (share !== undefined && !isTheirs) await access.recordRefusal(person, "post", share.shareId, traceId);
    await call.ack();
    const { locale } = await people.profile(person.userId);
    if (share === undefined) return call.reply(renderAnswer("shareGone", locale));
    if (!isTheirs) return call.reply(renderNotYourPost(locale));
    const shown = {
      shareId: share.shareId,
      name: share.name ?? share.shortCode,
      files: share.files,
      scope: share.scope ?? "external",
    };
    // A conversation between people is no place an app can post to.
    const channel = call.channelId === undefined || isDirect(call.channelId) ? undefined : call.channelId;
    if (channel === undefined) {
      await posts.start(share, { channel, confirmed, traceId });
      return call.reply(renderPosting(shown, true, locale));
    }
    const verdict = await posts.ask(share, { channel, confirmed, traceId });
    switch (verdict.kind) {
      case "allowed":
        await posts.start(share, { channel, confirmed, traceId });
        // In the place of the question, where there was one.
        return (confirmed ? call.replace : call.reply)(renderPosting(shown, false, locale));
      case "unseen":
        return call.reply(renderUnseen(channel, locale));
      case "refused":
        return call.reply(renderPostRefused(shown, { channel, ...verdict }, locale));
      default:
        return unreachable(verdict);
    }
  };

  return {
    post: (call: ButtonCall): Promise<void> => press(call, false),
    postOutside: (call: ButtonCall): Promise<void> => press(call, true),
  };
};
