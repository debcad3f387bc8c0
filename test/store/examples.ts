import type { NewShareIntent } from "../../src/store/share-intents.ts";
import type { ShareToSave } from "../../src/store/shares.ts";
import type { StoredFailure } from "../../src/store/tables.ts";
import type { NewTask } from "../../src/store/tasks.ts";

/** `at(90)` is a minute and a half after the fixed beginning of every test. */
export const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 15, 9, 0, seconds));

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const refusal: StoredFailure = {
  code: "not-allowed",
  operation: "drive.createShare",
  reference: "trace-1",
  field: "files",
  remoteCode: "HWPSC.403",
};

export const anIntent = (changes: Partial<NewShareIntent> = {}): NewShareIntent => ({
  id: uuid(1),
  teamId: "T1",
  userId: "U1",
  driveUserId: "drive-1",
  request: {
    scope: "external",
    containerId: "1234567890123456789",
    files: [{ fileId: "9007199254740993", name: "报告 Q4.pdf", kind: "document", size: 2 ** 40 }],
    validDays: 7,
    comment: "for you",
    phoneNumbers: ["+8613800000000"],
    userIds: ["drive-2"],
    recipientUserIds: ["U2"],
  },
  sealedCode: "1.sealed",
  viewId: "V1",
  destination: "C1",
  ...changes,
});

export const aShare = (changes: Partial<ShareToSave> = {}): ShareToSave => ({
  teamId: "T1",
  shareId: "9007199254740993",
  ownerUserId: "U1",
  driveUserId: "drive-1",
  shortCode: "abc123",
  linkUrl: "https://drive.example/s/abc123",
  name: "Plans",
  scope: "external",
  containerId: "c1",
  files: [{ fileId: "f1", name: "Budget 100%_final.xlsx", kind: "spreadsheet", size: 12 }],
  comment: null,
  hasCode: true,
  expiresAt: at(3600),
  status: "live",
  intentId: null,
  ...changes,
});

export const aTask = (changes: Partial<NewTask> = {}): NewTask => ({
  id: uuid(1),
  teamId: "T1",
  userId: "U1",
  driveUserId: "drive-1",
  shareId: "9007199254740993",
  shareName: "Plans",
  kind: "package",
  containerId: "c1",
  fileIds: ["f1", "f2"],
  fileNames: ["one.pdf", "two.pdf"],
  zipName: "plans.zip",
  targetFolderId: null,
  targetContainerId: null,
  targetName: null,
  sealedToken: "1.token",
  ...changes,
});
