import pg from "pg";
import type { DatabaseLogger, Subscription } from "./database.ts";

const HEARTBEAT_MS = 10_000;
const HEARTBEAT_TIMEOUT_MS = 5_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export type ListenOptions = {
  readonly url: string;
  readonly channel: string;
  readonly onNotification: (payload: string) => void;
  /** Runs after each subscribing, the first included: what was sent in between was missed. */
  readonly onSubscribed: () => void;
  readonly logger: DatabaseLogger;
};

/**
 * Holds one connection of its own that listens to a PostgreSQL channel, and gets a new one whenever that is lost.
 * Rejects only if the first attempt fails.
 */
export const listenTo = async (options: ListenOptions): Promise<Subscription> => {
  const { url, channel, onNotification, onSubscribed, logger } = options;
  let closed = false;
  let current: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pause = FIRST_PAUSE_MS;

  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: "koodrive-listen",
      keepAlive: true,
      connectionTimeoutMillis: HEARTBEAT_TIMEOUT_MS,
      query_timeout: HEARTBEAT_TIMEOUT_MS,
    });
    current = client;
    client.on("notification", ({ payload }) => {
      if (payload !== undefined) onNotification(payload);
    });
    // Before the first query both of these reach the caller as a rejection.
    client.on("error", (error) => lose(client, error));
    client.on("end", () => lose(client, new Error("the connection ended")));
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      if (current === client) current = undefined;
      await end(client);
      throw error;
    }
    if (closed) return end(client);
    pause = FIRST_PAUSE_MS;
    timer = setTimeout(() => void beat(client), HEARTBEAT_MS);
    onSubscribed();
  };

  // A cable that is pulled sends nothing, and a pooler may drop the subscription: ask.
  const beat = async (client: pg.Client): Promise<void> => {
    try {
      const { rows } = await client.query<{ listening: boolean }>(
        "select $1 = any(array(select pg_listening_channels())) as listening",
        [channel],
      );
      if (rows[0]?.listening !== true) throw new Error("the subscription was lost");
      if (!closed && current === client) timer = setTimeout(() => void beat(client), HEARTBEAT_MS);
    } catch (error) {
      lose(client, error);
    }
  };

  const lose = (client: pg.Client, error: unknown): void => {
    if (closed || current !== client || !subscribedOnce) return;
    current = undefined;
    clearTimeout(timer);
    void end(client);
    logger.warn({ err: error, channel }, "database notifications lost; connecting again");
    again();
  };

  const again = (): void => {
    if (closed) return;
    timer = setTimeout(() => void connect().catch(again), pause);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  };

  let subscribedOnce = false;
  await connect();
  subscribedOnce = true;
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      if (current !== undefined) await end(current);
    },
  };
};

const end = async (client: pg.Client): Promise<void> => {
  // An error that arrives while it closes must not end the process.
  client.removeAllListeners().on("error", () => undefined);
  await client.end().catch(() => undefined);
};
