import type { VNode } from "preact";
import type { Message } from "../../protocol.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { FormContext, useFormOf } from "../blocks/form.ts";
import { personById, personName, useDesk } from "../state/desk.ts";
import { clockTime, fullMoment } from "../text/dates.ts";
import { Mrkdwn } from "../text/mrkdwn-view.tsx";
import { Avatar } from "./avatar.tsx";
import { FileChip } from "./file-chip.tsx";
import { Icon } from "./icon.tsx";
import { millisOf, type Row } from "./message-groups.ts";
import { MessageTools } from "./message-tools.tsx";

/** Blocks that make a message a thing of its own: shown as a card, not as a line of talk. */
const isCard = (message: Message): boolean =>
  message.blocks.some(
    ({ type, ...rest }) => type === "header" || type === "actions" || (type === "section" && "accessory" in rest),
  );

const MessageBody = ({ message }: { readonly message: Message }): VNode => {
  const form = useFormOf({
    scope: `message-${message.channel}-${message.ts}`,
    blocks: message.blocks,
    version: JSON.stringify(message.blocks),
    placeFor: () => ({ in: "message", channel: message.channel, ts: message.ts }),
  });
  return (
    <FormContext.Provider value={form}>
      {message.blocks.length > 0 ? (
        <div class={isCard(message) ? "blocks card" : "blocks"}>
          <Blocks blocks={message.blocks} />
        </div>
      ) : (
        <div class="message-text">
          <Mrkdwn text={message.text} />
        </div>
      )}
      {message.unfurls.map((unfurl) => (
        <div class="unfurl" key={unfurl.url}>
          <div class="blocks">
            <Blocks blocks={unfurl.blocks} />
          </div>
        </div>
      ))}
      {(message.files ?? []).length === 0 ? null : (
        <div class="files">
          {message.files?.map((file) => (
            <FileChip key={file.id} file={file} />
          ))}
        </div>
      )}
    </FormContext.Provider>
  );
};

const ThreadLink = ({ row }: { readonly row: Row }): VNode | null => {
  const { snapshot, me, say, go, now } = useDesk();
  const last = row.replies.at(-1);
  if (last === undefined) return null;
  const people = [...new Set(row.replies.map(({ userId }) => userId))].slice(0, 4);
  const age = now() - millisOf(last.ts);
  return (
    <button type="button" class="thread-link" onClick={() => go({ thread: row.message.ts })}>
      <span class="thread-people">
        {people.map((id) => (
          <Avatar key={id} person={personById(snapshot, id)} size="tiny" />
        ))}
      </span>
      <strong>{say("replies", { count: row.replies.length })}</strong>
      <span class="muted">
        {age < 86_400_000 ? say("lastAt", { time: clockTime(millisOf(last.ts), me) }) : say("lastLongAgo")}
      </span>
    </button>
  );
};

/** One message with its author, its content and what can be done with it. */
export const MessageRow = (props: {
  readonly row: Row;
  readonly isTabStop: boolean;
  readonly inThread: boolean;
}): VNode => {
  const { row } = props;
  const { message } = row;
  const { snapshot, me, say, act, toast } = useDesk();
  const author = personById(snapshot, message.userId);
  const at = millisOf(message.ts);
  const name = personName(author);

  if (message.subtype === "channel_join") {
    return (
      <article
        class="message message--quiet"
        data-ts={message.ts}
        data-testid="message"
        tabIndex={props.isTabStop ? 0 : -1}
      >
        <span class="gutter">
          <Icon name="invite" />
        </span>
        <div>
          <strong>{name}</strong> {say("joined")}{" "}
          <time class="time" dateTime={new Date(at).toISOString()}>
            {clockTime(at, me)}
          </time>
        </div>
      </article>
    );
  }

  const dismiss = async () => {
    const answer = await act({ kind: "dismiss", channel: message.channel, ts: message.ts });
    if (!answer.ok) toast(answer.error, "bad");
  };
  const time = (
    <time class="time" dateTime={new Date(at).toISOString()} title={fullMoment(at, me)}>
      {clockTime(at, me)}
    </time>
  );
  return (
    <article
      class={`message${row.follows ? " message--follows" : ""}${message.ephemeral ? " message--private" : ""}`}
      data-ts={message.ts}
      data-testid="message"
      {...(message.ephemeral ? { "data-ephemeral": "true" } : {})}
      aria-label={`${name}, ${clockTime(at, me)}`}
      tabIndex={props.isTabStop ? 0 : -1}
    >
      {message.ephemeral ? (
        <div class="private-note">
          <Icon name="eye" /> {say("onlyYou")}
          <button type="button" class="text-button" onClick={() => void dismiss()}>
            {say("dismiss")}
          </button>
        </div>
      ) : null}
      <span class="gutter">{row.follows ? time : <Avatar person={author} size="medium" />}</span>
      <div class="message-main">
        {row.follows ? null : (
          <div class="message-head">
            <span class="author">{name}</span>
            {author?.isBot === true ? <span class="badge">{say("appBadge")}</span> : null}
            {author?.isStranger === true ? <span class="badge badge--external">{say("external")}</span> : null}
            {time}
          </div>
        )}
        {message.deleted ? <p class="muted">{say("deleted")}</p> : <MessageBody message={message} />}
        {message.edited && !message.deleted ? <span class="edited">{say("edited")}</span> : null}
        <ThreadLink row={row} />
      </div>
      {message.deleted ? null : <MessageTools message={message} inThread={props.inThread} />}
    </article>
  );
};
