import type { VNode } from "preact";
import type { Channel } from "../../protocol.ts";
import { isBotChat, otherPerson, personName, useDesk } from "../state/desk.ts";
import { Avatar } from "./avatar.tsx";
import { ChannelHeader } from "./channel-header.tsx";
import { ChannelSign } from "./channel-sign.tsx";
import { Composer } from "./composer.tsx";
import { Icon } from "./icon.tsx";
import { rowsOf } from "./message-groups.ts";
import { MessageList } from "./message-list.tsx";

const Beginning = ({ channel }: { readonly channel: Channel }): VNode => {
  const { snapshot, say } = useDesk();
  const other = channel.kind === "im" ? otherPerson(snapshot, channel) : undefined;
  return (
    <div class="beginning">
      <span class="beginning-sign">
        {other === undefined ? <ChannelSign channel={channel} /> : <Avatar person={other} size="large" />}
      </span>
      <h2>{channel.name}</h2>
      <p>
        {other === undefined
          ? channel.kind === "private"
            ? say("beginPrivate")
            : say("beginPublic")
          : isBotChat(snapshot, channel)
            ? say("beginApp")
            : say("beginPerson", { name: personName(other) })}
      </p>
    </div>
  );
};

const Foot = ({ channel }: { readonly channel: Channel }): VNode => {
  const { act, toast, say } = useDesk();
  if (channel.isArchived) {
    return (
      <div class="foot-note">
        <Icon name="archive" /> {say("archivedFoot")}
      </div>
    );
  }
  if (channel.isMember) return <Composer key={channel.id} channel={channel} />;
  const join = async () => {
    const answer = await act({ kind: "join", channel: channel.id });
    if (!answer.ok) toast(answer.error, "bad");
  };
  return (
    <div class="foot-note">
      <span>{say("lookingAt", { name: channel.name })}</span>
      <button type="button" class="button button--primary" data-testid="join" onClick={() => void join()}>
        {say("join")}
      </button>
    </div>
  );
};

/** A conversation: its head, its messages, and where to write. */
export const ChannelView = (props: { readonly channel: Channel; readonly readUntil: string | undefined }): VNode => {
  const { channel } = props;
  const { snapshot, me, say } = useDesk();
  const rows = rowsOf(snapshot.messages[channel.id] ?? [], me.tz, { readUntil: props.readUntil, me: me.id });
  return (
    <main class="middle" aria-label={channel.name}>
      <ChannelHeader channel={channel} />
      <MessageList key={`${me.id} ${channel.id}`} label={say("messagesIn", { name: channel.name })} rows={rows}>
        <Beginning channel={channel} />
      </MessageList>
      <Foot channel={channel} />
    </main>
  );
};
