/**
 * Slack's limits, from its reference pages (https://docs.slack.dev/reference/block-kit and
 * /reference/views, /reference/methods), counted in Unicode characters as Slack's published JSON
 * schema counts. Written apart from the bot's own table, so that a slip in one shows.
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  messageText: 40_000,
  viewBytes: 250_000,
  viewStack: 3,
  id: 255,
  privateMetadata: 3_000,
  viewTitle: 24,
  viewButton: 24,
  textObject: 3_000,
  sectionText: 3_000,
  sectionFields: 10,
  sectionField: 2_000,
  header: 150,
  contextElements: 10,
  contextActionElements: 5,
  actionsElements: 25,
  markdown: 12_000,
  altText: 2_000,
  imageTitle: 2_000,
  url: 3_000,
  buttonText: 75,
  buttonValue: 2_000,
  accessibilityLabel: 75,
  optionText: 75,
  /** 150 on the page of the option object; @slack/types 3.2.0 still says 75. */
  optionValue: 150,
  optionDescription: 75,
  selectOptions: 100,
  optionGroups: 100,
  optionGroupLabel: 75,
  choiceOptions: 10,
  overflowOptions: 5,
  placeholder: 150,
  inputText: 3_000,
  label: 2_000,
  hint: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  fileInputFiles: 10,
  cardTitle: 150,
  cardBody: 200,
  carouselCards: 10,
  containerBlocks: 10,
  containerTitle: 150,
  tableRows: 100,
  tableColumns: 20,
  /** The head and 200 rows; Slack's older page said 101. */
  dataTableRows: 201,
  dataTablePageSize: 100,
  videoTitle: 200,
  videoAuthor: 50,
} as const;

/** Characters as Slack's schema counts them: an emoji outside the first plane is one. */
export const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};
