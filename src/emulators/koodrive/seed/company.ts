import type { Department, DriveUser, FileNode, Group, RetentionPolicy, Space, SpaceType } from "../entities.ts";
import { fileIdOf } from "../ids.ts";
import { DAY_MS } from "../times.ts";
import { SEED } from "./known.ts";
import type { Seed } from "./seed.ts";
import { plantTree, type Tree } from "./tree.ts";
import { personalTree, TREES } from "./trees.ts";

const GIB = 1024 ** 3;

const person = (
  key: keyof typeof SEED.users,
  firstname: string,
  surname: string,
  mobile: string,
  deptId: string,
  role: 0 | 1 | 2 = 1,
): DriveUser => ({
  userId: SEED.users[key].id,
  externalId: `ext-${key}`,
  name: SEED.users[key].name,
  firstname,
  surname,
  email: SEED.users[key].email,
  mobile,
  role,
  deptId,
});

const { departments: D, groups: G } = SEED;

const users: readonly DriveUser[] = [
  person("mei", "Mei", "Lin", "13800000001", D.marketing.id),
  person("tom", "Tom", "Baker", "13800000002", D.engineering.id),
  person("ada", "Ada", "Okafor", "13800000003", D.operations.id, 0),
  person("wang", "Fang", "Wang", "13800000004", D.finance.id),
  person("jonas", "Jonas", "Weber", "13800000005", D.engineering.id),
  person("yusuf", "Yusuf", "Kaya", "13800000006", D.marketing.id),
  person("chen", "Hao", "Chen", "13800000007", D.engineering.id),
];

const departments: readonly Department[] = Object.values(D).map(({ id, name }) => ({ deptId: id, name }));

const U = SEED.users;
const groups: readonly Group[] = [
  { groupId: G.aurora.id, name: G.aurora.name, memberIds: [U.mei.id, U.tom.id, U.jonas.id, U.ada.id] },
  { groupId: G.readingClub.id, name: G.readingClub.name, memberIds: [U.wang.id, U.mei.id, U.chen.id] },
];

// The catalogue shows 18 digits, one apart: rounding to a double would make them equal.
const policies: readonly RetentionPolicy[] = [
  ["300000000000000001", "delete_unused_user", "Delete users who have not signed in for a long time", 5, 1],
  ["300000000000000002", "downgrade_free", "Move users without a paid package to the free one", 3, 0],
  ["300000000000000003", "clear_recycle_bin", "Empty recycle bins of users without a package", 10, 0],
].map(([policyId, policyName, description, priority, status]) => ({
  policyId: String(policyId),
  policyName: String(policyName),
  description: String(description),
  priority: Number(priority),
  status: status === 1 ? 1 : 0,
}));

const spaceOf = (
  containerId: string,
  type: SpaceType,
  ownerId: string,
  name: string | undefined,
  capacity: number,
  now: number,
): Space => ({
  containerId,
  type,
  ownerId,
  name,
  active: true,
  capacity,
  rootFileId: fileIdOf(`root:${containerId}`),
  creator: type === "1" ? ownerId : U.ada.id,
  createdAt: now - 800 * DAY_MS,
});

/** A company of seven people, its departments and groups, and some four hundred files. Dates lie before `now`. */
export const companySeed = (now: number): Seed => {
  const files: FileNode[] = [];
  const spaces: Space[] = [];
  const add = (space: Space, key: string, tree: Tree, ownerIds: readonly string[]): void => {
    spaces.push(space);
    files.push(...plantTree(space, key, tree, ownerIds, now));
  };
  for (const key of ["marketing", "engineering", "finance", "operations"] as const) {
    const members = users.filter((user) => user.deptId === D[key].id).map((user) => user.userId);
    add(spaceOf(SEED.spaces[key].id, "0", D[key].id, D[key].name, 500 * GIB, now), key, TREES[key], members);
  }
  for (const key of ["aurora", "readingClub"] as const) {
    const members = groups.find((group) => group.groupId === G[key].id)?.memberIds ?? [];
    add(spaceOf(SEED.spaces[key].id, "2", G[key].id, G[key].name, 100 * GIB, now), key, TREES[key], members);
  }
  for (const key of ["mei", "tom", "ada", "wang", "jonas", "yusuf", "chen"] as const) {
    const { id, name, personal } = U[key];
    add(spaceOf(personal, "1", id, undefined, 50 * GIB, now), key, personalTree(name), [id]);
  }
  const messages = [
    {
      id: "1681759180324899001",
      receiverId: U.mei.id,
      sender: U.tom.name,
      type: "000",
      context: "Tom Baker shared Roadmap 路线图.pptx with you.",
      state: 0,
      createdAt: now - DAY_MS,
    },
    {
      id: "1681759180324899002",
      receiverId: U.mei.id,
      sender: "system",
      type: "002",
      context: "Your space was created.",
      state: 1,
      createdAt: now - 30 * DAY_MS,
    },
  ] as const;
  return { users, departments, groups, spaces, files, policies, messages };
};
