/** What was typed and not yet sent, by person and conversation: it waits while one looks elsewhere. */
const drafts = new Map<string, string>();

export const draftOf = (where: string): string => drafts.get(where) ?? "";

export const keepDraft = (where: string, text: string): void => {
  if (text === "") drafts.delete(where);
  else drafts.set(where, text);
};
