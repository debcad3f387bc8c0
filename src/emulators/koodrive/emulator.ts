import type { Clock } from "../../lib/clock.ts";
import { type Credentials, type Drive, defaultTaskDuration, type ProgressStyle, type TaskToTime } from "./drive.ts";
import type { DriveEdition, Settings, TaskOutcome } from "./entities.ts";
import { createFaultBox, type Faults } from "./fault.ts";
import { createIdSource, type IdSource } from "./ids.ts";
import { defaultReadings, type Readings } from "./readings.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { createRouter } from "./router.ts";
import { allRoutes } from "./routes/all.ts";
import { createSchedule } from "./schedule.ts";
import { companySeed } from "./seed/company.ts";
import { emptySeed, type Seed } from "./seed/seed.ts";
import { createDriveServer } from "./server.ts";
import { createStore, type Store } from "./store.ts";
import { begin, settleDue } from "./task-runner.ts";

export type DriveEmulatorOptions = {
  /** Default 0: any free one. */
  readonly port?: number | undefined;
  /** The emulator listens on this machine only. */
  readonly host?: "127.0.0.1" | undefined;
  readonly edition: DriveEdition;
  readonly clock: Clock;
  readonly credentials: Credentials;
  /** Builds the id source, again after a reset. Default: the same ids at every start. */
  readonly ids?: (() => IdSource) | undefined;
  /** Default `company`. A function is given the clock's time at the start. */
  readonly seed?: "company" | "empty" | Seed | ((now: number) => Seed) | undefined;
  /** The carrier's name that `X-Hw-Agentname` must have; default: any. */
  readonly agentName?: string | undefined;
  /** Milliseconds a task takes; default 4 to 60 s by size. */
  readonly taskDuration?: ((task: TaskToTime) => number) | undefined;
  readonly progress?: ProgressStyle | undefined;
  /** Which of the documents' contradicting readings it follows. */
  readonly readings?: Partial<Readings> | undefined;
};

type All<K extends keyof Store> = Store[K] extends { readonly all: () => infer Items } ? Items : never;

/** What the drive holds now, for assertions. Tasks that have become due are done first. */
export type DriveState = {
  readonly users: All<"users">;
  readonly departments: All<"departments">;
  readonly groups: All<"groups">;
  readonly spaces: All<"spaces">;
  readonly files: All<"files">;
  readonly shares: All<"shares">;
  readonly tasks: All<"tasks">;
  readonly jobs: All<"jobs">;
  readonly downloads: All<"downloads">;
  readonly policies: All<"policies">;
  readonly settings: Settings;
};

/** What happens on the drive without anybody's call. */
export type DriveControl = {
  /** Decides how a task or job under way will end, e.g. `{ kind: "cancelled" }`, and, where given, how long it takes from its start. */
  readonly decideTask: (taskId: string, outcome: TaskOutcome, durationMs?: number) => void;
  /** Puts a file or folder into the bin. */
  readonly recycleFile: (fileId: string) => void;
  /** Takes a space out of use, or back into it. */
  readonly setSpaceActive: (containerId: string, active: boolean) => void;
};

export type DriveEmulator = {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly state: DriveState;
  readonly control: DriveControl;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Everything as at the start: data, ids, faults, recorded requests. */
  readonly reset: () => void;
  /** Closes every connection, hanging ones too. */
  readonly close: () => Promise<void>;
};

const seedOf = (seed: DriveEmulatorOptions["seed"], now: number): Seed => {
  if (seed === undefined || seed === "company") return companySeed(now);
  if (seed === "empty") return emptySeed;
  return typeof seed === "function" ? seed(now) : seed;
};

const controlOf = (drive: () => Drive): DriveControl => ({
  decideTask: (taskId, outcome, durationMs) => {
    const { store, clock } = drive();
    settleDue(drive(), clock.now().getTime());
    const task = store.tasks.get(taskId);
    if (task?.ended === undefined && task !== undefined) {
      begin.task(drive(), { ...task, outcome, durationMs: durationMs ?? task.durationMs });
    }
    const job = store.jobs.get(taskId);
    if (job?.ended === undefined && job !== undefined) {
      begin.job(drive(), { ...job, outcome, durationMs: durationMs ?? job.durationMs });
    }
  },
  recycleFile: (fileId) => {
    const { store, clock } = drive();
    const file = store.files.get(fileId);
    if (file !== undefined) store.files.put({ ...file, recycledAt: clock.now().getTime() });
  },
  setSpaceActive: (containerId, active) => {
    const { store } = drive();
    const space = store.spaces.get(containerId);
    if (space !== undefined) store.spaces.put({ ...space, active });
  },
});

const stateOf = (drive: () => Drive): DriveState => {
  const settled = (): Store => {
    settleDue(drive(), drive().clock.now().getTime());
    return drive().store;
  };
  return {
    get users() {
      return settled().users.all();
    },
    get departments() {
      return settled().departments.all();
    },
    get groups() {
      return settled().groups.all();
    },
    get spaces() {
      return settled().spaces.all();
    },
    get files() {
      return settled().files.all();
    },
    get shares() {
      return settled().shares.all();
    },
    get tasks() {
      return settled().tasks.all();
    },
    get jobs() {
      return settled().jobs.all();
    },
    get downloads() {
      return settled().downloads.all();
    },
    get policies() {
      return settled().policies.all();
    },
    get settings() {
      return settled().settings();
    },
  };
};

/** Starts a look-alike of the drive on this machine. It has no time and no ids of its own: the clock is handed in. */
export const createDriveEmulator = async (options: DriveEmulatorOptions): Promise<DriveEmulator> => {
  const { clock, credentials, edition } = options;
  const faults = createFaultBox();
  const log = createRequestLog();
  const closing = new AbortController();
  let url = "";
  const build = (): Drive => ({
    edition,
    store: createStore(seedOf(options.seed, clock.now().getTime())),
    // Without the secret nobody can foretell download and share tokens.
    ids: options.ids?.() ?? createIdSource(credentials.appSecret),
    clock,
    credentials,
    agentName: options.agentName,
    readings: { ...defaultReadings(edition), ...options.readings },
    progress: options.progress ?? "linear",
    baseUrl: () => url,
    taskDuration: options.taskDuration ?? defaultTaskDuration,
    schedule: createSchedule(),
    tokenUse: new Map(),
  });
  let current = build();
  const drive = (): Drive => current;
  const reset = (): void => {
    current = build();
    faults.clear();
    log.clear();
  };
  const server = createDriveServer({
    drive,
    router: createRouter(allRoutes, edition),
    faults,
    log,
    reset,
    closing: closing.signal,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    state: stateOf(drive),
    control: controlOf(drive),
    requests: log,
    faults,
    reset,
    close: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};
