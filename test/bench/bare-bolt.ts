import { App, HTTPReceiver } from "@slack/bolt";
import { z } from "zod";

/** What the parent process sends once, to begin. */
const begin = z.object({
  signingSecret: z.string(),
  botToken: z.string(),
  apiUrl: z.string(),
  answer: z.object({ text: z.string(), blocks: z.array(z.record(z.string(), z.unknown())) }).loose(),
});

/** The least that can acknowledge `/koodrive help`: bolt, and one handler with the answer ready-made. */
const run = async (settings: z.output<typeof begin>): Promise<void> => {
  const receiver = new HTTPReceiver({ signingSecret: settings.signingSecret });
  const app = new App({ token: settings.botToken, receiver, clientOptions: { slackApiUrl: settings.apiUrl } });
  app.command("/koodrive", async ({ ack }) => {
    await ack(settings.answer as Parameters<typeof ack>[0]);
  });
  const server = await receiver.start({ host: "127.0.0.1", port: 0 });
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address !== null ? address.port : 0 });
};

process.once("message", (message) => void run(begin.parse(message)));
process.once("disconnect", () => process.exit(0));
