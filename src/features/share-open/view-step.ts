import type { ModalView } from "@slack/types";
import type { Goal, Reader } from "./input.ts";
import { renderClosed, renderCodeForm, type ShownClosed, type ShownLink, type ShownProblem } from "./view.ts";
import { renderFiles, type ShownListing } from "./view-files.ts";

/** How far somebody has come with a link. */
export type ShownStep =
  | { readonly kind: "open"; readonly listing: ShownListing }
  | { readonly kind: "code"; readonly link: ShownLink; readonly problem: ShownProblem | undefined }
  | ShownClosed;

/** What the modal becomes with it. */
export const renderStep = (
  step: ShownStep,
  form: { readonly reader: Reader; readonly goal: Goal; readonly shortCode: string },
): ModalView => {
  switch (step.kind) {
    case "open":
      return renderFiles(step.listing, form.reader);
    case "code":
      return renderCodeForm({ ...form, link: step.link, problem: step.problem });
    default:
      return renderClosed(step, form);
  }
};
