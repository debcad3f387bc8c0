import type { ComponentChildren, VNode } from "preact";
import { Fragment } from "preact";
import { personById, personName, useDesk } from "../state/desk.ts";
import { fillDate, fullMoment } from "./dates.ts";
import { emojiByName } from "./emoji.ts";
import { type Inline, parseMrkdwn } from "./mrkdwn.ts";

/** Only addresses that a click may follow; anything else (`javascript:` above all) is shown as text. */
const isSafeUrl = (url: string): boolean => /^(https?:|mailto:|tel:)/i.test(url);

export const Link = (props: { readonly url: string; readonly children: ComponentChildren }): VNode =>
  isSafeUrl(props.url) ? (
    <a class="link" href={props.url} target="_blank" rel="noopener noreferrer">
      {props.children}
    </a>
  ) : (
    <span>{props.children}</span>
  );

export const Emoji = (props: { readonly name: string }): VNode => {
  const character = emojiByName(props.name);
  if (character === undefined) return <>{`:${props.name}:`}</>;
  return (
    <span class="emoji" role="img" aria-label={props.name.replaceAll("_", " ")}>
      {character}
    </span>
  );
};

export const UserMention = (props: { readonly id: string; readonly label?: string | undefined }): VNode => {
  const { snapshot } = useDesk();
  const person = personById(snapshot, props.id);
  const name = person === undefined ? (props.label ?? props.id) : personName(person);
  return <span class={person?.id === snapshot.me.id ? "mention mention--me" : "mention"}>@{name}</span>;
};

export const ChannelMention = (props: { readonly id: string; readonly label?: string | undefined }): VNode => {
  const { snapshot, say, go } = useDesk();
  const channel = snapshot.channels.find(({ id }) => id === props.id);
  if (channel === undefined) return <span class="mention">#{props.label ?? say("privateChannel")}</span>;
  return (
    <button type="button" class="mention mention--link" onClick={() => go({ channel: channel.id, thread: undefined })}>
      {channel.kind === "im" ? "@" : "#"}
      {channel.name}
    </button>
  );
};

export const Moment = (props: {
  readonly epoch: number;
  readonly format: string;
  readonly url: string | undefined;
  readonly fallback: string;
}): VNode => {
  const { me, now } = useDesk();
  const filled = fillDate(props.epoch, props.format, now(), me);
  if (filled === undefined) return <>{props.fallback}</>;
  const time = (
    <time dateTime={new Date(props.epoch * 1000).toISOString()} title={fullMoment(props.epoch * 1000, me)}>
      {filled}
    </time>
  );
  return props.url === undefined ? time : <Link url={props.url}>{time}</Link>;
};

const InlineNode = ({ node }: { readonly node: Inline }): VNode => {
  switch (node.kind) {
    case "text":
      return <>{node.text}</>;
    case "break":
      return <br />;
    case "bold":
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case "strike":
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      );
    case "code":
      return <code class="code">{node.text}</code>;
    case "link":
      return <Link url={node.url}>{node.label ?? node.url.replace(/^mailto:/, "")}</Link>;
    case "user":
      return <UserMention id={node.id} label={node.label} />;
    case "channel":
      return <ChannelMention id={node.id} label={node.label} />;
    case "group":
      return <span class="mention">{node.label ?? `@${node.id}`}</span>;
    case "broadcast":
      return <span class="mention">@{node.name}</span>;
    case "date":
      return <Moment {...node} />;
    case "emoji":
      return <Emoji name={node.name} />;
  }
};

const Inlines = ({ nodes }: { readonly nodes: readonly Inline[] }): VNode => (
  <>
    {nodes.map((node, index) => (
      <InlineNode key={index} node={node} />
    ))}
  </>
);

/** Slack's mrkdwn as elements; nothing in it can become markup of the page. */
export const Mrkdwn = (props: { readonly text: string; readonly verbatim?: boolean }): VNode => (
  <>
    {parseMrkdwn(props.text, props.verbatim).map((stretch, index) => (
      <Fragment key={index}>
        {stretch.kind === "pre" ? (
          <pre class="pre">{stretch.text}</pre>
        ) : stretch.kind === "quote" ? (
          <blockquote class="quote">
            <Inlines nodes={stretch.children} />
          </blockquote>
        ) : (
          <div class="lines">
            <Inlines nodes={stretch.children} />
          </div>
        )}
      </Fragment>
    ))}
  </>
);
