import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What happened to one request of Slack's. */
export type InteractionReport = {
  readonly kind: string;
  readonly name: string;
  /** `busy`: turned away, because too much was under way. */
  readonly outcome: "done" | "failed" | "busy";
  /** Undefined: it was never acknowledged. */
  readonly ackMs: number | undefined;
};

/** What is asked of the program's state each time the metrics are read. */
export type Readings = {
  readonly queue: () => Promise<
    readonly {
      readonly name: string;
      readonly ready: number;
      readonly waiting: number;
      readonly active: number;
      readonly oldestSeconds: number;
    }[]
  >;
  /** Tasks that the drive is working on. */
  readonly openTasks: () => Promise<number>;
};

/** The program's figures, in Prometheus' text format. Names begin with `koodrive_`; times are in seconds. */
export type Metrics = {
  readonly interaction: (report: InteractionReport) => void;
  readonly driveCall: (report: {
    readonly operation: string;
    readonly outcome: string;
    readonly milliseconds: number;
  }) => void;
  /** A call to Slack's Web API; `refused` carries Slack's own error name. */
  readonly slackCall: (report: { readonly method: string; readonly outcome: string }) => void;
  /** How long after its due time a task was looked at. */
  readonly pollLate: (milliseconds: number) => void;
  /** Looks at tasks per second: how many there may be, and how many there would be without a limit. */
  readonly pollBudget: (budget: { readonly perSecond: number; readonly demand: number }) => void;
  readonly noticeSent: (kind: string) => void;
  /** A message could not be said, and the next one's turn came. */
  readonly messageSetAside: (kind: string) => void;
  readonly text: () => Promise<{ readonly type: string; readonly body: string }>;
};

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const createMetrics = (readings: Readings): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "koodrive_" });

  const interactions = new Counter({
    name: "koodrive_slack_requests_total",
    help: "Requests of Slack's: commands, buttons, modals, options, events",
    labelNames: ["kind", "name", "outcome"],
    registers,
  });
  const acks = new Histogram({
    name: "koodrive_slack_ack_seconds",
    help: "Time until a request of Slack's was acknowledged; Slack waits 3 seconds",
    labelNames: ["kind"],
    buckets: SECONDS,
    registers,
  });
  const slackCalls = new Counter({
    name: "koodrive_slack_calls_total",
    help: "Calls to Slack's Web API by method and outcome: ok, limited, unanswered or Slack's error",
    labelNames: ["method", "outcome"],
    registers,
  });
  const driveCalls = new Histogram({
    name: "koodrive_drive_call_seconds",
    help: "Calls to the drive by operation and outcome, waiting and retries included",
    labelNames: ["operation", "outcome"],
    buckets: SECONDS,
    registers,
  });
  const late = new Histogram({
    name: "koodrive_poll_late_seconds",
    help: "How long after its due time a task was looked at",
    buckets: SECONDS,
    registers,
  });
  const lookLimit = new Gauge({
    name: "koodrive_poll_budget_per_second",
    help: "Looks at tasks that all bots together may take per second",
    registers,
  });
  const looksAsked = new Gauge({
    name: "koodrive_poll_demand_per_second",
    help: "Looks at tasks per second that there would be without a limit; above the budget they come less often",
    registers,
  });
  const notices = new Counter({
    name: "koodrive_notices_total",
    help: "Notices sent to people",
    labelNames: ["kind"],
    registers,
  });
  const setAside = new Counter({
    name: "koodrive_messages_set_aside_total",
    help: "Messages that Slack would not take, or that failed each time: set aside, kept for a week",
    labelNames: ["kind"],
    registers,
  });
  const jobs = new Gauge({
    name: "koodrive_queue_jobs",
    help: "Jobs by kind and state",
    labelNames: ["job", "state"],
    registers,
  });
  const oldest = new Gauge({
    name: "koodrive_queue_oldest_seconds",
    help: "Age of the oldest job that could run now",
    labelNames: ["job"],
    registers,
  });
  const openTasks = new Gauge({
    name: "koodrive_open_tasks",
    help: "Tasks that the drive is working on",
    registers,
  });

  return {
    interaction: ({ kind, name, outcome, ackMs }) => {
      interactions.inc({ kind, name, outcome });
      if (ackMs !== undefined) acks.observe({ kind }, ackMs / 1000);
    },
    driveCall: ({ operation, outcome, milliseconds }) =>
      driveCalls.observe({ operation, outcome }, milliseconds / 1000),
    slackCall: ({ method, outcome }) => slackCalls.inc({ method, outcome }),
    pollLate: (milliseconds) => late.observe(Math.max(0, milliseconds) / 1000),
    pollBudget: ({ perSecond, demand }) => {
      lookLimit.set(perSecond);
      looksAsked.set(demand);
    },
    noticeSent: (kind) => notices.inc({ kind }),
    messageSetAside: (kind) => setAside.inc({ kind }),
    text: async () => {
      const [depths, open] = await Promise.all([readings.queue(), readings.openTasks()]);
      jobs.reset();
      oldest.reset();
      for (const { name, ready, waiting, active, oldestSeconds } of depths) {
        jobs.set({ job: name, state: "ready" }, ready);
        jobs.set({ job: name, state: "waiting" }, waiting);
        jobs.set({ job: name, state: "active" }, active);
        oldest.set({ job: name }, oldestSeconds);
      }
      openTasks.set(open);
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
};
