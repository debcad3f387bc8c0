import type { VNode } from "preact";
import type { Channel, InputValue, Option, Person, Snapshot } from "../../protocol.ts";
import { useForm } from "../blocks/form.ts";
import { type AnySelect, actionIdOf } from "../blocks/kit.ts";
import { plainText } from "../blocks/text.tsx";
import { Avatar } from "../components/avatar.tsx";
import { ChannelSign } from "../components/channel-sign.tsx";
import { otherPerson, personName, useDesk } from "../state/desk.ts";
import type { Say } from "../text/words.ts";
import { Combobox } from "./combobox.tsx";
import { type ElementProps, useField } from "./field.ts";
import { type Choice, type ChoiceGroup, type ChoiceSource, choiceOf } from "./options.ts";

const personChoice = (person: Person, say: Say): Choice => ({
  value: person.id,
  text: personName(person),
  description: person.isBot ? say("app") : `@${person.name}`,
  lead: <Avatar person={person} size="tiny" />,
});

const channelChoice = (snapshot: Snapshot, channel: Channel, say: Say): Choice => {
  const other = channel.kind === "im" ? otherPerson(snapshot, channel) : undefined;
  return {
    value: channel.id,
    text: channel.name,
    description: channel.isExternallyShared ? say("sharedElsewhere") : undefined,
    lead: other === undefined ? <ChannelSign channel={channel} /> : <Avatar person={other} size="tiny" />,
  };
};

const group = (choices: readonly Choice[]): readonly ChoiceGroup[] => [{ label: undefined, choices }];

const mayShow = (element: AnySelect, channel: Channel, snapshot: Snapshot): boolean => {
  if (channel.isArchived || (channel.kind !== "public" && !channel.isMember)) return false;
  if (element.type === "channels_select" || element.type === "multi_channels_select") return channel.kind === "public";
  if (element.type !== "conversations_select" && element.type !== "multi_conversations_select") return false;
  const filter = element.filter;
  if (filter?.include !== undefined && !filter.include.includes(channel.kind)) return false;
  if (filter?.exclude_external_shared_channels === true && channel.isExternallyShared) return false;
  return !(
    filter?.exclude_bot_users === true &&
    channel.kind === "im" &&
    otherPerson(snapshot, channel)?.isBot === true
  );
};

const asOptions = (held: unknown): readonly Option[] => (Array.isArray(held) ? (held as readonly Option[]) : []);
const asIds = (held: unknown): readonly string[] => (Array.isArray(held) ? (held as readonly string[]) : []);

/** The ids or options that a value holds, whatever its shape. */
const heldOptions = (value: InputValue | undefined): readonly Option[] => {
  const one = value?.["selected_option"];
  return one === undefined || one === null ? asOptions(value?.["selected_options"]) : [one as Option];
};

const ID_KEYS = {
  users_select: "selected_user",
  multi_users_select: "selected_users",
  conversations_select: "selected_conversation",
  multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel",
  multi_channels_select: "selected_channels",
} as const;
type IdSelect = keyof typeof ID_KEYS;
const isIdSelect = (type: string): type is IdSelect => type in ID_KEYS;

/** Every kind of select: static, external, of people, of conversations; for one or for several. */
export const SelectField = (props: ElementProps<AnySelect>): VNode => {
  const { element } = props;
  const desk = useDesk();
  const form = useForm();
  const field = useField(props);
  const { snapshot, say } = desk;
  const multiple = element.type.startsWith("multi_");

  const idChoices = (): readonly Choice[] =>
    element.type === "users_select" || element.type === "multi_users_select"
      ? snapshot.people.filter((person) => !person.deleted).map((person) => personChoice(person, say))
      : snapshot.channels
          .filter((channel) => mayShow(element, channel, snapshot))
          .map((channel) => channelChoice(snapshot, channel, say));

  const source = (): ChoiceSource => {
    switch (element.type) {
      case "static_select":
      case "multi_static_select":
        return {
          kind: "local",
          groups:
            element.option_groups === undefined
              ? group((element.options ?? []).map((option) => choiceOf(option as Option)))
              : element.option_groups.map((each) => ({
                  label: plainText(each.label),
                  choices: each.options.map((option) => choiceOf(option as Option)),
                })),
        };
      case "external_select":
      case "multi_external_select":
        return {
          kind: "remote",
          // Slack's own default.
          minLength: element.min_query_length ?? 3,
          load: (query) => form.suggest(props.blockId, actionIdOf(element), query),
        };
      default:
        return { kind: "local", groups: group(idChoices()) };
    }
  };

  const chosen = (): readonly Choice[] => {
    if (!isIdSelect(element.type)) return heldOptions(field.value).map(choiceOf);
    const held = field.value?.[ID_KEYS[element.type]];
    const ids = typeof held === "string" ? [held] : asIds(held);
    const known = idChoices();
    return ids.map((id) => known.find(({ value }) => value === id) ?? { value: id, text: nameOf(id) });
  };

  const nameOf = (id: string): string =>
    snapshot.channels.find((channel) => channel.id === id)?.name ??
    personName(snapshot.people.find((person) => person.id === id));

  const valueFor = (choices: readonly Choice[]): InputValue => {
    if (isIdSelect(element.type)) {
      const ids = choices.map(({ value }) => value);
      return { type: element.type, [ID_KEYS[element.type]]: multiple ? ids : (ids[0] ?? null) };
    }
    const options = choices.flatMap(({ option }) => (option === undefined ? [] : [option]));
    return multiple
      ? { type: element.type, selected_options: options }
      : { type: element.type, selected_option: options[0] ?? null };
  };

  return (
    <Combobox
      id={props.id}
      label={props.label}
      attributes={field.attributes}
      placeholder={
        element.placeholder === undefined ? say(multiple ? "chooseSome" : "chooseOne") : plainText(element.placeholder)
      }
      multiple={multiple}
      max={"max_selected_items" in element ? element.max_selected_items : undefined}
      clearable={props.required === false}
      focusOnLoad={element.focus_on_load === true}
      busy={field.busy}
      source={source()}
      chosen={chosen()}
      onChange={(choices) => field.change(valueFor(choices))}
    />
  );
};
