import { type HomeState, PAGE_SIZE, SHOWN_TASKS } from "./service.ts";

/**
 * What the view shows of a Home tab's state, in the language that its person has chosen.
 *
 * @param profile.locale Slack's own, or what was chosen some minutes ago
 */
export const homeFor = <L extends "en" | "zh">(state: HomeState, profile: { readonly locale: L }) => {
  const { preferences, shares, tasks, account, position, total, now } = state;
  return {
    locale: preferences.language === "auto" ? profile.locale : preferences.language,
    home: {
      shares: shares.map((share) => ({
        shareId: share.shareId,
        name: share.files[0]?.name ?? share.name ?? share.shortCode,
        linkUrl: share.linkUrl ?? undefined,
        fileCount: share.files.length,
        hasCode: share.hasCode,
        expiresAt: share.expiresAt ?? undefined,
      })),
      position,
      total,
      pageSize: PAGE_SIZE,
      tasks: tasks.slice(0, SHOWN_TASKS).map((task) => ({
        kind: task.kind,
        name: task.zipName ?? task.shareName ?? task.shareId,
        isRunning: task.status === "running",
        askedAt: task.createdAt,
      })),
      hasMoreTasks: tasks.length > SHOWN_TASKS,
      account,
      settings: preferences,
      now,
    },
  };
};
