import type { VNode } from "preact";
import type { Channel } from "../../protocol.ts";
import { isBotChat, otherPerson, personById, personName, useDesk } from "../state/desk.ts";
import { HOME } from "../state/place.ts";
import { Avatar } from "./avatar.tsx";
import { ChannelSign } from "./channel-sign.tsx";
import { HeaderBar } from "./header-bar.tsx";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";

const Members = ({ channel }: { readonly channel: Channel }): VNode => {
  const { snapshot, me, say } = useDesk();
  const people = channel.memberIds.map((id) => personById(snapshot, id)).filter((person) => person !== undefined);
  return (
    <Menu
      label={say("members", { count: people.length })}
      buttonClass="members"
      button={
        <>
          <span class="members-faces">
            {people.slice(0, 3).map((person) => (
              <Avatar key={person.id} person={person} size="tiny" />
            ))}
          </span>
          {people.length}
        </>
      }
      items={people.map((person) => ({
        key: person.id,
        label: person.id === me.id ? say("nameAndYou", { name: personName(person) }) : personName(person),
        detail: person.isBot ? say("app") : person.isStranger ? say("fromElsewhere") : `@${person.name}`,
        lead: <Avatar person={person} size="small" />,
        onSelect: () => undefined,
      }))}
    />
  );
};

/** The two sides of the conversation with the app. */
export const AppTabs = (props: { readonly on: "home" | "messages" }): VNode => {
  const { snapshot, go, say } = useDesk();
  const chat = snapshot.channels.find((channel) => isBotChat(snapshot, channel));
  return (
    <nav class="tabs" aria-label={say("app")}>
      <button
        type="button"
        class="tab"
        data-testid="tab-home"
        aria-current={props.on === "home" ? "page" : undefined}
        onClick={() => go({ channel: HOME, thread: undefined })}
      >
        {say("home")}
      </button>
      {chat === undefined ? null : (
        <button
          type="button"
          class="tab"
          data-testid="tab-messages"
          aria-current={props.on === "messages" ? "page" : undefined}
          onClick={() => go({ channel: chat.id, thread: undefined })}
        >
          {say("messages")}
        </button>
      )}
    </nav>
  );
};

export const ChannelHeader = ({ channel }: { readonly channel: Channel }): VNode => {
  const { snapshot, act, toast, say } = useDesk();
  const bot = personById(snapshot, snapshot.botUserId);
  const other = channel.kind === "im" ? otherPerson(snapshot, channel) : undefined;
  const invite = async () => {
    const answer = await act({ kind: "invite-bot", channel: channel.id });
    if (!answer.ok) toast(answer.error, "bad");
  };
  return (
    <HeaderBar
      sign={other === undefined ? <ChannelSign channel={channel} /> : <Avatar person={other} size="small" />}
      title={channel.name}
      detail={
        other === undefined
          ? channel.topic
          : other.isBot
            ? say("app")
            : `@${other.name} · ${other.tz.replaceAll("_", " ")}`
      }
      badges={
        <>
          {channel.isExternallyShared ? (
            <span class="badge badge--external" title={say("externalHint")}>
              <Icon name="globe" /> {say("external")}
            </span>
          ) : null}
          {channel.isArchived ? <span class="badge">{say("archived")}</span> : null}
        </>
      }
      below={isBotChat(snapshot, channel) ? <AppTabs on="messages" /> : null}
    >
      {channel.kind !== "im" && channel.isMember && !channel.botIsMember && !channel.isArchived ? (
        <button type="button" class="button button--small" data-testid="invite-bot" onClick={() => void invite()}>
          <Icon name="invite" />
          <span class="wide-only">{say("addApp", { name: personName(bot) })}</span>
          <span class="sr-only">{say("toChannel")}</span>
        </button>
      ) : null}
      {channel.kind === "im" ? null : <Members channel={channel} />}
    </HeaderBar>
  );
};
