import { z } from "zod";
import type { Edition } from "../../domain/edition.ts";
import { settle } from "../../lib/errors.ts";
import type { Send } from "../call.ts";
import { checksFor, MAX_PAGE } from "../checks.ts";
import { percentEncode } from "../credentials/app-signature.ts";
import { offsetOf, offsetPage } from "../paging.ts";
import type { Acting, Page } from "../types.ts";
import { filledText, list, number } from "../wire.ts";

export type DriveUser = {
  /** The KooDrive id, the one that `X-User-Id` wants. */
  readonly userId: string;
  readonly name: string | undefined;
  /** May be masked. */
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly role: "administrator" | "member" | "super-administrator" | undefined;
  /** May not sign in any more (page UpdateUser: 0 enabled, 7 frozen). */
  readonly isFrozen: boolean;
  /** The id in the company's own directory. */
  readonly externalId: string | undefined;
  readonly departmentId: string | undefined;
  readonly departmentName: string | undefined;
};

export type UserCalls = {
  readonly user: (as: Acting, userId: string) => Promise<DriveUser>;
  /** Carrier edition only. Undefined: nobody has this number. */
  readonly userByPhone: (as: Acting, phone: string) => Promise<DriveUser | undefined>;
  /** Enterprise edition only. */
  readonly listUsers: (
    as: Acting,
    query: {
      readonly departmentId?: string | undefined;
      /** Only those right in the department, not in one below it. */
      readonly directOnly?: boolean | undefined;
      /** Part of a name. */
      readonly name?: string | undefined;
      readonly pageSize?: number;
      readonly cursor?: string | undefined;
    },
  ) => Promise<Page<DriveUser>>;
};

const ROLES: Readonly<Record<number, DriveUser["role"]>> = {
  0: "administrator",
  1: "member",
  2: "super-administrator",
};

const FROZEN = 7;

const NO_SUCH_RESOURCE = "13000309";

const userWire = z.object({
  userId: filledText,
  name: filledText,
  userName: filledText,
  firstname: filledText,
  surname: filledText,
  mobile: filledText,
  phone: filledText,
  email: filledText,
  role: number,
  status: number,
  id: filledText,
  deptId: filledText,
  deptName: filledText,
});

const toUser = (wire: z.output<typeof userWire>, userId: string): DriveUser => {
  const parts = [wire.firstname, wire.surname].filter((part) => part !== undefined);
  return {
    userId,
    name: wire.name ?? wire.userName ?? (parts.length === 0 ? undefined : parts.join(" ")),
    phone: wire.mobile ?? wire.phone,
    email: wire.email,
    role: ROLES[wire.role ?? -1],
    isFrozen: wire.status === FROZEN,
    externalId: wire.id,
    departmentId: wire.deptId,
    departmentName: wire.deptName,
  };
};

/** Pages GetUser, GetUserInfo (carrier) and GetUserList (enterprise). */
export const createUserCalls = (deps: { readonly send: Send; readonly edition: Edition }): UserCalls => {
  const { send, edition } = deps;
  return {
    user: async (as, userId) => {
      checksFor("drive.user").ids("userId", [userId]);
      return send(as, {
        operation: "drive.user",
        method: "GET",
        path: `/v1/users/${percentEncode(userId)}`,
        effect: "read",
        answer: z.object({ data: userWire }).transform(({ data }) => toUser(data, data.userId ?? userId)),
      });
    },
    userByPhone: async (as, phone) => {
      const checks = checksFor("drive.userByPhone");
      if (edition !== "carrier") checks.refuse("edition", "has no such call");
      checks.ids("phone", [phone]);
      const asked = await settle(
        send(as, {
          operation: "drive.userByPhone",
          method: "GET",
          path: "/v1/user/info",
          query: [["phone", phone]],
          effect: "read",
          secrets: [phone],
          answer: z
            .object({ data: userWire.nullish() })
            .transform(({ data }) => (data?.userId === undefined ? undefined : toUser(data, data.userId))),
        }),
      );
      if (asked.ok) return asked.value;
      // Nobody of that number is an answer; a page that does not exist is not.
      if (asked.error.remote?.code === NO_SUCH_RESOURCE) return undefined;
      throw asked.error;
    },
    listUsers: async (as, query) => {
      const checks = checksFor("drive.listUsers");
      if (edition !== "enterprise") checks.refuse("edition", "has no such call");
      const limit = query.pageSize ?? MAX_PAGE;
      checks.whole("pageSize", limit, 1, MAX_PAGE);
      const offset = offsetOf(query.cursor, 0, checks);
      return send(as, {
        operation: "drive.listUsers",
        method: "GET",
        path: "/v1/userList",
        query: [
          ["deptId", query.departmentId],
          ["isDirect", query.directOnly],
          ["keyWord", query.name],
          ["offset", offset],
          ["limit", limit],
        ],
        effect: "read",
        answer: userPage.transform(({ list: wires, data, total }) => {
          const found = [...wires, ...(data?.list ?? [])];
          const page = offsetPage(found, { offset, limit, firstOffset: 0, total: total ?? data?.total });
          return {
            items: page.items.flatMap((wire) => (wire.userId === undefined ? [] : toUser(wire, wire.userId))),
            next: page.next,
          };
        }),
      });
    },
  };
};

const userList = { list: list(userWire), total: number };
const userPage = z.object({ ...userList, data: z.object(userList).optional().catch(undefined) });
