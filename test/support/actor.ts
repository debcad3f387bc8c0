import type { SlackEmulator } from "../../src/emulators/slack/emulator.ts";
import type {
  ActAnswer,
  Block,
  InputValue,
  Message,
  Option,
  StateValues,
  View,
} from "../../src/emulators/slack/protocol.ts";

// As long as a test may take, nearly: machines that are busy with other things are slow.
const PATIENCE_MS = 25_000;

/** A person at the emulated workspace: does what people do, sees what people see. */
export const createActor = (slack: SlackEmulator, id: string) => {
  const topModal = (): View | undefined => slack.snapshot(id).modals.at(-1);
  const modal = (): View => {
    const view = topModal();
    if (view === undefined) throw new Error("no modal is open");
    return view;
  };
  const messages = (channel: string): readonly Message[] => slack.snapshot(id).messages[channel] ?? [];

  const seeModal = (wish: (view: View) => boolean = () => true): Promise<View> =>
    slack.waitFor(() => {
      const view = topModal();
      return view !== undefined && wish(view) ? view : undefined;
    }, PATIENCE_MS);

  const seeMessage = (channel: string, wish: (message: Message) => boolean): Promise<Message> =>
    slack.waitFor(() => messages(channel).findLast((message) => !message.deleted && wish(message)), PATIENCE_MS);

  const suggest = async (blockId: string, query: string): Promise<readonly Option[]> => {
    const answer = await slack.act({
      as: id,
      kind: "suggest",
      place: { in: "view", viewId: modal().id, values: {} },
      blockId,
      actionId: blockId,
      query,
    });
    if (!answer.ok || !("options" in answer)) throw new Error(`no options: ${JSON.stringify(answer)}`);
    return answer.options;
  };

  /** Puts a value into a field; waits for the modal to be drawn again where it listens to the field. */
  const set = async (blockId: string, value: InputValue): Promise<void> => {
    const { id: viewId, hash, blocks } = modal();
    const answer = await slack.act({
      as: id,
      kind: "action",
      place: { in: "view", viewId, values: {} },
      blockId,
      actionId: blockId,
      action: value,
    });
    if (!answer.ok) throw new Error(answer.error);
    const block = blocks.find((candidate) => candidate.block_id === blockId);
    if (block?.dispatch_action === true) await seeModal((view) => view.hash !== hash);
  };

  return {
    id,
    direct: () => slack.directMessage(id),
    say: (channel: string, text: string) => slack.act({ as: id, kind: "say", channel, text }),
    command: (text: string, channel: string) =>
      slack.act({ as: id, kind: "command", channel, command: "/koodrive", text }),
    shortcut: (callbackId: string) => slack.act({ as: id, kind: "shortcut", callbackId }),
    inviteBot: (channel: string) => slack.act({ as: id, kind: "invite-bot", channel }),
    remove: (message: Message) => slack.act({ as: id, kind: "delete", channel: message.channel, ts: message.ts }),
    modal,
    topModal,
    /** Waits for the modal to be as wished: it is filled in and changed while it is open. */
    seeModal,
    messages,
    /** The latest message that is as wished. */
    seeMessage,
    /** What a command answers, privately: the latest such message with that text. */
    seeAnswer: (channel: string, text: string): Promise<Message> =>
      seeMessage(channel, (message) => message.ephemeral && textOf(message.blocks).includes(text)),
    suggest,
    set,
    type: (blockId: string, text: string) => set(blockId, { type: "plain_text_input", value: text }),
    /** Takes one of a field's own options, by its value. */
    take: (blockId: string, value: string): Promise<void> => {
      const option = optionsOf(modal(), blockId).find((candidate) => candidate.value === value);
      if (option === undefined) throw new Error(`${blockId} does not offer ${value}`);
      return set(blockId, { type: elementOf(modal(), blockId).type, selected_option: option });
    },
    /** Types part of a name and takes the options that have these labels. */
    find: async (blockId: string, query: string, ...labels: readonly string[]): Promise<void> => {
      const options = await suggest(blockId, query);
      const chosen = labels.map((label) => {
        const found = options.find((option) => option.text.text === label);
        if (found === undefined)
          throw new Error(`not offered: ${label} in ${options.map((o) => o.text.text).join("; ")}`);
        return found;
      });
      const { type } = elementOf(modal(), blockId);
      await set(
        blockId,
        type.startsWith("multi_") ? { type, selected_options: chosen } : { type, selected_option: chosen[0] ?? null },
      );
    },
    submit: (values: StateValues = {}): Promise<ActAnswer> =>
      slack.act({ as: id, kind: "submit", viewId: modal().id, values }),
    press: (message: Message, actionId: string) => {
      const { blockId, element } = findButton(message.blocks, actionId);
      return slack.act({
        as: id,
        kind: "action",
        place: { in: "message", channel: message.channel, ts: message.ts },
        blockId,
        actionId,
        action: { type: "button", ...(element.value === undefined ? {} : { value: element.value }) },
      });
    },
    pressInModal: (actionId: string) => {
      const view = modal();
      const { blockId, element } = findButton(view.blocks, actionId);
      return slack.act({
        as: id,
        kind: "action",
        place: { in: "view", viewId: view.id, values: {} },
        blockId,
        actionId,
        action: { type: "button", ...(element.value === undefined ? {} : { value: element.value }) },
      });
    },
    close: () => slack.act({ as: id, kind: "close", viewId: modal().id, clearAll: true }),
  };
};

export type Actor = ReturnType<typeof createActor>;

export type Element = {
  readonly type: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly url?: string;
  readonly options?: readonly Option[];
  readonly [key: string]: unknown;
};

/** The input of a field. */
export const elementOf = (view: View, blockId: string): Element => {
  const block = view.blocks.find((candidate) => candidate.block_id === blockId);
  if (!isElement(block?.element)) throw new Error(`no field ${blockId}`);
  return block.element;
};

/** The ids of the fields that a modal shows, in order. */
export const fieldsOf = (view: View): readonly string[] =>
  view.blocks.filter((block) => block.type === "input").map((block) => block.block_id ?? "");

const optionsOf = (view: View, blockId: string): readonly Option[] => elementOf(view, blockId).options ?? [];

export const findButton = (
  blocks: readonly Block[],
  actionId: string,
): { readonly blockId: string; readonly element: Element } => {
  const found = buttonsOf(blocks).find(({ element }) => element.action_id === actionId);
  if (found === undefined) throw new Error(`no button ${actionId}`);
  return found;
};

/** The buttons of a message, with the blocks they stand in. */
export const buttonsOf = (
  blocks: readonly Block[],
): readonly { readonly blockId: string; readonly element: Element }[] =>
  blocks.flatMap((block) =>
    (Array.isArray(block.elements) ? block.elements : [block.accessory])
      .filter(isElement)
      .filter((element) => element.action_id !== undefined)
      .map((element) => ({ blockId: block.block_id ?? "", element })),
  );

const isElement = (value: unknown): value is Element => typeof value === "object" && value !== null && "type" in value;

/** All that people read of some blocks, a line each. */
export const textOf = (blocks: readonly unknown[]): string => {
  const lines: string[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) collect(one);
    else if (typeof value === "object" && value !== null) {
      if ("text" in value && typeof value.text === "string") lines.push(value.text);
      if ("user_id" in value && typeof value.user_id === "string") lines.push(`<@${value.user_id}>`);
      for (const inside of Object.values(value)) collect(inside);
    }
  };
  collect(blocks);
  return lines.join("\n");
};
