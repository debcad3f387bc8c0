import type { VNode } from "preact";
import type { Message } from "../../protocol.ts";
import { useDesk } from "../state/desk.ts";
import { Icon } from "./icon.tsx";
import { Menu, type MenuItem } from "./menu.tsx";

/** What can be done with a message: reply, the apps' message shortcuts, delete. */
export const MessageTools = (props: { readonly message: Message; readonly inThread: boolean }): VNode | null => {
  const { message } = props;
  const { snapshot, me, say, go, act, toast, confirm } = useDesk();
  if (message.ephemeral) return null;

  const report = async (doing: ReturnType<typeof act>) => {
    const answer = await doing;
    if (!answer.ok) toast(answer.error, "bad");
  };
  const remove = async () => {
    const yes = await confirm({
      title: { type: "plain_text", text: say("deleteAsk") },
      text: { type: "plain_text", text: say("deleteMeans") },
      confirm: { type: "plain_text", text: say("delete") },
      deny: { type: "plain_text", text: say("cancel") },
      style: "danger",
    });
    if (yes) await report(act({ kind: "delete", channel: message.channel, ts: message.ts }));
  };

  const items: readonly MenuItem[] = [
    ...snapshot.shortcuts
      .filter(({ type }) => type === "message")
      .map(
        (shortcut): MenuItem => ({
          key: shortcut.callbackId,
          label: shortcut.name,
          detail: shortcut.description,
          icon: "shortcut",
          onSelect: () =>
            void report(
              act({
                kind: "shortcut",
                callbackId: shortcut.callbackId,
                message: { channel: message.channel, ts: message.ts },
              }),
            ),
        }),
      ),
    ...(message.userId === me.id || me.isAdmin
      ? [
          {
            key: "delete",
            label: say("deleteMessage"),
            icon: "trash",
            danger: true,
            onSelect: () => void remove(),
          } as const,
        ]
      : []),
  ];
  return (
    <div class="tools">
      {props.inThread ? null : (
        <button
          type="button"
          class="button button--icon"
          aria-label={say("replyInThread")}
          title={say("replyInThread")}
          onClick={() => go({ thread: message.threadTs ?? message.ts })}
        >
          <Icon name="reply" />
        </button>
      )}
      <Menu
        label={say("moreActions")}
        button={<Icon name="more" />}
        buttonClass="button button--icon"
        items={items}
        empty={say("noActions")}
      />
    </div>
  );
};
