import fc from "fast-check";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { createKooDrive, type KooDrive } from "../../src/koodrive/client.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { AppError } from "../../src/lib/errors.ts";
import { randomIds } from "../../src/lib/ids.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { PLANTED } from "./values.ts";

const SHORT_CODE = "1689743054514187807";
const FILE = SEED.files.roadmap;
const NEW_SHARE = {
  scope: "external",
  containerId: FILE.containerId,
  fileIds: [FILE.id],
  validDays: 7,
  accessCode: PLANTED.code,
  comment: "fuzz",
  phoneNumbers: [],
  userIds: [],
} as const;
const TASK = { shareId: "1", containerId: FILE.containerId, fileIds: [FILE.id] };

/** One call of each kind; what comes back is up to the drive. */
const CALLS: readonly ((drive: KooDrive, as: { readonly userId: string }) => Promise<unknown>)[] = [
  (drive, as) => drive.listSpaces(as),
  (drive, as) => drive.user(as, as.userId),
  (drive, as) => drive.listUsers(as, {}),
  (drive, as) => drive.shareDetail(as, "1"),
  (drive, as) => drive.listMyShares(as, {}),
  (drive, as) => drive.createShare(as, NEW_SHARE),
  (drive, as) => drive.linkInfo(as, SHORT_CODE),
  (drive, as) => drive.verifyAccessCode(as, { shortCode: SHORT_CODE, accessCode: PLANTED.code }),
  (drive, as) => drive.listShareFiles(as, { shortCode: SHORT_CODE, order: "name", shareToken: PLANTED.token }),
  (drive, as) => drive.listFolder(as, { containerId: FILE.containerId, folderId: "root" }),
  (drive, as) => drive.searchFiles(as, { keyword: "a" }),
  (drive, as) => drive.createTask(as, { ...TASK, action: { kind: "package", zipName: "all.zip" } }),
  (drive, as) => drive.taskDetail(as, { taskId: "1", shareId: "1" }),
];

export type ClientReport = {
  readonly calls: number;
  readonly values: number;
  readonly refused: number;
  readonly violations: readonly string[];
};

/**
 * Asks a drive that answers anything, so many times. Every answer must become a value or an `AppError`, never another
 * error, and none may be a fault of this program.
 */
export const fuzzClient = async (
  drive: { readonly url: string; readonly appId: string; readonly appSecret: string },
  { count, seed, log }: { readonly count: number; readonly seed: number; readonly log: (line: string) => void },
): Promise<ClientReport> => {
  const client = createKooDrive({
    baseUrl: drive.url,
    edition: "enterprise",
    credential: { kind: "app", appId: drive.appId, appSecret: drive.appSecret },
    clock: systemClock,
    ids: randomIds,
    logger: createLogger({ level: "debug", destination: { write: log } }),
    retry: { attempts: 1 },
  });
  const users = Object.values(SEED.users).map(({ id }) => id);
  const picks = fc.sample(fc.tuple(fc.nat(CALLS.length - 1), fc.constantFrom(...users)), { seed, numRuns: count });
  let [values, refused] = [0, 0];
  const violations: string[] = [];
  const one = async ([at, userId]: readonly [number, string]): Promise<void> => {
    const call = CALLS[at];
    if (call === undefined) return;
    try {
      await call(client, { userId });
      values += 1;
    } catch (error) {
      refused += 1;
      if (!(error instanceof AppError) || error.code === "bug")
        violations.push(String(error instanceof Error ? error.stack : error));
    }
  };
  const queue = picks.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const pick of queue) await one(pick);
    }),
  );
  await client.close();
  return { calls: count, values, refused, violations };
};
