import type { RichTextBlock, RichTextElement } from "@slack/types";
import type { ComponentChildren, VNode } from "preact";
import { ChannelMention, Emoji, Link, Moment, UserMention } from "./mrkdwn-view.tsx";

type Style = { readonly bold?: boolean; readonly italic?: boolean; readonly strike?: boolean; readonly code?: boolean };

const Styled = (props: { readonly style: Style | undefined; readonly children: ComponentChildren }): VNode => {
  let node: VNode = <>{props.children}</>;
  if (props.style?.code === true) node = <code class="code">{node}</code>;
  if (props.style?.strike === true) node = <s>{node}</s>;
  if (props.style?.italic === true) node = <em>{node}</em>;
  if (props.style?.bold === true) node = <strong>{node}</strong>;
  return node;
};

const Piece = ({ piece }: { readonly piece: RichTextElement }): VNode => {
  switch (piece.type) {
    case "text":
      return <>{piece.text}</>;
    case "link":
      return <Link url={piece.url}>{piece.text ?? piece.url}</Link>;
    case "emoji":
      return <Emoji name={piece.name} />;
    case "user":
      return <UserMention id={piece.user_id} />;
    case "channel":
      return <ChannelMention id={piece.channel_id} />;
    case "broadcast":
      return <span class="mention">@{piece.range}</span>;
    case "usergroup":
      return <span class="mention">@{piece.usergroup_id}</span>;
    case "team":
      return <span class="mention">{piece.team_id}</span>;
    case "color":
      return <code class="code">{piece.value}</code>;
    case "date":
      return <Moment epoch={piece.timestamp} format={piece.format} url={piece.url} fallback={piece.fallback ?? ""} />;
  }
};

const Pieces = ({ pieces }: { readonly pieces: readonly RichTextElement[] }): VNode => (
  <>
    {pieces.map((piece, index) => (
      <Styled key={index} style={piece.style}>
        <Piece piece={piece} />
      </Styled>
    ))}
  </>
);

const Part = ({ part }: { readonly part: RichTextBlock["elements"][number] }): VNode => {
  switch (part.type) {
    case "rich_text_section":
      return (
        <div class="lines lines--pre">
          <Pieces pieces={part.elements} />
        </div>
      );
    case "rich_text_quote":
      return (
        <blockquote class="quote lines--pre">
          <Pieces pieces={part.elements} />
        </blockquote>
      );
    case "rich_text_preformatted":
      return (
        <pre class="pre">
          <Pieces pieces={part.elements} />
        </pre>
      );
    case "rich_text_list": {
      const items = part.elements.map((item, index) => (
        <li key={index}>
          <Pieces pieces={item.elements} />
        </li>
      ));
      const indent = { marginInlineStart: `${(part.indent ?? 0) * 1.5}em` };
      return part.style === "ordered" ? <ol style={indent}>{items}</ol> : <ul style={indent}>{items}</ul>;
    }
  }
};

export const RichText = ({ block }: { readonly block: RichTextBlock }): VNode => (
  <div class="rich-text">
    {block.elements.map((part, index) => (
      <Part key={index} part={part} />
    ))}
  </div>
);
