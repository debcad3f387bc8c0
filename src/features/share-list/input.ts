import { z } from "zod";

/** Which page of which search: stands in the buttons that turn pages. */
export type ListPlace = { readonly offset: number; readonly text: string };

export const PAGE_SIZE = 5;

const shape = z.object({ o: z.int().min(0).max(100_000), q: z.string().max(200) });

export const writePlace = ({ offset, text }: ListPlace): string => JSON.stringify({ o: offset, q: text });

/** The first page of everything when the value is not what this program wrote. */
export const readPlace = (value: string | undefined): ListPlace => {
  const parsed = z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue("not JSON");
        return z.NEVER;
      }
    })
    .pipe(shape)
    .safeParse(value);
  return parsed.success ? { offset: parsed.data.o, text: parsed.data.q } : { offset: 0, text: "" };
};

/** What follows `/koodrive shares`: part of a name. */
export const readSearch = (args: string): string => args.trim().slice(0, 200);
