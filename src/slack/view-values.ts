import { z } from "zod";

/**
 * Reads what a modal sends back. Slack says `null` for what is not chosen, and leaves a block out
 * that was not shown; anything of another shape than the element's own counts as not given.
 */
export type ViewValues = {
  /** Ids of the blocks with a field that were shown. */
  readonly shown: ReadonlySet<string>;
  /** A static or external select, or radio buttons: the chosen option's value. */
  readonly chosen: (id: string) => string | undefined;
  /** The chosen option's value and label. */
  readonly chosenOption: (id: string) => ChosenOption | undefined;
  readonly chosenOptions: (id: string) => readonly ChosenOption[];
  readonly text: (id: string) => string | undefined;
  readonly date: (id: string) => string | undefined;
  readonly users: (id: string) => readonly string[];
  readonly conversation: (id: string) => string | undefined;
};

export type ChosenOption = { readonly value: string; readonly label: string };

const optionShape = z.object({ value: z.string(), text: z.object({ text: z.string() }) });
const elementShape = z.object({
  value: z.string().nullish().catch(undefined),
  selected_option: optionShape.nullish().catch(undefined),
  selected_options: z.array(optionShape).nullish().catch(undefined),
  selected_date: z.string().nullish().catch(undefined),
  selected_users: z.array(z.string()).nullish().catch(undefined),
  selected_conversation: z.string().nullish().catch(undefined),
});
const valuesShape = z.record(z.string(), z.record(z.string(), z.unknown())).catch({});

/** @param values `view.state.values` as it came */
export const readViewValues = (values: unknown): ViewValues => {
  const blocks = valuesShape.parse(values);
  const element = (id: string): z.infer<typeof elementShape> | undefined => {
    const parsed = elementShape.safeParse(blocks[id]?.[id]);
    return parsed.success ? parsed.data : undefined;
  };
  const chosenOption = (id: string): ChosenOption | undefined => {
    const option = element(id)?.selected_option;
    return option === null || option === undefined ? undefined : { value: option.value, label: option.text.text };
  };
  return {
    shown: new Set(Object.keys(blocks)),
    chosen: (id) => chosenOption(id)?.value,
    chosenOption,
    chosenOptions: (id) =>
      (element(id)?.selected_options ?? []).map((option) => ({ value: option.value, label: option.text.text })),
    text: (id) => {
      const text = element(id)?.value?.trim();
      return text === undefined || text === "" ? undefined : text;
    },
    date: (id) => element(id)?.selected_date ?? undefined,
    users: (id) => element(id)?.selected_users ?? [],
    conversation: (id) => element(id)?.selected_conversation ?? undefined,
  };
};

/** Reads what a modal carried unseen (`private_metadata`); undefined when it is not JSON of that shape. */
export const readMetadata = <T>(shape: z.ZodType<T>, text: string): T | undefined => {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
