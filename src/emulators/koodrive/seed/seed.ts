import type { Department, DriveUser, FileNode, Group, Message, RetentionPolicy, Space } from "../entities.ts";

/** What a drive holds when it starts. */
export type Seed = {
  readonly users: readonly DriveUser[];
  readonly departments: readonly Department[];
  readonly groups: readonly Group[];
  readonly spaces: readonly Space[];
  readonly files: readonly FileNode[];
  readonly policies: readonly RetentionPolicy[];
  readonly messages: readonly Message[];
};

export const emptySeed: Seed = {
  users: [],
  departments: [],
  groups: [],
  spaces: [],
  files: [],
  policies: [],
  messages: [],
};
