import { createServer, type IncomingHttpHeaders } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { Agent, request } from "undici";
import type { Random } from "./random.ts";

/** What stands before several bots: hands each request of Slack's to one that lives, and some of them twice. */
export const createFront = async (deps: {
  readonly random: Random;
  /** Addresses of the bots that listen. */
  readonly bots: () => readonly string[];
  /** The share of the requests that come a second time. */
  readonly doubled: number;
}) => {
  const { random } = deps;
  const agent = new Agent({ connections: 64, pipelining: 1 });
  const counts = { requests: 0, doubled: 0, lost: 0 };

  const forward = async (path: string, headers: IncomingHttpHeaders, body: Buffer) => {
    const bots = deps.bots();
    if (bots.length === 0) throw new Error("no bot lives");
    const { host: _host, connection: _connection, "content-length": _length, ...others } = headers;
    return request(`${random.pick(bots)}${path}`, {
      method: "POST",
      headers: others,
      body,
      dispatcher: agent,
      signal: AbortSignal.timeout(10_000),
    });
  };

  // Slack sends again what it got no answer to, and says so; a proxy that lost the answer does not say so.
  const sendAgain = async (path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<void> => {
    counts.doubled += 1;
    const retry = random.chance(0.5) ? { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" } : {};
    await wait(random.chance(0.5) ? 0 : random.between(50, 1_500));
    const answer = await forward(path, { ...headers, ...retry }, body);
    await answer.body.dump();
  };

  const server = createServer((incoming, response) => {
    void (async () => {
      counts.requests += 1;
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
      const body = Buffer.concat(chunks);
      const path = incoming.url ?? "/";
      if (random.chance(deps.doubled)) void sendAgain(path, incoming.headers, body).catch(() => undefined);
      try {
        const answer = await forward(path, incoming.headers, body);
        const text = await answer.body.text();
        const type = answer.headers["content-type"];
        response.writeHead(answer.statusCode, typeof type === "string" ? { "content-type": type } : {}).end(text);
      } catch {
        counts.lost += 1;
        response.writeHead(502).end();
      }
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await agent.destroy();
    },
  };
};
