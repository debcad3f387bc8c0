import { z } from "zod";
import type { AuditFilter } from "../../domain/audit-filter.ts";
import { readMetadata } from "../../slack/view-values.ts";

/** Which page of which entries: stands in the buttons that turn pages. */
export type AuditPlace = {
  readonly filter: AuditFilter;
  readonly olderThan?: number | undefined;
  readonly newerThan?: number | undefined;
};

export const PAGE_SIZE = 8;

const moment = z
  .int()
  .min(0)
  .max(8.64e15)
  .transform((milliseconds) => new Date(milliseconds));
const entryId = z.int().min(0);
const shape = z.object({
  u: z
    .string()
    .regex(/^[UW][0-9A-Z]{2,30}$/)
    .optional(),
  s: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,64}$/)
    .optional(),
  a: z
    .string()
    .regex(/^[a-z.-]{1,72}$/)
    .optional(),
  v: z
    .string()
    .regex(/^[a-z-]{3,15}$/)
    .optional(),
  c: z
    .string()
    .regex(/^[CDG][0-9A-Z]{2,14}$/)
    .optional(),
  f: moment.optional(),
  t: moment.optional(),
  o: entryId.optional(),
  n: entryId.optional(),
});

/** Short, because a block's id holds 255 characters. */
export const writeAuditPlace = ({ filter, olderThan, newerThan }: AuditPlace): string =>
  JSON.stringify({
    u: filter.userId,
    s: filter.share,
    a: filter.act,
    f: filter.from?.getTime(),
    t: filter.to?.getTime(),
    v: filter.surface,
    c: filter.channel,
    o: olderThan,
    n: newerThan,
  });

/** The newest page of everything when it is not what this program wrote. */
export const readAuditPlace = (value: string | undefined): AuditPlace => {
  const place = readMetadata(shape, value ?? "");
  if (place === undefined) return { filter: {} };
  return {
    filter: {
      userId: place.u,
      share: place.s,
      act: place.a,
      from: place.f,
      to: place.t,
      surface: place.v,
      channel: place.c,
    },
    olderThan: place.o,
    newerThan: place.n,
  };
};

/** The person chosen in the menu; undefined when it names none. */
export const readChosenPerson = (value: string | undefined): string | undefined => shape.shape.u.safeParse(value).data;

/** `export` in front asks for the file. */
export const readAuditArgs = (args: string): { readonly wantsExport: boolean; readonly text: string } => {
  const found = /^export(\s+|$)/i.exec(args.trim());
  return found === null
    ? { wantsExport: false, text: args }
    : { wantsExport: true, text: args.trim().slice(found[0].length) };
};
