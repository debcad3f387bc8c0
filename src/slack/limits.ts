/**
 * Slack's limits, in characters or counts, in one table (Block Kit reference, views, messages).
 * Builders cut to these; the emulator keeps its own copy, read from the same pages.
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  messageText: 4_000,
  sectionText: 3_000,
  sectionField: 2_000,
  headerText: 150,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  url: 3_000,
  optionText: 75,
  optionDescription: 75,
  optionValue: 150,
  options: 100,
  overflowOptions: 5,
  radioOptions: 10,
  modalTitle: 24,
  modalButton: 24,
  label: 2_000,
  placeholder: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  privateMetadata: 3_000,
  fieldError: 2_000,
} as const;
