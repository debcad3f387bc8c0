import { describe, expect, it } from "vitest";
import { errorOf, GENERAL, LAUNCH, manifest, startWorkspace, TOM } from "./workspace.ts";

const message = { channel: GENERAL, text: "hello" };

describe("scripted refusals", () => {
  it("refuse the next calls of one method, then no more", async () => {
    const { slack, web } = await startWorkspace();
    slack.refuse.next("chat.postMessage", { error: "restricted_action" }, 2);
    slack.refuse.next("chat.postMessage", { error: "fatal_error" });
    expect(await errorOf(web.auth.test())).toBe("no error");
    const outcomes = [];
    for (let call = 0; call < 4; call += 1) outcomes.push(await errorOf(web.chat.postMessage(message)));
    expect(outcomes).toEqual(["restricted_action", "restricted_action", "fatal_error", "no error"]);
    expect(slack.history(GENERAL)).toHaveLength(1);
    expect(slack.calls.map(({ answer }) => answer.ok)).toEqual([true, false, false, false, true]);
  });

  it("answer 429 with Retry-After", async () => {
    const { slack, web } = await startWorkspace();
    slack.refuse.next("chat.postMessage", { error: "ratelimited", retryAfter: 7 });
    await expect(web.chat.postMessage(message)).rejects.toMatchObject({
      code: "slack_webapi_rate_limited_error",
      retryAfter: 7,
    });
  });

  it("answer with any status, for any method", async () => {
    const { slack, web } = await startWorkspace();
    slack.refuse.next("*", { status: 503 });
    await expect(web.auth.test()).rejects.toMatchObject({ code: "slack_webapi_http_error", statusCode: 503 });
  });

  it("cut the connection before or after the deed", async () => {
    const { slack, web } = await startWorkspace();
    slack.refuse.next("chat.postMessage", { dropConnection: true });
    slack.refuse.next("chat.postMessage", { applyThenDrop: true });
    expect(await errorOf(web.chat.postMessage(message))).toBe("slack_webapi_request_error");
    expect(slack.history(GENERAL)).toHaveLength(0);
    expect(await errorOf(web.chat.postMessage(message))).toBe("slack_webapi_request_error");
    expect(slack.history(GENERAL)).toHaveLength(1);
  });

  it("make an answer late, and can be taken back", async () => {
    const { slack, web } = await startWorkspace();
    slack.refuse.next("chat.postMessage", { delayMs: 20 });
    expect(await errorOf(web.chat.postMessage(message))).toBe("no error");
    slack.refuse.next("chat.postMessage", { error: "fatal_error" });
    slack.refuse.clear();
    expect(await errorOf(web.chat.postMessage(message))).toBe("no error");
  });
});

describe("rate limits", () => {
  it("let a burst through, then about a message a second and channel", async () => {
    const { web, slack, clock } = await startWorkspace({ manifest: manifest(), rateLimits: true });
    await web.conversations.join({ channel: LAUNCH });
    const post = (channel: string) => errorOf(web.chat.postMessage({ channel, text: "hello" }));
    const burst = [];
    for (let call = 0; call < 5; call += 1) burst.push(await post(GENERAL));
    expect(burst).toEqual(["no error", "no error", "no error", "no error", "slack_webapi_rate_limited_error"]);
    expect(await post(LAUNCH)).toBe("no error");
    clock.advance(1000);
    expect([await post(GENERAL), await post(GENERAL)]).toEqual(["no error", "slack_webapi_rate_limited_error"]);
    expect(slack.calls.at(-1)?.answer).toEqual({ ok: false, error: "ratelimited" });
  });

  it("count a person's direct message as one conversation, by whichever name it is called", async () => {
    const { web, slack } = await startWorkspace({ manifest: manifest(), rateLimits: true });
    const post = (channel: string) => errorOf(web.chat.postMessage({ channel, text: "hello" }));
    const direct = slack.directMessage(TOM);
    const answers = [];
    for (const channel of [TOM, direct, TOM, direct, TOM]) answers.push(await post(channel));
    expect(answers.slice(3)).toEqual(["no error", "slack_webapi_rate_limited_error"]);
  });

  it("hold whoever does not wait as long as they were told, and count them", async () => {
    const { web, slack, clock } = await startWorkspace({ manifest: manifest(), rateLimits: true });
    await web.conversations.join({ channel: LAUNCH });
    const post = (channel: string) => errorOf(web.chat.postMessage({ channel, text: "hello" }));
    slack.refuse.next("chat.postMessage", { error: "ratelimited", retryAfter: 30 });
    expect(await post(GENERAL)).toBe("slack_webapi_rate_limited_error");
    clock.advance(29_999);
    expect([await post(GENERAL), await post(LAUNCH)]).toEqual(["slack_webapi_rate_limited_error", "no error"]);
    expect(slack.rateCounts()).toEqual({ limited: 2, early: 1 });
    const [problem] = slack.problems.filter(({ kind }) => kind === "broke-rule");
    expect(problem?.detail).toBe(`chat.postMessage ${GENERAL} came 1 ms before its Retry-After was over`);
    clock.advance(1_000);
    expect(await post(GENERAL)).toBe("no error");
  });

  it("count each method by its tier", async () => {
    const { web, clock } = await startWorkspace({ manifest: manifest(), rateLimits: true });
    const list = () => errorOf(web.users.list({}));
    for (let call = 0; call < 20; call += 1) expect(await list()).toBe("no error");
    expect(await list()).toBe("slack_webapi_rate_limited_error");
    clock.advance(3_000);
    expect(await list()).toBe("no error");
  });
});
