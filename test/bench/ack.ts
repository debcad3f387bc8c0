import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { z } from "zod";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { type BenchOffice, openBenchOffice } from "./bench-office.ts";
import { end, startOptions } from "./bot-process.ts";
import type { Leftovers } from "./leftovers.ts";
import { processorMsOf } from "./process-facts.ts";
import { type SignedCommand, signCommand } from "./signed-command.ts";
import { average, median, percentile } from "./statistics.ts";
import { type BenchTable, judge } from "./table.ts";

const CONNECTIONS = 10;
const WARM_UPS = 3_000;
// Short rounds, so that what else the machine does falls on both alike.
const ROUNDS = 40;
const FEWEST_ROUNDS = 9;
const LIMIT_MS = 60_000;
const REQUESTS_PER_ROUND = 400;
const AIM = 0.8;

type Server = { readonly url: string; readonly pid: number };
type Round = { readonly perSecond: number; readonly p50: number; readonly p99: number; readonly processorMs: number };

/** How fast `/koodrive help` is acknowledged, beside a bare bolt app that gives the same answer. */
export const benchAck = async (leftovers: Leftovers): Promise<BenchTable> => {
  const office = await openBenchOffice(leftovers);
  const bot = await office.startBot();
  const sign = await recordCommand(office);
  const answer = await answerOnceKnown(bot.url, sign());
  const bare = await startBareBolt(office, answer, leftovers);
  const bareAnswer = await ask(bare.url, sign());
  if (bareAnswer !== answer) throw new Error(`the two do not answer the same:\n${answer}\n${bareAnswer}`);

  const own: Server = { url: bot.url, pid: bot.pid };
  const measure = (server: Server, amount: number) => load(server, sign(), answer, amount);
  for (const server of [own, bare]) await measure(server, WARM_UPS);
  const rounds: { readonly own: Round; readonly bare: Round }[] = [];
  const startedAt = performance.now();
  const mayGoOn = (): boolean => rounds.length < FEWEST_ROUNDS || performance.now() - startedAt < LIMIT_MS;
  for (let round = 0; round < ROUNDS && mayGoOn(); round++) {
    // Whoever goes second finds the machine in another state: they take turns.
    const [first, second] = round % 2 === 0 ? [own, bare] : [bare, own];
    const before = await measure(first, REQUESTS_PER_ROUND);
    const after = await measure(second, REQUESTS_PER_ROUND);
    rounds.push(first === own ? { own: before, bare: after } : { own: after, bare: before });
  }
  const row = (server: string, figures: readonly Round[]) => ({
    server,
    "requests/s": Math.round(median(figures.map(({ perSecond }) => perSecond))),
    "p50 ms": median(figures.map(({ p50 }) => p50)),
    "p99 ms": median(figures.map(({ p99 }) => p99)),
    "CPU µs/request": Math.round((average(figures.map(({ processorMs }) => processorMs)) / REQUESTS_PER_ROUND) * 1000),
  });
  const ratio = (pick: (round: Round) => number): number =>
    median(rounds.map((round) => pick(round.own) / pick(round.bare)));
  const ownRow = row(
    "this bot",
    rounds.map((round) => round.own),
  );
  const bareRow = row(
    "bare bolt",
    rounds.map((round) => round.bare),
  );
  const speed = ratio(({ perSecond }) => perSecond);
  return {
    title: "Acknowledging /koodrive help",
    rows: [
      ownRow,
      bareRow,
      {
        server: "ratio",
        "requests/s": speed,
        "p50 ms": ratio(({ p50 }) => p50),
        "p99 ms": ratio(({ p99 }) => p99),
        "CPU µs/request": ownRow["CPU µs/request"] / bareRow["CPU µs/request"],
        ...judge(speed, { atLeast: AIM }),
      },
    ],
    notes: [
      `${rounds.length} rounds of ${REQUESTS_PER_ROUND} signed requests for each, in turns, over ${CONNECTIONS} connections; medians of the rounds, CPU: their average.`,
      `Both give the same ${answer.length} characters, check signatures and run with npm start's options; the bot ${office.databaseNote}.`,
    ],
  };
};

/** The command as the workspace sends it; each call signs a hundred with triggers of their own, good for five minutes. */
const recordCommand = async (office: BenchOffice): Promise<() => readonly SignedCommand[]> => {
  await office.person(PEOPLE.tom).command("help", CHANNELS.launch);
  const fields = z.record(z.string(), z.string()).parse(office.slack.deliveries.at(-1)?.payload);
  return () =>
    Array.from({ length: 100 }, (_, index) =>
      signCommand(office.signingSecret, { ...fields, trigger_id: `${fields["trigger_id"]}${index}` }),
    );
};

/** The bot's answer; the first one comes later and otherwise, because the person's language must be asked of Slack. */
const answerOnceKnown = async (url: string, commands: readonly SignedCommand[]): Promise<string> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await ask(url, commands);
    if (answer !== "") return answer;
  }
  throw new Error("the bot never came to know the person");
};

const ask = async (url: string, [command]: readonly SignedCommand[]): Promise<string> => {
  if (command === undefined) return "";
  const { method, path, headers, body } = command;
  const response = await fetch(`${url}${path}`, { method, headers, body });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return response.text();
};

const startBareBolt = async (office: BenchOffice, answer: string, leftovers: Leftovers): Promise<Server> => {
  const child = fork(fileURLToPath(new URL("./bare-bolt.ts", import.meta.url)), {
    execArgv: [...(await startOptions())],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  leftovers.defer(() => end(child));
  const { signingSecret, botToken, slack } = office;
  child.send({ signingSecret, botToken, apiUrl: slack.apiUrl, answer: JSON.parse(answer) });
  const message = await new Promise<unknown>((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("the bare bolt app ended before it was ready")));
  });
  const { port } = z.object({ port: z.number() }).parse(message);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0 };
};

const load = async (
  { url, pid }: Server,
  commands: readonly SignedCommand[],
  answer: string,
  amount: number,
): Promise<Round> => {
  const times: number[] = [];
  const processorBefore = await processorMsOf(pid);
  const startedAt = performance.now();
  let endedAt = startedAt;
  const instance = autocannon({
    url,
    connections: CONNECTIONS,
    amount,
    requests: commands,
    verifyBody: (body) => body === answer,
    sampleInt: 50,
  });
  // Its own histogram counts in whole milliseconds.
  instance.on("response", (_client, _status, _bytes, milliseconds) => {
    times.push(milliseconds);
    endedAt = performance.now();
  });
  const { errors, timeouts, mismatches, non2xx } = await instance;
  const failed = errors + timeouts + mismatches + non2xx;
  if (failed > 0) throw new Error(`${failed} of ${amount} requests to ${url} were not answered as they should`);
  return {
    perSecond: times.length / ((endedAt - startedAt) / 1000),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    processorMs: (await processorMsOf(pid)) - processorBefore,
  };
};
