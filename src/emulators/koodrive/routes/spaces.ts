import { z } from "zod";
import { actorOf, BOTH, type Call, ENTERPRISE, paramOf, queryOf, type Route, read, V1 } from "../call.ts";
import type { Space } from "../entities.ts";
import { formatSpace, formatSpaceV1, formatUserSpace } from "../format/space.ts";
import { offsetQuery } from "../paging.ts";
import { CODE, Refusal } from "../refusal.ts";
import { canReach, isAdministrator, requireAdministrator } from "../rights.ts";
import { peopleQuery } from "./users.ts";

const type = z.enum(["0", "1", "2"]);

type Wish = { readonly type?: string | undefined; readonly containerId?: string | undefined };

/** Spaces that belong to a user, department or group id: a user's are the own, the department's and the groups'. */
const spacesOf = (call: Call, ownerId: string, wish: Wish): readonly Space[] => {
  const { store } = call.drive;
  const owner = store.users.get(ownerId);
  const spaces = store.spaces
    .all()
    .filter((space) => (owner === undefined ? space.ownerId === ownerId : canReach(store, owner, space)))
    .filter((space) => wish.type === undefined || space.type === wish.type)
    .filter((space) => wish.containerId === undefined || space.containerId === wish.containerId);
  return visible(call, spaces);
};

/** One's own spaces; administrators see everybody's. */
const visible = (call: Call, spaces: readonly Space[]): readonly Space[] => {
  const user = actorOf(call);
  if (isAdministrator(user)) return spaces;
  const reachable = spaces.filter((space) => canReach(call.drive.store, user, space));
  if (reachable.length < spaces.length && reachable.length === 0) {
    throw new Refusal(CODE.noPermission, "The user does not have the permission on the space.");
  }
  return reachable;
};

const noSpace = (): Refusal => new Refusal(CODE.noSpace, "The space does not exist or its status is abnormal.");

const one = (call: Call) => {
  const query = read(z.object({ type, containerId: z.string().optional() }), queryOf(call));
  const [space] = spacesOf(call, paramOf(call, "ownerId"), query);
  if (space === undefined) throw noSpace();
  return { data: formatSpaceV1(call.drive, space) };
};

const allOf = (call: Call) => {
  const query = read(z.object({ type: type.optional() }), queryOf(call));
  const spaces = spacesOf(call, paramOf(call, "owner_id"), query);
  return { data: spaces.map((space) => formatSpace(call.drive, space)) };
};

const byContainer = (call: Call) => {
  const space = call.drive.store.spaces.get(paramOf(call, "containerId"));
  if (space === undefined) throw noSpace();
  const [seen] = visible(call, [space]);
  if (seen === undefined) throw noSpace();
  return { data: formatSpace(call.drive, seen) };
};

/** Personal spaces of the company or a department; `keyWord` looks at names and mobile numbers. */
const ofUsers = (call: Call) => {
  const { store } = call.drive;
  const query = read(z.object({ ...peopleQuery, spaceStatus: z.string().optional() }), queryOf(call));
  requireAdministrator(call);
  const wanted = query.keyWord?.toLowerCase() ?? "";
  const found = store.spaces
    .all()
    .filter((space) => space.type === "1")
    .flatMap((space) => {
      const user = store.users.get(space.ownerId);
      return user === undefined ? [] : [formatUserSpace(call.drive, space, user)];
    })
    .filter((item) => query.deptId === undefined || item.deptId === query.deptId)
    .filter((item) => query.spaceStatus === undefined || item.spaceStatus === query.spaceStatus)
    .filter((item) => item.name.toLowerCase().includes(wanted) || item.mobile.includes(wanted));
  const offset = Number(query.offset);
  return { data: found.slice(offset, offset + query.limit), total: String(found.length) };
};

/** A GET whose page documents a body; read from the query too, for clients that cannot send one. */
const batch = (call: Call) => {
  const fields = z.object({ ownerId: z.string().min(1), type, containerId: z.string().optional() });
  const wish = read(fields, call.body ?? queryOf(call));
  const spaces = spacesOf(call, wish.ownerId, wish);
  return { data: spaces.map((space) => formatSpace(call.drive, space)) };
};

const page = (call: Call, spaces: readonly Space[]) => {
  const query = read(z.object(offsetQuery), queryOf(call));
  const offset = Number(query.offset);
  return {
    data: spaces.slice(offset, offset + query.limit).map((space) => formatSpace(call.drive, space)),
    total: String(spaces.length),
  };
};

const teams = (call: Call) => {
  const user = actorOf(call);
  const { store } = call.drive;
  return page(
    call,
    store.spaces.all().filter((space) => space.type !== "1" && canReach(store, user, space)),
  );
};

const allGroups = (call: Call) => {
  requireAdministrator(call);
  return page(
    call,
    call.drive.store.spaces.all().filter((space) => space.type === "2"),
  );
};

const common = {
  method: "GET",
  access: "any",
  agentName: false,
  codeType: "number",
  failureStatus: 400,
  success: "Success.",
} as const;

/** Spaces (api.md 9). */
export const spaceRoutes: readonly Route[] = [
  { ...common, path: `${V1}/space/{ownerId}`, editions: BOTH, handle: one },
  { ...common, path: "/koodrive/ose/v2/space/{owner_id}", editions: ENTERPRISE, handle: allOf },
  { ...common, path: `${V1}/space/container/{containerId}`, editions: ENTERPRISE, handle: byContainer },
  { ...common, path: `${V1}/space/userList`, editions: ENTERPRISE, handle: ofUsers },
  { ...common, path: `${V1}/space/batchGetSpace`, editions: ENTERPRISE, handle: batch },
  { ...common, path: `${V1}/space/teamList`, editions: ENTERPRISE, handle: teams },
  { ...common, path: `${V1}/space/groupList`, editions: ENTERPRISE, handle: allGroups },
];
