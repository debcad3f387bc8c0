import * as accounts from "./accounts.ts";
import * as audit from "./audit.ts";
import * as auditSettings from "./audit-settings.ts";
import * as cards from "./cards.ts";
import * as claims from "./claims.ts";
import * as codeTries from "./code-tries.ts";
import * as exceptionRequests from "./exception-requests.ts";
import * as homeViews from "./home-views.ts";
import * as leaving from "./leaving.ts";
import * as linkRequests from "./link-requests.ts";
import * as linkSessions from "./link-sessions.ts";
import * as packageExpiry from "./package-expiry.ts";
import * as pendingWork from "./pending-work.ts";
import * as policies from "./policies.ts";
import * as pollBudget from "./poll-budget.ts";
import * as postSlots from "./post-slots.ts";
import * as preferences from "./preferences.ts";
import * as retentionChanges from "./retention-changes.ts";
import * as seenFiles from "./seen-files.ts";
import * as shareChanges from "./share-changes.ts";
import * as shareIntents from "./share-intents.ts";
import * as shareLife from "./share-life.ts";
import * as shareReminders from "./share-reminders.ts";
import * as shares from "./shares.ts";
import * as taskMessages from "./task-messages.ts";
import * as taskPolls from "./task-polls.ts";
import * as tasks from "./tasks.ts";
import * as viewPlaces from "./view-places.ts";

/** Every table's functions under the table's name: what services are given, since they may import types only. */
export const store = {
  accounts,
  audit,
  auditSettings,
  cards,
  claims,
  codeTries,
  homeViews,
  exceptionRequests,
  leaving,
  linkRequests,
  linkSessions,
  packageExpiry,
  pendingWork,
  policies,
  pollBudget,
  postSlots,
  preferences,
  retentionChanges,
  seenFiles,
  shareChanges,
  shareIntents,
  shareLife,
  shareReminders,
  shares,
  taskMessages,
  taskPolls,
  tasks,
  viewPlaces,
} as const;

export type Store = typeof store;
