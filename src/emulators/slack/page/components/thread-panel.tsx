import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Channel } from "../../protocol.ts";
import { useDesk } from "../state/desk.ts";
import { Composer } from "./composer.tsx";
import { rowsOf } from "./message-groups.ts";
import { MessageList } from "./message-list.tsx";
import { SidePanel } from "./side-panel.tsx";

/** A message with its replies. */
export const ThreadPanel = (props: { readonly channel: Channel; readonly ts: string }): VNode => {
  const { channel, ts } = props;
  const { snapshot, me, say, go } = useDesk();
  const rows = rowsOf(snapshot.messages[channel.id] ?? [], me.tz, { thread: ts, me: me.id });
  const exists = rows.length > 0;

  useEffect(() => {
    if (!exists) go({ thread: undefined }, "replace");
  }, [exists]);

  return (
    <SidePanel
      id="thread"
      title={say("thread")}
      detail={channel.kind === "im" ? channel.name : `#${channel.name}`}
      onClose={() => go({ thread: undefined })}
    >
      <MessageList key={`${me.id} ${ts}`} label={say("threadMessages")} rows={rows} inThread />
      {channel.isMember && !channel.isArchived ? <Composer key={ts} channel={channel} threadTs={ts} /> : null}
    </SidePanel>
  );
};
