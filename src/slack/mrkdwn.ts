/** Makes text from outside safe to stand in mrkdwn: Slack treats these three characters as control characters. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Cuts text to so many UTF-16 units, with an ellipsis in place of what is missing; never through a surrogate pair. */
export const truncate = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const cut = text.slice(0, Math.max(0, length - 1));
  const whole = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${whole}…`;
};

/** A mention of a person, drawn by Slack with their present name. */
export const mention = (userId: string): string => `<@${userId}>`;

/** A channel, drawn by Slack with its present name; people who may not see it read "private channel". */
export const channelLink = (channelId: string): string => `<#${channelId}>`;

/** A link with a label. The label is escaped; the address must be http(s). */
export const link = (url: string, label: string): string =>
  `<${escapeMrkdwn(url).replaceAll("|", "%7C")}|${escapeMrkdwn(label).replaceAll("|", "¦")}>`;

/** A moment that every reader sees in their own zone and language; the fallback is for clients that cannot. */
export const slackDate = (moment: Date, fallback: string): string =>
  `<!date^${Math.floor(moment.getTime() / 1000)}^{date_short_pretty}${/\p{Script=Han}/u.test(fallback) ? "" : ","} {time}|${escapeMrkdwn(fallback).replaceAll("|", "¦")}>`;

// Characters that turn the direction of what follows: a name with one can pass for another name.
const DIRECTION_MARKS = /[\u202A-\u202E\u2066-\u2069]/g;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Nko}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** Text from outside that keeps its lines, without what turns the direction of others. Not escaped. */
export const showText = (text: string): string => text.replace(DIRECTION_MARKS, "");

/** A name from outside on one line, cut, and kept from turning the direction of the words around it. Not escaped. */
export const showName = (name: string, length: number): string => {
  const plain = truncate(
    showText(name)
      .replace(/[\p{Cc}\s]+/gu, " ")
      .trim(),
    length,
  );
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
};
