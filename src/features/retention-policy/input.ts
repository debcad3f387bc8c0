import { z } from "zod";
import { readMetadata as readJson, readViewValues } from "../../slack/view-values.ts";

/** The first field of the modal `retention_policy`; the ones that follow are `policies_2`, `policies_3` … */
export const FIRST_FIELD = "policies";

/** @param index 0 for the first */
export const fieldName = (index: number): string => (index === 0 ? FIRST_FIELD : `${FIRST_FIELD}_${index + 1}`);

/** What the modal carries unseen: its reader's language, what was shown, and whether it asks for a confirmation. */
export type RetentionMetadata = {
  readonly locale: "en" | "zh";
  readonly changeId: string;
  readonly step: "choose" | "confirm";
};

const metadataShape = z.object({
  locale: z.enum(["en", "zh"]),
  changeId: z.uuid(),
  step: z.enum(["choose", "confirm"]),
});

export const writeMetadata = (metadata: RetentionMetadata): string => JSON.stringify(metadata);

/** Undefined when it is not what this program wrote. */
export const readMetadata = (text: string): RetentionMetadata | undefined => readJson(metadataShape, text);

/** The ids of all policies that are ticked. */
export const readTicked = (values: unknown): ReadonlySet<string> => {
  const view = readViewValues(values);
  const fields = [...view.shown].filter((id) => /^policies(_\d+)?$/.test(id));
  return new Set(fields.flatMap((id) => view.chosenOptions(id).map(({ value }) => value)));
};
