import type { Drive } from "../drive.ts";
import type { DriveUser } from "../entities.ts";
import { SEED } from "../seed/known.ts";

const ENABLED = 1;

export const formatUser = (drive: Drive, user: DriveUser) => ({
  name: user.name,
  userId: user.userId,
  mobile: user.mobile,
  role: user.role,
  status: ENABLED,
  id: user.externalId,
  orgId: SEED.orgId,
  deptId: user.deptId,
  deptName: drive.store.departments.get(user.deptId)?.name ?? "",
});

/** A person as the carrier's sign-in pages have them. */
export const formatPerson = (user: DriveUser) => ({
  userId: user.userId,
  firstname: user.firstname,
  surname: user.surname,
  phone: user.mobile,
  email: user.email,
});
