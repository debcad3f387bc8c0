import { z } from "zod";
import { PACKAGE_DAYS } from "../../domain/package-life.ts";
import { readMetadata as readJson } from "../../slack/view-values.ts";

/** The field of the modal `package_expiry`: block id and action id at once. */
export const FIELDS = { days: "days" } as const;

/** What the modal carries unseen: its reader's language, and, once it asks for a confirmation, of what. */
export type ExpiryMetadata = { readonly locale: "en" | "zh"; readonly confirm?: number | undefined };

const metadataShape = z.object({
  locale: z.enum(["en", "zh"]),
  confirm: z.int().min(PACKAGE_DAYS.least).max(PACKAGE_DAYS.most).optional(),
});

export const writeMetadata = (metadata: ExpiryMetadata): string => JSON.stringify(metadata);

/** Undefined when it is not what this program wrote. */
export const readMetadata = (text: string): ExpiryMetadata | undefined => readJson(metadataShape, text);
