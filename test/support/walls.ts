/** A part of the program and what its files may import. */
export type Room = {
  readonly name: string;
  /** Globs below `src`. The first room in the list that fits a file is its room. */
  readonly files: readonly string[];
  /** Globs below `src`; `own` stands for the importer's own feature or emulator. */
  readonly inside: readonly string[];
  /** As `inside`, but for `import type` only. */
  readonly insideTypes?: readonly string[];
  /** Packages with all that is below them; `*` is any. */
  readonly outside: readonly string[];
  readonly outsideTypes?: readonly string[];
  /** Whether Node's own modules may be imported. */
  readonly node: boolean;
};

const ALL_BUT_EMULATORS = [
  "app.ts",
  "config.ts",
  "features/**",
  "domain/**",
  "koodrive/**",
  "store/**",
  "jobs/**",
  "slack/**",
  "lib/**",
];
const DATES = ["date-fns", "@date-fns/tz"];

/**
 * The walls: arrows point down only. `biome.json` holds the same walls for the editor, save what
 * Biome cannot tell (a type from a value); `architecture.test.ts` holds the two against each other.
 */
export const ROOMS: readonly Room[] = [
  {
    name: "main",
    files: ["main.ts", "demo-bot.ts", "person.ts", "doctor.ts"],
    inside: [...ALL_BUT_EMULATORS, "doctor/**"],
    outside: ["zod"],
    node: true,
  },
  {
    name: "doctor",
    files: ["doctor/*.ts"],
    inside: ["doctor/*", "config.ts", "koodrive/**", "store/**", "slack/**", "lib/**"],
    outside: ["zod", "yaml"],
    outsideTypes: ["@slack/web-api"],
    node: true,
  },
  {
    name: "demo",
    files: ["demo.ts", "demo-controls.ts"],
    inside: ["demo-controls.ts", ...ALL_BUT_EMULATORS, "emulators/**"],
    outside: ["zod", "yaml"],
    node: true,
  },
  {
    name: "app",
    files: ["app.ts"],
    inside: ["features/index.ts", "koodrive/**", "store/**", "jobs/**", "slack/**", "lib/**"],
    insideTypes: ["config.ts", "domain/**"],
    outside: [],
    node: true,
  },
  {
    name: "config",
    files: ["config.ts", "config-variables.ts"],
    inside: ["config-variables.ts", "domain/**", "lib/**"],
    outside: ["zod"],
    node: true,
  },
  {
    name: "list of features",
    files: ["features/index.ts"],
    inside: ["features/*/feature.ts", "slack/feature.ts"],
    outside: [],
    node: false,
  },
  {
    name: "feature",
    files: ["features/*/feature.ts"],
    inside: ["own/*", "slack/feature.ts", "slack/action-ids.ts", "jobs/job.ts", "jobs/handoffs.ts"],
    insideTypes: ["jobs/**", "slack/**"],
    outside: [],
    outsideTypes: ["@slack/bolt"],
    node: false,
  },
  {
    name: "handlers",
    files: ["features/*/handlers.ts", "features/*/handlers-*.ts"],
    inside: [
      "own/input.ts",
      "own/service.ts",
      "own/service-*.ts",
      "own/view.ts",
      "own/view-*.ts",
      "own/words.ts",
      "own/words-*.ts",
      "slack/**",
      "domain/**",
      "lib/**",
    ],
    outside: [],
    outsideTypes: ["@slack/bolt", "@slack/types"],
    node: false,
  },
  {
    name: "jobs of a feature",
    files: ["features/*/jobs.ts", "features/*/jobs-*.ts"],
    inside: [
      "own/jobs-*.ts",
      "own/service.ts",
      "own/service-*.ts",
      "own/view.ts",
      "own/view-*.ts",
      "own/words.ts",
      "own/words-*.ts",
      "jobs/job.ts",
      "jobs/ticker.ts",
      "jobs/handoffs.ts",
      "slack/messenger.ts",
      "slack/locale/**",
      "domain/**",
      "lib/**",
    ],
    insideTypes: ["slack/**"],
    outside: ["zod"],
    node: false,
  },
  {
    name: "input",
    files: ["features/*/input.ts"],
    inside: ["domain/**", "slack/action-ids.ts", "slack/view-values.ts"],
    outside: ["zod"],
    outsideTypes: ["@slack/types"],
    node: false,
  },
  {
    name: "service",
    files: ["features/*/service.ts", "features/*/service-*.ts"],
    inside: ["own/service.ts", "own/service-*.ts", "domain/**", "lib/**"],
    insideTypes: ["koodrive/**", "store/**", "jobs/**"],
    outside: DATES,
    node: false,
  },
  {
    name: "view",
    files: ["features/*/view.ts", "features/*/view-*.ts"],
    inside: [
      "own/view.ts",
      "own/view-*.ts",
      "own/input.ts",
      "own/words.ts",
      "own/words-*.ts",
      "domain/**",
      "slack/blocks.ts",
      "slack/limits.ts",
      "slack/mrkdwn.ts",
      "slack/action-ids.ts",
      "slack/failure.ts",
      "slack/locale/**",
      "lib/errors.ts",
    ],
    outside: DATES,
    outsideTypes: ["@slack/types"],
    node: false,
  },
  {
    name: "words",
    files: ["features/*/words.ts", "features/*/words-*.ts"],
    inside: ["slack/locale/**"],
    outside: [],
    node: false,
  },
  { name: "domain", files: ["domain/**"], inside: ["domain/**"], outside: [...DATES, "zod"], node: false },
  {
    name: "koodrive",
    files: ["koodrive/**"],
    inside: ["koodrive/**", "domain/**", "lib/**"],
    outside: ["undici", "zod"],
    node: true,
  },
  {
    name: "store",
    files: ["store/**"],
    inside: ["store/**", "domain/**", "lib/**"],
    outside: ["kysely", "pg", "@electric-sql/pglite"],
    node: true,
  },
  {
    name: "jobs",
    files: ["jobs/**"],
    inside: ["jobs/**", "lib/**"],
    insideTypes: ["store/database.ts"],
    outside: ["pg-boss", "zod"],
    node: true,
  },
  {
    name: "slack",
    files: ["slack/**"],
    inside: ["slack/**", "domain/**", "lib/**"],
    insideTypes: ["jobs/job.ts", "jobs/ticker.ts"],
    outside: ["@slack/bolt", "@slack/types", "@slack/web-api", "zod", "i18next", ...DATES],
    node: true,
  },
  {
    name: "page of the Slack emulator",
    files: ["emulators/slack/page/**"],
    inside: ["emulators/slack/page/**", "emulators/slack/protocol.ts"],
    outside: ["*"],
    node: false,
  },
  {
    name: "emulator",
    files: ["emulators/koodrive/**", "emulators/slack/**"],
    inside: ["own/**", "lib/clock.ts", "lib/ids.ts"],
    outside: ["*"],
    node: true,
  },
  { name: "lib", files: ["lib/**"], inside: ["lib/**"], outside: ["csv-stringify", "pino", "prom-client"], node: true },
];
