import type { ActionsBlock, AlertBlock, ContextBlock, ImageElement, SectionBlock } from "@slack/types";
import type { VNode } from "preact";
import type { Block } from "../../protocol.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { Element } from "../elements/element.tsx";
import { useDesk } from "../state/desk.ts";
import { Markdown } from "../text/markdown-view.tsx";
import { RichText } from "../text/rich-text-view.tsx";
import { InputField } from "./input-field.tsx";
import { actionIdOf, blockIdOf, knownBlock, knownElement } from "./kit.ts";
import { TableRows } from "./table-rows.tsx";
import { plainText, Text } from "./text.tsx";

const imageUrl = (image: object): string =>
  "image_url" in image && typeof image.image_url === "string" ? image.image_url : "";

const Section = (props: { readonly block: SectionBlock; readonly blockId: string }): VNode => {
  const { block, blockId } = props;
  const { say } = useDesk();
  return (
    <div class={block.accessory === undefined ? "section" : "section section--with-accessory"}>
      <div class="section-main">
        {block.text === undefined ? null : <Text text={block.text} />}
        {block.fields === undefined ? null : (
          <div class="fields">
            {block.fields.map((field, index) => (
              <div class="field-cell" key={index}>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory === undefined ? null : (
        <div class={`accessory accessory--${block.accessory.type}`}>
          <Element
            element={knownElement(block.accessory)}
            blockId={blockId}
            label={block.text === undefined ? say("choose") : block.text.text.replaceAll(/[*_~`]/g, "")}
            dispatches
          />
        </div>
      )}
    </div>
  );
};

const Actions = (props: { readonly block: ActionsBlock; readonly blockId: string }): VNode => {
  const { say } = useDesk();
  return (
    <div class="actions">
      {props.block.elements.map((element, index) => (
        <Element
          key={actionIdOf(element) || index}
          element={knownElement(element)}
          blockId={props.blockId}
          label={say("choose")}
          dispatches
        />
      ))}
    </div>
  );
};

const ContextImage = ({ image }: { readonly image: ImageElement }): VNode => (
  <img class="context-image" src={imageUrl(image)} alt={image.alt_text} />
);

const Context = ({ block }: { readonly block: ContextBlock }): VNode => (
  <div class="context">
    {block.elements.map((element, index) =>
      element.type === "image" ? (
        <ContextImage key={index} image={element} />
      ) : (
        <div class="context-text" key={index}>
          <Text text={element} />
        </div>
      ),
    )}
  </div>
);

const ALERT_ICONS: Readonly<Record<string, IconName>> = {
  default: "info",
  info: "info",
  warning: "warning",
  error: "alert",
  success: "done",
};

const Alert = ({ block }: { readonly block: AlertBlock }): VNode => {
  const level = block.level ?? "default";
  return (
    <div class={`alert alert--${level}`} role={level === "error" || level === "warning" ? "alert" : "status"}>
      <Icon name={ALERT_ICONS[level] ?? "info"} />
      <div>
        <Text text={block.text} />
      </div>
    </div>
  );
};

const BlockView = (props: { readonly block: Block; readonly blockId: string }): VNode => {
  const block = knownBlock(props.block);
  const { say } = useDesk();
  switch (block.type) {
    case "section":
      return <Section block={block} blockId={props.blockId} />;
    case "actions":
      return <Actions block={block} blockId={props.blockId} />;
    case "context":
      return <Context block={block} />;
    case "input":
      return <InputField block={block} blockId={props.blockId} />;
    case "divider":
      return <hr class="divider" />;
    case "header":
      return <h3 class="header-block">{plainText(block.text)}</h3>;
    case "image":
      return (
        <figure class="image-block">
          {block.title === undefined ? null : <figcaption>{plainText(block.title)}</figcaption>}
          <img src={imageUrl(block)} alt={block.alt_text} loading="lazy" />
        </figure>
      );
    case "rich_text":
      return <RichText block={block} />;
    case "markdown":
      return <Markdown text={block.text} />;
    case "table":
      return <TableRows block={block} />;
    case "alert":
      return <Alert block={block} />;
    default:
      return <p class="unknown-block">{say("unknownBlock", { type: block.type })}</p>;
  }
};

/** Block Kit, in order. Needs a `FormContext` around it. */
export const Blocks = ({ blocks }: { readonly blocks: readonly Block[] }): VNode => (
  <>
    {blocks.map((block, index) => {
      const blockId = blockIdOf(block, index);
      return (
        <div class={`block block--${block.type}`} key={`${blockId} ${block.type}`} data-block-id={blockId}>
          <BlockView block={block} blockId={blockId} />
        </div>
      );
    })}
  </>
);
