import { z } from "zod";
import type { Edition } from "../../domain/edition.ts";
import type { Send } from "../call.ts";
import { checksFor, MAX_PAGE } from "../checks.ts";
import type { Acting, Page } from "../types.ts";
import { type Fields, filledText, list, thing, toFilledText, toNumber, toText } from "../wire.ts";

/** A message of the drive's own. Only the deletion of a shared folder (type 1) has been seen. */
export type DriveNotification = {
  readonly type: number | undefined;
  readonly ownerId: string | undefined;
  readonly info: Readonly<Record<string, unknown>>;
};

export type NotificationCalls = {
  /** Carrier edition only. */
  readonly unreadNotifications: (
    as: Acting,
    query: { readonly pageSize?: number; readonly cursor?: string | undefined },
  ) => Promise<Page<DriveNotification>>;
};

const ALL_TYPES = 0;

/** What it holds is not documented: it is handed on as it came, but not if a number in it was rounded. */
const toInfo = (value: unknown): DriveNotification["info"] => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  readNumbers(value);
  return value as DriveNotification["info"];
};

const readNumbers = (value: unknown): void => {
  if (typeof value === "number") toText(value);
  else if (typeof value === "object" && value !== null) Object.values(value).forEach(readNumbers);
};

const toNotification = (fields: Fields): DriveNotification => ({
  type: toNumber(fields["messageType"]),
  ownerId: toFilledText(fields["ownerId"]),
  info: toInfo(fields["info"]),
});

/** Page GetUnreadNotification. */
export const createNotificationCalls = (deps: {
  readonly send: Send;
  readonly edition: Edition;
}): NotificationCalls => ({
  unreadNotifications: async (as, query) => {
    const operation = "drive.unreadNotifications";
    const checks = checksFor(operation);
    if (deps.edition !== "carrier") checks.refuse("edition", "has no such call");
    checks.whole("pageSize", query.pageSize ?? MAX_PAGE, 1, MAX_PAGE);
    return deps.send(as, {
      operation,
      method: "GET",
      path: "/v1/notification/getUnread",
      query: [
        ["messageType", ALL_TYPES],
        ["pageSize", query.pageSize ?? MAX_PAGE],
        ["cursor", query.cursor],
      ],
      effect: "read",
      answer: z
        .object({ notifications: list(thing(toNotification)), nextCursor: filledText })
        .transform(({ notifications, nextCursor }) => ({ items: notifications, next: nextCursor })),
    });
  },
});
