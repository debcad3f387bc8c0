/** One page of the drive's documents and what the emulator makes of it. */
export type CoverageRow = {
  /** Method and path as the documents write them. */
  readonly page: string;
  readonly status: "supported" | "partial" | "not-started";
  /** The test that proves it, below `test/emulators/koodrive`; it names the page. */
  readonly test?: string;
  /** What is missing, or guessed because no page says it. */
  readonly note?: string;
};

const V1 = "/koodrive/ose/v1";
const supported = (page: string, test: string, note?: string): CoverageRow => ({
  page,
  status: "supported",
  test,
  ...(note === undefined ? {} : { note }),
});
const partial = (page: string, test: string, note: string): CoverageRow => ({ page, status: "partial", test, note });
const notStarted = (page: string, note: string): CoverageRow => ({ page, status: "not-started", note });

/** Every call that the documents name. A test holds it against the routes and the tests. */
export const coverage: readonly CoverageRow[] = [
  supported(`POST ${V1}/share`, "shares.test.ts", "validDays decides the end, expireTime is only checked"),
  supported(`PUT ${V1}/share/{shareId}`, "shares.test.ts"),
  supported(`GET ${V1}/share`, "shares-mine.test.ts", "the carrier's page was not found: plays the enterprise one"),
  supported(`GET ${V1}/share/{shareId}`, "shares-mine.test.ts"),
  supported(`POST ${V1}/share/cancel`, "shares-mine.test.ts"),
  supported(`GET ${V1}/share/received`, "received-shares.test.ts"),
  supported(`GET ${V1}/share/received/{shareId}`, "received-shares.test.ts"),
  supported(`POST ${V1}/share/exit`, "received-shares.test.ts"),
  supported(`GET ${V1}/share/visit`, "share-open.test.ts"),
  supported(`GET ${V1}/share/userInfo`, "share-open.test.ts"),
  supported(`POST ${V1}/share/verify`, "share-open.test.ts", "code of a wrong access code: no page, 13000102 here"),
  supported(`POST ${V1}/share/files`, "share-open.test.ts"),
  supported(`POST ${V1}/share/download`, "share-open.test.ts"),
  supported(`GET ${V1}/share/public/visit`, "share-open.test.ts"),
  supported(`GET ${V1}/share/public/userInfo`, "share-open.test.ts"),
  supported(`POST ${V1}/share/public/verify`, "share-open.test.ts"),
  supported(`POST ${V1}/share/public/files`, "share-open.test.ts"),
  supported(`POST ${V1}/share/public/download`, "share-open.test.ts"),
  supported(`POST ${V1}/share/tasks`, "share-tasks.test.ts"),
  supported(`POST ${V1}/share/taskDetail`, "share-task-detail.test.ts"),
  partial(`POST ${V1}/share/public/tasks`, "share-open.test.ts", "path guessed; packaging only"),
  partial(`POST ${V1}/share/public/taskDetail`, "share-open.test.ts", "path guessed"),
  partial(`POST ${V1}/jobs`, "jobs.test.ts", "answer guessed (taskId); decompressing makes no files"),
  supported(`GET ${V1}/jobs`, "jobs.test.ts"),
  partial(`GET ${V1}/{job_id}`, "jobs.test.ts", "uncompressedFileList is always empty"),
  supported(`POST ${V1}/cancel`, "jobs.test.ts", "takes share tasks too unless a reading forbids it"),
  notStarted(`GET ${V1}/task/list`, "ownership transfer"),
  notStarted(`GET ${V1}/task/{task_id}`, "ownership transfer"),
  notStarted(`GET ${V1}/task/result`, "ownership transfer"),
  partial(`POST ${V1}/files/{type}`, "files.test.ts", "answer guessed: as search; the safe box is empty"),
  partial(`POST ${V1}/files/{groupId}/{type}`, "files.test.ts", "page not read: as the personal one"),
  partial(`POST ${V1}/files/search`, "files.test.ts", "updateTimeRange is not looked at; team search is called `team`"),
  supported(`POST ${V1}/files/{fileId}/detail`, "files.test.ts"),
  supported(`GET ${V1}/files/path`, "files.test.ts"),
  supported(`POST ${V1}/files/download`, "files.test.ts"),
  supported(`GET ${V1}/space/{ownerId}`, "spaces.test.ts", "team spaces carry a name, which no page lists"),
  supported("GET /koodrive/ose/v2/space/{owner_id}", "spaces.test.ts", "team spaces carry a name, which no page lists"),
  supported(`GET ${V1}/space/container/{containerId}`, "spaces.test.ts"),
  supported(`GET ${V1}/space/userList`, "spaces.test.ts"),
  partial(`GET ${V1}/space/batchGetSpace`, "spaces.test.ts", "the documented body is read from the query too"),
  partial(`GET ${V1}/space/teamList`, "spaces.test.ts", "answer guessed"),
  partial(`GET ${V1}/space/groupList`, "spaces.test.ts", "answer guessed"),
  notStarted("GET /sharefolder/list", "shared folders; full path not read"),
  supported(`GET ${V1}/users/{userId}`, "users.test.ts"),
  supported(`GET ${V1}/userList`, "users.test.ts"),
  supported(`GET ${V1}/users/mobile/{userId}`, "users.test.ts"),
  supported(`GET ${V1}/user/info`, "users.test.ts"),
  supported(`POST ${V1}/org/package`, "settings.test.ts"),
  supported(`POST ${V1}/carrier/retention/policy/batch`, "settings.test.ts"),
  supported(`GET ${V1}/carrier/retention/policy/getList`, "settings.test.ts"),
  supported(`GET ${V1}/carrier/policy/config/retention`, "settings.test.ts"),
  supported(`POST ${V1}/auth/login`, "sign-in.test.ts"),
  supported(`POST ${V1}/auth/refreshToken`, "sign-in.test.ts"),
  supported(`POST ${V1}/auth/logout`, "sign-in.test.ts"),
  partial(`GET ${V1}/session/auth`, "sign-in.test.ts", "answer not read: code and msg only"),
  notStarted(`GET ${V1}/session/authCodeURL`, "sign-in in a browser"),
  notStarted(`POST ${V1}/session/`, "sign-in in a browser"),
  notStarted(`POST ${V1}/session/refresh`, "sign-in in a browser"),
  notStarted(`GET ${V1}/session/logoff`, "sign-in in a browser"),
  supported(`GET ${V1}/message/unreadCount`, "messages.test.ts"),
  supported(`GET ${V1}/message/list`, "messages.test.ts"),
  notStarted(`POST ${V1}/message/batchRead`, "page not read"),
  partial(`POST ${V1}/message/specific`, "messages.test.ts", "known from its summary only"),
  partial(`GET ${V1}/notification/getUnread`, "messages.test.ts", "always empty: there are no shared folders"),
  notStarted("POST /carrier/operation/reverseOrder", "a call into the drive about subscriptions"),
  notStarted("POST /carrier/users/notifyPackageExpire", "a call into the drive about subscriptions"),
];
