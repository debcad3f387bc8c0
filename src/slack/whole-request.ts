import { z } from "zod";

// Slack's own are far shorter. What is longer would be kept in memory for nothing.
const LONGEST_ID = 255;
const id = z.string().min(1).max(LONGEST_ID);
const person = z.object({ id });
const view = z.object({
  id,
  callback_id: z.string(),
  private_metadata: z.string(),
  state: z.object({ values: z.record(z.string(), z.unknown()) }),
});

/** What the handlers take for given, by the kind of request; the rest is read with care where it is used. */
const SHAPES: Readonly<Record<string, z.ZodType>> = {
  command: z.object({ command: id, user_id: id, text: z.string(), channel_id: id, trigger_id: z.string() }),
  block_actions: z.object({
    user: person,
    trigger_id: z.string(),
    actions: z.array(z.object({ action_id: id, block_id: z.string(), type: z.string() })).min(1),
    view: view.optional(),
    channel: z.object({ id }).optional(),
    message: z.object({ ts: z.string() }).optional(),
  }),
  view_submission: z.object({ user: person, view }),
  view_closed: z.object({ user: person, view }),
  block_suggestion: z.object({ user: person, action_id: id, value: z.string(), view: view.optional() }),
  shortcut: z.object({ user: person, callback_id: id, trigger_id: z.string() }),
  message_action: z.object({
    user: person,
    callback_id: id,
    trigger_id: z.string(),
    channel: z.object({ id }),
    message_ts: z.string(),
    message: z.object({ text: z.string().optional() }),
  }),
};

const kindOf = (body: object): string =>
  "command" in body ? "command" : "type" in body && typeof body.type === "string" ? body.type : "";

/** What is missing or wrong in a request of Slack's, by its path; undefined when it is whole, or of a kind not known here. */
export const flawIn = (body: object): string | undefined => {
  const kind = kindOf(body);
  const shape = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  const parsed = shape?.safeParse(body);
  if (parsed === undefined || parsed.success) return undefined;
  return `${kind}: ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}`;
};
