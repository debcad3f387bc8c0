import { createAccountLinkFeature } from "./account-link/feature.ts";
import { createAppHomeFeature } from "./app-home/feature.ts";
import { createAuditLogFeature } from "./audit-log/feature.ts";
import { createChannelSettingsFeature } from "./channel-settings/feature.ts";
import { createHelpFeature } from "./help/feature.ts";
import { createLeavingFeature } from "./leaving/feature.ts";
import { createPackageExpiryFeature } from "./package-expiry/feature.ts";
import { createRetentionPolicyFeature } from "./retention-policy/feature.ts";
import { createShareCardFeature } from "./share-card/feature.ts";
import { createShareCreateFeature } from "./share-create/feature.ts";
import { createShareListFeature } from "./share-list/feature.ts";
import { createShareOpenFeature } from "./share-open/feature.ts";
import { createShareRemindersFeature } from "./share-reminders/feature.ts";
import { createSharingPolicyFeature } from "./sharing-policy/feature.ts";
import { createTaskWatchFeature } from "./task-watch/feature.ts";

/** Every feature of the app. What is not here does not exist in Slack. */
export const features = [
  createShareCreateFeature,
  createShareCardFeature,
  createShareListFeature,
  createShareOpenFeature,
  createShareRemindersFeature,
  createTaskWatchFeature,
  createAccountLinkFeature,
  createPackageExpiryFeature,
  createRetentionPolicyFeature,
  createAuditLogFeature,
  createSharingPolicyFeature,
  createAppHomeFeature,
  createChannelSettingsFeature,
  createLeavingFeature,
  createHelpFeature,
] as const;
