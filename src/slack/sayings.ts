import type { KnownBlock } from "@slack/types";
import type { Person } from "../domain/person.ts";
import { type MessageContent, section } from "./blocks.ts";
import { defineWords } from "./locale/words.ts";
import type { Messenger } from "./messenger.ts";
import type { People } from "./people.ts";

const words = defineWords(
  {
    setAside:
      "There was news for you here, but Slack did not take the message. Your shares and tasks are as they should be: look at this app's Home tab, or use `/koodrive shares` and `/koodrive tasks`. Please tell your Slack administrator the reference below.",
    reference: "Reference: `{{reference}}`",
  },
  {
    setAside:
      "这里本有一条给你的消息，但 Slack 没有接受。你的分享和任务不受影响：请查看本应用的主页，或使用 `/koodrive shares` 和 `/koodrive tasks`。请把下面的编号告诉 Slack 管理员。",
    reference: "编号：`{{reference}}`",
  },
);

/**
 * Says something to a person, in the line of their conversation with the app. Once: what has the same key as something
 * said within the week is not said again.
 */
export type Say = (person: Person, content: MessageContent, key: string) => Promise<void>;

type Said = {
  readonly userId: string;
  readonly text: string;
  /** `MessageContent`'s blocks, as they come back from the queue. */
  readonly blocks: readonly object[];
  readonly key: string;
};

/** What is said to people without a feature behind it. */
export const createSayings = ({
  messenger,
  people,
}: {
  readonly messenger: Pick<Messenger, "postDirect">;
  readonly people: Pick<People, "profile">;
}) => ({
  say: async ({ userId, text, blocks, key }: Said, attempt: number): Promise<void> => {
    await messenger.postDirect(userId, { text, blocks: asBlocks(blocks) }, { key, mayBePosted: attempt > 1 });
  },

  /** To the person for whom a message was meant that could not be said. A channel is told nothing. */
  setAside: async ({ to, jobId }: { readonly to: string; readonly jobId: string }): Promise<void> => {
    if (!/^[UW]/.test(to)) return;
    const t = words((await people.profile(to)).locale);
    const text = `${t("setAside")}\n${t("reference", { reference: jobId })}`;
    await messenger.postDirect(to, { text, blocks: [section(text)] }, { key: `set-aside:${jobId}`, mayBePosted: true });
  },
});

/** They were blocks when they were sent, and JSON does not change them. */
const asBlocks = (blocks: readonly object[]): MessageContent["blocks"] => blocks as readonly KnownBlock[];
