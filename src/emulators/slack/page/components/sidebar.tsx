import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Channel, Person } from "../../protocol.ts";
import { isBotChat, otherPerson, personById, personName, useDesk } from "../state/desk.ts";
import { HOME } from "../state/place.ts";
import { applyTheme, otherTheme, savedTheme } from "../state/theme.ts";
import { Avatar } from "./avatar.tsx";
import { ChannelSign } from "./channel-sign.tsx";
import { Icon } from "./icon.tsx";
import { PersonSwitcher } from "./person-switcher.tsx";

const ChannelLink = (props: {
  readonly channel: Channel;
  readonly fresh: number;
  readonly onGo: () => void;
}): VNode => {
  const { channel, fresh } = props;
  const { snapshot, say, place, go } = useDesk();
  const other = channel.kind === "im" ? otherPerson(snapshot, channel) : undefined;
  return (
    <li>
      <button
        type="button"
        class={`nav-item${fresh > 0 ? " nav-item--fresh" : ""}${channel.isMember ? "" : " nav-item--outside"}`}
        aria-current={place.channel === channel.id ? "page" : undefined}
        data-channel={channel.id}
        onClick={() => {
          go({ channel: channel.id, thread: undefined });
          props.onGo();
        }}
      >
        {other === undefined ? <ChannelSign channel={channel} /> : <Avatar person={other} size="tiny" />}
        <span class="nav-name">{channel.name}</span>
        {channel.isExternallyShared ? (
          <span class="nav-mark" title={say("sharedElsewhere")}>
            <Icon name="globe" />
            <span class="sr-only">{say("sharedElsewhere")}</span>
          </span>
        ) : null}
        {fresh > 0 ? (
          <span class="nav-count">
            <span aria-hidden="true">{fresh > 99 ? "99+" : fresh}</span>
            <span class="sr-only">{say("fresh", { count: fresh })}</span>
          </span>
        ) : null}
      </button>
    </li>
  );
};

const byName = (a: Channel, b: Channel) => a.name.localeCompare(b.name);

/** Arrow keys go up and down the list of channels, as in a list of files. */
const walk = (event: KeyboardEvent) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(".nav-item")];
  const at = items.findIndex((item) => item.matches(":focus"));
  if (at < 0) return;
  event.preventDefault();
  items[Math.max(0, Math.min(at + step, items.length - 1))]?.focus();
};

const Tools = (): VNode => {
  const { snapshot, me, say, aside, setAside } = useDesk();
  const [theme, setTheme] = useState(savedTheme);
  const hasDemo = snapshot.controls.length > 0 || me.isAdmin;
  return (
    <div class="sidebar-tools">
      {hasDemo ? (
        <button
          type="button"
          class="tool"
          aria-expanded={aside === "demo"}
          data-testid="demo"
          onClick={() => setAside(aside === "demo" ? undefined : "demo")}
        >
          <Icon name="demo" /> {say("demo")}
        </button>
      ) : null}
      <button
        type="button"
        class="tool tool--icon"
        aria-label={say(otherTheme(theme) === "dark" ? "useDark" : "useLight")}
        title={say(otherTheme(theme) === "dark" ? "useDark" : "useLight")}
        data-testid="theme"
        onClick={() => {
          const next = otherTheme(theme);
          applyTheme(next);
          setTheme(next);
        }}
      >
        <Icon name={otherTheme(theme) === "dark" ? "moon" : "sun"} />
      </button>
    </div>
  );
};

/** Everything one can go to, and who one is. */
export const Sidebar = (props: {
  readonly people: readonly Person[];
  readonly fresh: ReadonlyMap<string, number>;
  readonly onGo: () => void;
}): VNode => {
  const { snapshot, say, place, go } = useDesk();
  const bot = personById(snapshot, snapshot.botUserId);
  const rooms = snapshot.channels.filter(({ kind }) => kind !== "im");
  const mine = rooms.filter((channel) => channel.isMember && !channel.isArchived).toSorted(byName);
  const others = rooms.filter((channel) => !channel.isMember || channel.isArchived).toSorted(byName);
  const chats = snapshot.channels
    .filter(({ kind }) => kind === "im")
    .toSorted((a, b) => Number(isBotChat(snapshot, b)) - Number(isBotChat(snapshot, a)) || byName(a, b));

  const list = (title: "channels" | "directMessages" | "moreChannels", channels: readonly Channel[]) =>
    channels.length === 0 ? null : (
      <section class="nav-section">
        <h2 class="nav-title" id={`nav-${title}`}>
          {say(title)}
        </h2>
        <ul aria-labelledby={`nav-${title}`}>
          {channels.map((channel) => (
            <ChannelLink
              key={channel.id}
              channel={channel}
              fresh={props.fresh.get(channel.id) ?? 0}
              onGo={props.onGo}
            />
          ))}
        </ul>
      </section>
    );

  return (
    <div class="sidebar">
      <div class="workspace">
        <span class="workspace-sign" aria-hidden="true">
          {Array.from(snapshot.teamName)[0]}
        </span>
        <span class="workspace-words">
          <strong>{snapshot.teamName}</strong>
          <span>{say("emulated")}</span>
        </span>
      </div>
      <PersonSwitcher people={props.people} />
      <nav class="nav" aria-label={say("channels")} onKeyDown={walk}>
        <section class="nav-section">
          <ul aria-label={say("app")}>
            <li>
              <button
                type="button"
                class="nav-item"
                aria-current={place.channel === HOME ? "page" : undefined}
                onClick={() => {
                  go({ channel: HOME, thread: undefined });
                  props.onGo();
                }}
              >
                <span class="channel-sign">
                  <Icon name="home" />
                </span>
                <span class="nav-name">{say("homeOf", { name: personName(bot) })}</span>
              </button>
            </li>
          </ul>
        </section>
        {list("channels", mine)}
        {list("directMessages", chats)}
        {list("moreChannels", others)}
      </nav>
      <Tools />
    </div>
  );
};
