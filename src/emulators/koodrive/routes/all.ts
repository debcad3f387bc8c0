import type { Route } from "../call.ts";
import { fileRoutes } from "./files.ts";
import { jobRoutes } from "./jobs.ts";
import { messageRoutes } from "./messages.ts";
import { receivedShareRoutes } from "./received-shares.ts";
import { settingRoutes } from "./settings.ts";
import { shareOpenRoutes } from "./share-open.ts";
import { shareTaskRoutes } from "./share-tasks.ts";
import { shareRoutes } from "./shares.ts";
import { signInRoutes } from "./sign-in.ts";
import { spaceRoutes } from "./spaces.ts";
import { userRoutes } from "./users.ts";

/** Every page of the documents that the emulator plays. */
export const allRoutes: readonly Route[] = [
  ...shareRoutes,
  ...receivedShareRoutes,
  ...shareOpenRoutes,
  ...shareTaskRoutes,
  ...jobRoutes,
  ...fileRoutes,
  ...spaceRoutes,
  ...userRoutes,
  ...settingRoutes,
  ...signInRoutes,
  ...messageRoutes,
];
