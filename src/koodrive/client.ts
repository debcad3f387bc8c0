import type { Edition } from "../domain/edition.ts";
import type { Clock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import type { IdMaker } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import type { Send } from "./call.ts";
import { createConnection, DEFAULT_MAX_BODY_BYTES, DEFAULT_TIMEOUTS, type Timeouts } from "./connection.ts";
import { createAppSignature } from "./credentials/app-signature.ts";
import { createCarrierLogin } from "./credentials/carrier-login.ts";
import type { Credential } from "./credentials/credential.ts";
import { createReadyMadeToken } from "./credentials/ready-made-token.ts";
import { createLimiter, DEFAULT_LIMITS, type Limits } from "./limiter.ts";
import { createEnterpriseSettingCalls, type EnterpriseSettingCalls } from "./operations/enterprise-settings.ts";
import { createFileLinkCalls, type FileLinkCalls } from "./operations/file-links.ts";
import { createFileCalls, type FileCalls } from "./operations/files.ts";
import { createJobCalls, type JobCalls } from "./operations/jobs.ts";
import { createNotificationCalls, type NotificationCalls } from "./operations/notifications.ts";
import { createOpenLinkCalls, type OpenLinkCalls } from "./operations/open-link.ts";
import { createReceivedShareCalls, type ReceivedShareCalls } from "./operations/received-shares.ts";
import { createRetentionCalls, type RetentionCalls } from "./operations/retention.ts";
import { createSessionCalls, createSignInCalls, type SessionCalls } from "./operations/sessions.ts";
import { createShareChangeCalls, type ShareChangeCalls } from "./operations/share-changes.ts";
import { createShareTaskCalls, type ShareTaskCalls } from "./operations/share-tasks.ts";
import { createShareCalls, type ShareCalls } from "./operations/shares.ts";
import { createSpaceCalls, type SpaceCalls } from "./operations/spaces.ts";
import { createUserCalls, type UserCalls } from "./operations/users.ts";
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from "./retry-timing.ts";
import { createDriveTime } from "./skew.ts";
import { type CallReport, createTransport, type Transport } from "./transport.ts";

export type { CreateTaskRequest } from "./operations/share-tasks.ts";
export type { CreateShareRequest } from "./operations/shares.ts";
export type { CallReport } from "./transport.ts";
export type { Acting, Page } from "./types.ts";

/**
 * All that this program asks of the drive: domain values in and out. Every method throws an
 * `AppError` of the closed family, with the trace id as its reference, and nothing else.
 * Reads are retried where that is safe; what changes something is sent once.
 */
export type KooDrive = ShareCalls &
  ShareChangeCalls &
  ReceivedShareCalls &
  OpenLinkCalls &
  ShareTaskCalls &
  FileCalls &
  FileLinkCalls &
  SpaceCalls &
  JobCalls &
  UserCalls &
  RetentionCalls &
  EnterpriseSettingCalls &
  NotificationCalls &
  SessionCalls & {
    readonly edition: Edition;
    /** The drive's clock less ours, as its answers tell; undefined before the first. Up to a second too small. */
    readonly clockSkewMs: () => number | undefined;
    /** Lets go of the connections; calls under way end first. */
    readonly close: () => Promise<void>;
  };

export type DriveCredential =
  | { readonly kind: "app"; readonly appId: string; readonly appSecret: string }
  | { readonly kind: "carrier"; readonly account: string; readonly password: string }
  | { readonly kind: "token"; readonly token: string };

export type KooDriveDeps = {
  /** Scheme and host, e.g. `https://intl.myhuaweicloud-koodrive.com`. */
  readonly baseUrl: string;
  readonly edition: Edition;
  /** The carrier's name, needed with the carrier edition. */
  readonly agentName?: string | undefined;
  readonly credential: DriveCredential;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly logger: Pick<Logger, "debug" | "info" | "warn">;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** The longest answer that is read. */
  readonly maxBodyBytes?: number | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /**
   * Whether links are opened by the calls for people without an account, of the carrier edition. Its documents have
   * no others, so that they are the default there; the drive allows them to customers on a list of its own. Share
   * tasks need an account all the same.
   */
  readonly publicLinks?: boolean | undefined;
  /** The language of the drive's messages, e.g. `zh-CN`; the drive's default is `en-US`. */
  readonly language?: string | undefined;
  /** Called once for each finished call, for metrics. */
  readonly onCall?: ((report: CallReport) => void) | undefined;
  /** Milliseconds that only ever grow: for waits and durations, which a moved clock must not change. */
  readonly monotonic?: (() => number) | undefined;
  /** 0 up to, not including, 1: spreads retries. */
  readonly random?: (() => number) | undefined;
};

/** Throws `AppError` (`invalid`, with the field) for settings that cannot work. Connects to nothing yet. */
export const createKooDrive = (deps: KooDriveDeps): KooDrive => {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const monotonic = deps.monotonic ?? (() => performance.now());
  const { now } = deps.clock;
  const origin = originOf(deps.baseUrl);
  const connection = createConnection({
    origin,
    timeouts: { ...DEFAULT_TIMEOUTS, ...deps.timeouts },
    maxBodyBytes: deps.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    connections: limits.concurrent,
  });
  const driveTime = createDriveTime({ now });
  const transport = createTransport({
    origin,
    connection,
    limiter: createLimiter({ limits, monotonic }),
    driveTime,
    retry: { ...DEFAULT_RETRY_POLICY, ...deps.retry },
    ids: deps.ids,
    logger: deps.logger,
    monotonic,
    random: deps.random ?? Math.random,
    fixedHeaders: fixedHeaders(deps),
    onCall: deps.onCall,
  });
  const credential = createCredential(deps, transport);
  const send: Send = (as, call) => transport.call(call, { kind: "user", as, credential });
  const { edition } = deps;
  const sendPublic: Send = (as, call) => transport.call(call, { kind: "public", as });
  const usesPublicLinks = deps.publicLinks ?? edition === "carrier";
  const shares = createShareCalls({ send, edition });
  const spaces = createSpaceCalls({ send, edition, now });
  return {
    edition,
    ...shares,
    ...createShareChangeCalls({ send, edition, now, shareDetail: shares.shareDetail }),
    ...createReceivedShareCalls({ send }),
    ...createOpenLinkCalls({ send, sendPublic: usesPublicLinks ? sendPublic : undefined }),
    ...createShareTaskCalls({ send }),
    ...createFileCalls({ send, edition, book: spaces.book }),
    ...createFileLinkCalls({ send }),
    ...spaces.calls,
    ...createJobCalls({ send, edition }),
    ...createUserCalls({ send, edition }),
    ...createRetentionCalls({ send, edition }),
    ...createEnterpriseSettingCalls({ send, edition }),
    ...createNotificationCalls({ send, edition }),
    ...createSessionCalls({ send, credential, kind: deps.credential.kind }),
    clockSkewMs: driveTime.skewMs,
    close: () => connection.close(),
  };
};

const refuseSetting = (field: string, rule: string): never => {
  throw new AppError("invalid", `${field} ${rule}`, { operation: "drive.create", field });
};

const originOf = (baseUrl: string): URL => {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : refuseSetting("baseUrl", "is not a URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") refuseSetting("baseUrl", "begins with https://");
  return url;
};

const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * The carrier's name goes with every call of that edition: some pages demand it, others do not list it, and
 * translations of one page disagree.
 */
const fixedHeaders = (deps: KooDriveDeps): Readonly<Record<string, string>> => {
  const { edition, agentName, language } = deps;
  if (edition === "carrier" && agentName === undefined) refuseSetting("agentName", "is needed in the carrier edition");
  if (deps.publicLinks === true && edition !== "carrier") refuseSetting("publicLinks", "are of the carrier edition");
  if (agentName !== undefined && !PRINTABLE.test(agentName)) refuseSetting("agentName", "is made of plain letters");
  return {
    ...(language === undefined ? {} : { language }),
    ...(edition === "carrier" && agentName !== undefined ? { "X-Hw-Agentname": agentName } : {}),
  };
};

const createCredential = (deps: KooDriveDeps, transport: Transport): Credential => {
  const { credential } = deps;
  switch (credential.kind) {
    case "app":
      return createAppSignature({ appId: credential.appId, appSecret: credential.appSecret });
    case "token":
      return createReadyMadeToken({ token: credential.token });
    case "carrier":
      return createCarrierLogin({
        account: credential.account,
        password: credential.password,
        calls: createSignInCalls(transport),
        now: deps.clock.now,
      });
  }
};
