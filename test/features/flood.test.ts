import { Pool } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { signedHeaders } from "../../src/emulators/slack/signing.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";

const FLOOD = 2_000;
const SLACK_WAITS_MS = 3_000;

let office: Office;
let connections: Pool;
beforeAll(async () => {
  office = await openOffice();
  connections = new Pool(office.url(), { connections: 25 });
});
afterAll(async () => {
  await connections.close();
  await office.close();
});

// As many at once as Slack has connections to spare; each next goes as soon as one is answered.
const send = async (body: string): Promise<{ readonly status: number; readonly body: string }> => {
  const answer = await connections.request({
    method: "POST",
    path: "/slack/events",
    body,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...signedHeaders(office.keys.signingSecret, body, new Date()),
    },
  });
  return { status: answer.statusCode, body: await answer.body.text() };
};

const commandOf = async (userId: string): Promise<string> => {
  await office.person(userId).command("tasks", CHANNELS.general);
  const fields = z.record(z.string(), z.string()).parse(office.slack.deliveries.at(-1)?.payload);
  return new URLSearchParams(fields).toString();
};

it("tells somebody who sends thousands of commands to try again, and answers the others in time", async () => {
  const flooding = await commandOf(PEOPLE.tom);
  const normal = await commandOf(PEOPLE.mei);
  const flood = Array.from({ length: FLOOD }, () => send(flooding));
  const began = performance.now();
  const answer = await office.post(normal);
  expect(performance.now() - began).toBeLessThan(SLACK_WAITS_MS);
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body).not.toContain("太忙");

  const answers = await Promise.all(flood);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const busy = answers.filter(({ body }) => body.includes("too much to do at this moment"));
  expect(busy.length).toBeGreaterThan(0);
  expect(busy.length).toBeLessThan(FLOOD);
  const metrics = await (await fetch(`${office.url()}/metrics`)).text();
  expect(metrics).toMatch(new RegExp(`koodrive_slack_requests_total\\{[^}]*outcome="busy"[^}]*\\} ${busy.length}\n`));

  // Once it is over, everything is as before.
  await office.bot.whenIdle();
  const after = await office.post(flooding);
  expect(after.body).not.toContain("too much to do");
}, 60_000);
