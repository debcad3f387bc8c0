import type { VNode } from "preact";
import type { Channel } from "../../protocol.ts";
import { Icon } from "./icon.tsx";

/** The sign before a channel's name, with its meaning in words for those who cannot see it. */
export const ChannelSign = ({ channel }: { readonly channel: Channel }): VNode => (
  <span class="channel-sign">
    <Icon name={channel.isArchived ? "archive" : channel.kind === "private" ? "lock" : "hash"} />
    <span class="sr-only">
      {channel.isArchived ? "Archived channel " : channel.kind === "private" ? "Private channel " : "Channel "}
    </span>
  </span>
);
