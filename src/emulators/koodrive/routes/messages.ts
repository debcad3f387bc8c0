import { z } from "zod";
import { actorOf, CARRIER, type Call, ENTERPRISE, queryOf, type Route, read, V1 } from "../call.ts";
import type { Message } from "../entities.ts";
import { cursorQuery, pageBy } from "../paging.ts";
import { SEED } from "../seed/known.ts";
import { isoTime } from "../times.ts";

const mine = (call: Call): readonly Message[] => {
  const { userId } = actorOf(call);
  return call.drive.store.messages.all().filter((message) => message.receiverId === userId);
};

const unreadCount = (call: Call) => ({ count: mine(call).filter((message) => message.state === 0).length });

const listQuery = z.object({
  ...cursorQuery,
  filterType: z.enum(["000", "001", "002", "003"]).optional(),
  state: z.enum(["0", "1"]).optional(),
});

const list = (call: Call) => {
  const query = read(listQuery, queryOf(call));
  const found = mine(call)
    .filter((message) => query.filterType === undefined || message.type === query.filterType)
    .filter((message) => query.state === undefined || String(message.state) === query.state);
  const page = pageBy(found, query.pageCursor, query.pageSize, call.drive.readings.emptyPages);
  return {
    ...(page.next === undefined ? {} : { nextCursor: page.next }),
    messages: page.items.map(({ id, sender, type, context, state, createdAt }) => ({
      id,
      sender,
      type,
      context,
      state,
      createTime: isoTime(createdAt),
    })),
  };
};

/** 0 marks all as read, 1 deletes all. */
const specific = (call: Call) => {
  const { operate } = read(z.object({ operate: z.enum(["0", "1"]) }), queryOf(call));
  for (const message of mine(call)) {
    if (operate === "1") call.drive.store.messages.remove(message.id);
    else call.drive.store.messages.put({ ...message, state: 1 });
  }
  return {};
};

const unreadQuery = z.object({
  messageType: z.enum(["0", "1"]),
  pageSize: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(100)),
  cursor: z.string().optional(),
});

/** The only kind there is tells of shared folders, which the emulator does not have: always empty. */
const carrierUnread = (call: Call) => {
  read(unreadQuery, queryOf(call));
  return { tenantId: SEED.tenantId, notifications: [] };
};

const common = {
  access: "any",
  agentName: false,
  codeType: "string",
  failureStatus: 400,
  success: "Success.",
} as const;

/** Messages and notifications (api.md 12). */
export const messageRoutes: readonly Route[] = [
  { ...common, method: "GET", path: `${V1}/message/unreadCount`, editions: ENTERPRISE, handle: unreadCount },
  { ...common, method: "GET", path: `${V1}/message/list`, editions: ENTERPRISE, handle: list },
  { ...common, method: "POST", path: `${V1}/message/specific`, editions: ENTERPRISE, handle: specific },
  {
    ...common,
    method: "GET",
    path: `${V1}/notification/getUnread`,
    editions: CARRIER,
    codeType: "number",
    handle: carrierUnread,
  },
];
