import type { VNode } from "preact";
import type { Channel } from "../../protocol.ts";
import { useDesk } from "../state/desk.ts";
import { Icon } from "./icon.tsx";

/** The sign before a channel's name, with its meaning in words for those who cannot see it. */
export const ChannelSign = ({ channel }: { readonly channel: Channel }): VNode => {
  const { say } = useDesk();
  const meaning = channel.isArchived ? "signArchived" : channel.kind === "private" ? "signPrivate" : "signChannel";
  return (
    <span class="channel-sign">
      <Icon name={channel.isArchived ? "archive" : channel.kind === "private" ? "lock" : "hash"} />
      <span class="sr-only">{say(meaning)} </span>
    </span>
  );
};
