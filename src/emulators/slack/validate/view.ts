import type { JsonObject } from "../entities.ts";
import { isObject, listOf, parseJson } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { checkFields, checkFlag, checkString, createIssues } from "./issues.ts";
import { checkBlocks } from "./read-blocks.ts";
import { checkPlain } from "./text.ts";

export type ReadView =
  | { readonly ok: true; readonly view: JsonObject }
  | { readonly ok: false; readonly error: string; readonly messages: readonly string[] };

const SHARED = ["type", "blocks", "private_metadata", "callback_id", "external_id"];
const MODAL = [...SHARED, "title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"];

const refused = (error: string, ...messages: readonly string[]): ReadView => ({ ok: false, error, messages });

/** Checks a view, given as an object or as JSON text. https://docs.slack.dev/reference/views */
export const readView = (value: unknown, type: "modal" | "home"): ReadView => {
  const view = typeof value === "string" ? parseJson(value) : value;
  if (!isObject(view)) return refused("invalid_arguments", "[ERROR] missing required field: view");
  if (view.type !== type) return refused("invalid_arguments", `[ERROR] must be "${type}" [json-pointer:/view/type]`);
  if (Buffer.byteLength(JSON.stringify(view)) > LIMITS.viewBytes) {
    return refused("view_too_large", "[ERROR] a view must be smaller than 250 kB");
  }
  const issues = createIssues();
  checkFields(issues, "/view", view, type === "modal" ? MODAL : SHARED);
  checkString(issues, "/view/callback_id", view.callback_id, { max: LIMITS.id });
  checkString(issues, "/view/external_id", view.external_id, { max: LIMITS.id });
  checkString(issues, "/view/private_metadata", view.private_metadata, { max: LIMITS.privateMetadata });
  if (type === "modal") {
    checkPlain(issues, "/view/title", view.title, { max: LIMITS.viewTitle, required: true });
    checkPlain(issues, "/view/submit", view.submit, { max: LIMITS.viewButton });
    checkPlain(issues, "/view/close", view.close, { max: LIMITS.viewButton });
    checkFlag(issues, "/view/clear_on_close", view.clear_on_close);
    checkFlag(issues, "/view/notify_on_close", view.notify_on_close);
    const hasInput = listOf(view.blocks).some((block) => isObject(block) && block.type === "input");
    if (hasInput && view.submit === undefined) {
      issues.add("/view/submit", "submit is required when there is an input block");
    }
  }
  checkBlocks(issues, "/view/blocks", view.blocks, type);
  const messages = issues.messages();
  return messages.length > 0 ? refused("invalid_arguments", ...messages) : { ok: true, view };
};
