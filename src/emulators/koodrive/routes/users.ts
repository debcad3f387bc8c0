import { z } from "zod";
import { actorOf, BOTH, CARRIER, type Call, ENTERPRISE, paramOf, queryOf, type Route, read, V1 } from "../call.ts";
import type { DriveUser } from "../entities.ts";
import { formatPerson, formatUser } from "../format/user.ts";
import { offsetQuery } from "../paging.ts";
import { CODE, Refusal } from "../refusal.ts";

const requireUser = (found: DriveUser | undefined): DriveUser => {
  if (found === undefined) throw new Refusal(CODE.notFound, "The resource does not exist: the user.");
  return found;
};

const byId = (call: Call) => {
  const user = requireUser(call.drive.store.users.get(paramOf(call, "userId")));
  return { data: formatUser(call.drive, user) };
};

/** Query of both lists of people; `isDirect` matters only to departments inside departments, of which there are none. */
export const peopleQuery = {
  deptId: z.string().optional(),
  isDirect: z.enum(["true", "false"]).optional(),
  keyWord: z.string().optional(),
  ...offsetQuery,
};

const list = (call: Call) => {
  const query = read(z.object(peopleQuery), queryOf(call));
  const wanted = query.keyWord?.toLowerCase() ?? "";
  const found = call.drive.store.users
    .all()
    .filter((user) => query.deptId === undefined || user.deptId === query.deptId)
    .filter((user) => user.name.toLowerCase().includes(wanted));
  const offset = Number(query.offset);
  return {
    list: found.slice(offset, offset + query.limit).map((user) => formatUser(call.drive, user)),
    total: found.length,
  };
};

const mobile = (call: Call) => {
  const user = requireUser(call.drive.store.users.get(paramOf(call, "userId")));
  return { mobile: user.mobile.replace(/^(\d{3})\d+(\d{4})$/, "$1****$2") };
};

/** By user id or phone; the id wins. Without either: who is signed in. */
const info = (call: Call) => {
  const query = read(z.object({ phone: z.string().optional(), userId: z.string().optional() }), queryOf(call));
  const users = call.drive.store.users;
  const found =
    query.userId !== undefined
      ? users.get(query.userId)
      : query.phone !== undefined
        ? users.all().find((user) => user.mobile === query.phone)
        : actorOf(call);
  return { data: formatPerson(requireUser(found)) };
};

const common = {
  method: "GET",
  access: "any",
  agentName: false,
  codeType: "number",
  failureStatus: 400,
  success: "Success.",
} as const;

/** People (api.md 10). */
export const userRoutes: readonly Route[] = [
  { ...common, path: `${V1}/users/{userId}`, editions: BOTH, handle: byId },
  { ...common, path: `${V1}/userList`, editions: ENTERPRISE, handle: list },
  { ...common, path: `${V1}/users/mobile/{userId}`, editions: ENTERPRISE, handle: mobile },
  { ...common, path: `${V1}/user/info`, editions: CARRIER, access: "account", codeType: "string", handle: info },
];
