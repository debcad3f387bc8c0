import type { Drive } from "../drive.ts";
import type { DriveUser, Space } from "../entities.ts";
import { spaceUsed } from "../files.ts";
import { SEED } from "../seed/known.ts";
import { isoTime } from "../times.ts";
import { formatUser } from "./user.ts";

/** A space, as the v2 list has it. Department and group spaces carry their name, which the documents do not list. */
export const formatSpace = (drive: Drive, space: Space) => ({
  type: space.type,
  status: space.active ? "1" : "0",
  ownerId: space.ownerId,
  containerId: space.containerId,
  bizRootFileId: space.rootFileId,
  bizSboxFileId: `${space.rootFileId}-sbox`,
  capacity: String(space.capacity),
  spaceUsed: String(spaceUsed(drive.store, space)),
  tenantId: SEED.tenantId,
  creator: space.creator,
  modifier: space.creator,
  rootFileId: space.rootFileId,
  ...(space.name === undefined ? {} : { name: space.name }),
});

/** v1 adds its times. */
export const formatSpaceV1 = (drive: Drive, space: Space) => ({
  ...formatSpace(drive, space),
  createTime: isoTime(space.createdAt),
  updateTime: isoTime(space.createdAt),
});

/** A personal space with its person, as administrators see it; sizes are numbers there. */
export const formatUserSpace = (drive: Drive, space: Space, user: DriveUser) => ({
  ...formatUser(drive, user),
  containerId: space.containerId,
  capacity: space.capacity,
  spaceUsed: spaceUsed(drive.store, space),
  tenantId: SEED.tenantId,
  spaceStatus: space.active ? "1" : "0",
});
