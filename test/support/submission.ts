import type { Office } from "./office.ts";

/**
 * Sends a form to the bot as Slack would, with whatever state one likes: also what Slack's own window would hold
 * back, and what only a forger could send.
 */
export const sendForm = async (
  office: Office,
  userId: string,
  callbackId: string,
  form: {
    readonly values: Readonly<Record<string, unknown>>;
    readonly metadata: unknown;
    readonly viewId?: string;
    readonly teamId?: string;
  },
): Promise<{ readonly status: number; readonly body: unknown }> => {
  const teamId = form.teamId ?? "T0LANTERN";
  formsSent += 1;
  const payload = {
    type: "view_submission",
    team: { id: teamId, domain: "lantern-works" },
    user: { id: userId, team_id: teamId },
    api_app_id: "A0KOODRIVE",
    trigger_id: "1.1.1",
    view: {
      id: form.viewId ?? `VSENT${formsSent}`,
      hash: "1.1",
      type: "modal",
      callback_id: callbackId,
      private_metadata: JSON.stringify(form.metadata),
      state: {
        values: Object.fromEntries(Object.entries(form.values).map(([id, value]) => [id, { [id]: value }])),
      },
    },
  };
  const { status, body } = await office.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
  return { status, body: body === "" ? undefined : JSON.parse(body) };
};

let formsSent = 0;

/** A calendar day as the English form says it. */
export const dayInWords = (day: string): string =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** Presses a button as somebody, wherever it stands: also one that this person cannot see. */
export const pressButton = async (office: Office, userId: string, actionId: string, value: string): Promise<number> => {
  const payload = {
    type: "block_actions",
    team: { id: "T0LANTERN", domain: "lantern-works" },
    user: { id: userId, team_id: "T0LANTERN" },
    api_app_id: "A0KOODRIVE",
    trigger_id: "1.1.1",
    container: { type: "message" },
    actions: [{ type: "button", action_id: actionId, block_id: "b1", value, action_ts: "1.1" }],
  };
  return (await office.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString())).status;
};
