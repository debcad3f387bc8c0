import type {
  CarrierSession,
  Department,
  Download,
  DriveUser,
  FileNode,
  Group,
  Job,
  Message,
  RetentionPolicy,
  Settings,
  Share,
  ShareTask,
  ShareToken,
  Space,
} from "./entities.ts";
import type { Seed } from "./seed/seed.ts";

export type Collection<T> = {
  readonly get: (id: string) => T | undefined;
  /** In the order in which they were first put. */
  readonly all: () => readonly T[];
  readonly put: (item: T) => void;
  readonly remove: (id: string) => void;
};

const createCollection = <T>(keyOf: (item: T) => string, items: readonly T[] = []): Collection<T> => {
  const map = new Map(items.map((item) => [keyOf(item), item]));
  return {
    get: (id) => map.get(id),
    all: () => [...map.values()],
    put: (item) => {
      map.set(keyOf(item), item);
    },
    remove: (id) => {
      map.delete(id);
    },
  };
};

/** Everything the emulated drive remembers. Records are replaced, never changed in place. */
export type Store = {
  readonly users: Collection<DriveUser>;
  readonly departments: Collection<Department>;
  readonly groups: Collection<Group>;
  readonly spaces: Collection<Space>;
  readonly files: Collection<FileNode>;
  readonly shares: Collection<Share>;
  readonly shareTokens: Collection<ShareToken>;
  readonly tasks: Collection<ShareTask>;
  readonly jobs: Collection<Job>;
  readonly downloads: Collection<Download>;
  readonly sessions: Collection<CarrierSession>;
  readonly policies: Collection<RetentionPolicy>;
  readonly messages: Collection<Message>;
  readonly settings: () => Settings;
  readonly changeSettings: (settings: Settings) => void;
};

export const createStore = (seed: Seed): Store => {
  let settings: Settings = { packageDownloadExpires: 7 };
  return {
    users: createCollection((user) => user.userId, seed.users),
    departments: createCollection((department) => department.deptId, seed.departments),
    groups: createCollection((group) => group.groupId, seed.groups),
    spaces: createCollection((space) => space.containerId, seed.spaces),
    files: createCollection((file) => file.fileId, seed.files),
    shares: createCollection<Share>((share) => share.shareId),
    shareTokens: createCollection<ShareToken>((token) => token.token),
    tasks: createCollection<ShareTask>((task) => task.taskId),
    jobs: createCollection<Job>((job) => job.taskId),
    downloads: createCollection<Download>((download) => download.token),
    sessions: createCollection<CarrierSession>((session) => session.accessToken),
    policies: createCollection((policy) => policy.policyId, seed.policies),
    messages: createCollection((message) => message.id, seed.messages),
    settings: () => settings,
    changeSettings: (next) => {
      settings = next;
    },
  };
};
