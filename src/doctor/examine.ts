import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import type { Config } from "../config.ts";
import { createKooDrive } from "../koodrive/client.ts";
import type { Clock } from "../lib/clock.ts";
import { randomIds } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import { createWebClient } from "../slack/web-client.ts";
import { lookAtDatabase } from "./database.ts";
import { lookAtDrive } from "./drive.ts";
import type { Finding } from "./finding.ts";
import { lookAtSlack } from "./slack.ts";

const manifestSchema = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

const scopesOf = async (manifest: URL): Promise<readonly string[]> =>
  manifestSchema.parse(parse(await readFile(manifest, "utf8"))).oauth_config.scopes.bot;

/** Remembers the time in the answers, which the client keeps to itself. */
const fetchTelling =
  (onDate: (date: string | null) => void): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    onDate(response.headers.get("date"));
    return response;
  };

export type ExamineDeps = {
  readonly config: Config;
  readonly manifest: URL;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** Looks at all that the bot needs. Only reads; finds what is wrong in one part whatever is wrong in another. */
export const examine = async ({ config, manifest, clock, logger }: ExamineDeps): Promise<readonly Finding[]> => {
  const drive = createKooDrive({ ...config.drive, clock, ids: randomIds, logger, retry: { attempts: 1 } });
  try {
    const scopes = await scopesOf(manifest);
    const slack = lookAtSlack({
      slack: config.slack,
      adminUsers: config.adminUsers,
      scopes,
      clock,
      client: (token, onDate) => createWebClient(token, config.apiUrl, { fetchWith: fetchTelling(onDate) }),
    });
    const database = await lookAtDatabase(config);
    const { baseUrl, singleUserId } = config.drive;
    const { connectedUserId } = database;
    const driven = await lookAtDrive({ drive, baseUrl, singleUserId, connectedUserId });
    return [...(await slack), ...database.findings, ...driven];
  } finally {
    await drive.close();
  }
};
