/** The drive's limits, from the pages of create share and create share task. */
export const MAX_FILES_PER_SHARE = 100;
export const MAX_FILES_PER_TASK = 1000;
/** "Less than 512 characters": the longest comment that is accepted. */
export const MAX_COMMENT_LENGTH = 511;
/** Longest key word of a search. */
export const MAX_KEYWORD_LENGTH = 255;
