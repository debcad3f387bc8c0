import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { createElement, type VNode } from "preact";
import { withEmoji } from "./emoji.ts";
import { Link } from "./mrkdwn-view.tsx";

/** Marked's generic tokens come only from extensions, and none are installed. */
const known = (token: Token): MarkedToken => token as MarkedToken;

const Nodes = ({ tokens }: { readonly tokens: readonly Token[] | undefined }): VNode => (
  <>
    {(tokens ?? []).map((token, index) => (
      <Node key={index} token={known(token)} />
    ))}
  </>
);

const Table = ({ token }: { readonly token: Tokens.Table }): VNode => (
  <div class="table-scroll">
    <table class="table">
      <thead>
        <tr>
          {token.header.map((cell, index) => (
            <th key={index} style={{ textAlign: cell.align ?? "left" }}>
              <Nodes tokens={cell.tokens} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {token.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column} style={{ textAlign: cell.align ?? "left" }}>
                <Nodes tokens={cell.tokens} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Items = ({ items }: { readonly items: readonly Tokens.ListItem[] }): VNode => (
  <>
    {items.map((item, index) => (
      <li key={index}>
        <Nodes tokens={item.tokens} />
      </li>
    ))}
  </>
);

const Node = ({ token }: { readonly token: MarkedToken }): VNode | string | null => {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "paragraph":
      return (
        <p>
          <Nodes tokens={token.tokens} />
        </p>
      );
    case "heading":
      // The page itself uses the first two levels.
      return createElement(`h${Math.min(6, token.depth + 2)}`, null, <Nodes tokens={token.tokens} />);
    case "list":
      return token.ordered ? (
        <ol start={Number(token.start)}>
          <Items items={token.items} />
        </ol>
      ) : (
        <ul>
          <Items items={token.items} />
        </ul>
      );
    case "list_item":
      return <Nodes tokens={token.tokens} />;
    case "checkbox":
      return token.checked ? "☑ " : "☐ ";
    case "blockquote":
      return (
        <blockquote class="quote">
          <Nodes tokens={token.tokens} />
        </blockquote>
      );
    case "code":
      return <pre class="pre">{token.text}</pre>;
    case "codespan":
      return <code class="code">{token.text}</code>;
    case "hr":
      return <hr class="divider" />;
    case "br":
      return <br />;
    case "table":
      return <Table token={token} />;
    case "strong":
      return (
        <strong>
          <Nodes tokens={token.tokens} />
        </strong>
      );
    case "em":
      return (
        <em>
          <Nodes tokens={token.tokens} />
        </em>
      );
    case "del":
      return (
        <s>
          <Nodes tokens={token.tokens} />
        </s>
      );
    case "link":
      return (
        <Link url={token.href}>
          <Nodes tokens={token.tokens} />
        </Link>
      );
    case "image":
      return <Link url={token.href}>{token.text}</Link>;
    case "text":
      return token.tokens === undefined ? withEmoji(token.text) : <Nodes tokens={token.tokens} />;
    case "escape":
    case "html":
      return token.text;
  }
};

/** Standard Markdown, as the `markdown` block carries it. HTML in it is shown as text. */
export const Markdown = ({ text }: { readonly text: string }): VNode => (
  <div class="markdown">
    <Nodes tokens={lexer(text)} />
  </div>
);
