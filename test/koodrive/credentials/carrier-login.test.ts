import { describe, expect, test } from "vitest";
import { createFixedClock } from "../../../src/lib/clock.ts";
import { settle } from "../../../src/lib/errors.ts";
import { ANNA, type Answer, CARRIER, clientFor, type LocalDrive, NOW, says, startLocalDrive } from "../local-drive.ts";

const LOGIN = { kind: "carrier", account: "13800000000", password: "pass-word-1" } as const;

type Script = {
  /** Answers to sign-ins and renewals, in turn; the last one stays. */
  readonly login?: readonly unknown[];
  readonly refresh?: readonly (Answer | unknown)[];
  /** Which `Authorization` values are taken; all when not given. */
  readonly accepts?: (authorization: string) => boolean;
};

const session = (accessToken: string, refreshToken: string | undefined = "refresh-1") => ({
  code: 0,
  msg: "OK",
  data: {
    userInfo: { userId: "77", phone: "13800000000" },
    sessionInfo: { accessToken, expiresIn: 1800, issuedAt: "1762153305000", refreshToken },
  },
});

const carrierDrive = (script: Script): Promise<LocalDrive> => {
  let logins = 0;
  let refreshes = 0;
  const next = (answers: readonly unknown[], count: number): unknown => answers[Math.min(count, answers.length) - 1];
  return startLocalDrive((request, response, count) => {
    const give = (answer: unknown): void =>
      typeof answer === "function"
        ? (answer as Answer)(request, response, count)
        : says(answer)(request, response, count);
    if (request.url.endsWith("/auth/login")) return give(next(script.login ?? [session("AT one")], ++logins));
    if (request.url.endsWith("/auth/refreshToken")) return give(next(script.refresh ?? [], ++refreshes));
    if (request.url.endsWith("/auth/logout")) return give({ code: 0, msg: "OK" });
    const authorization = String(request.headers["authorization"]);
    if (script.accepts?.(authorization) === false) return give(says({ code: 401, msg: "no" }, 401));
    return give({ code: 0, shareLink: { shareId: "1" } });
  });
};

const paths = (drive: LocalDrive): readonly string[] =>
  drive.seen.map(({ url }) => url.replace("/koodrive/ose/v1", ""));
const proofs = (drive: LocalDrive): readonly unknown[] => drive.seen.map(({ headers }) => headers["authorization"]);

describe("a carrier login", () => {
  test("signs in with the first call, as the page says, and uses the token as received", async () => {
    const drive = await carrierDrive({});
    await clientFor(drive, { ...CARRIER, credential: LOGIN }).shareDetail(ANNA, "1");

    const [login, call] = drive.seen;
    expect([login?.method, login?.url, login?.json]).toEqual([
      "POST",
      "/koodrive/ose/v1/auth/login",
      { account: "13800000000", authType: "1", password: "pass-word-1" },
    ]);
    expect({
      agentName: login?.headers["x-hw-agentname"],
      userId: login?.headers["x-user-id"],
      date: login?.headers["x-date"],
      authorization: login?.headers["authorization"],
    }).toEqual({ agentName: "examplecarrier", userId: undefined, date: undefined, authorization: undefined });
    expect(call?.headers["authorization"]).toBe("AT one");
  });

  test("calls at the same time share one sign-in", async () => {
    const drive = await carrierDrive({});
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN });
    await Promise.all(Array.from({ length: 20 }, () => client.shareDetail(ANNA, "1")));
    expect(paths(drive).filter((path) => path === "/auth/login")).toHaveLength(1);
    expect(drive.seen).toHaveLength(21);
  });

  test("does not wait for itself when calls hold all turns", async () => {
    const drive = await carrierDrive({});
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN, limits: { concurrent: 1 } });
    await client.shareDetail(ANNA, "1");
    expect(paths(drive)).toEqual(["/auth/login", "/share/1"]);
  });

  test.each([
    ["as the table has it", { code: 0, data: { accessToken: "AT two", expiresIn: "1800", refreshToken: "refresh-2" } }],
    ["as the example has it", { code: "0", data: { sessionInfo: { accessToken: "AT two", expiresIn: 1800 } } }],
  ])("renews the token before it ends: %s", async (_name, refreshed) => {
    const clock = createFixedClock(NOW);
    const drive = await carrierDrive({ refresh: [refreshed] });
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN, clock });
    await client.shareDetail(ANNA, "1");
    clock.advance(1_739_000);
    await client.shareDetail(ANNA, "1");
    clock.advance(2_000);
    await Promise.all([client.shareDetail(ANNA, "1"), client.shareDetail(ANNA, "1")]);

    expect(paths(drive)).toEqual(["/auth/login", "/share/1", "/share/1", "/auth/refreshToken", "/share/1", "/share/1"]);
    expect(proofs(drive)).toEqual([undefined, "AT one", "AT one", "AT one", "AT two", "AT two"]);
    expect(drive.seen[3]?.json).toEqual({ refreshToken: "refresh-1" });
  });

  test.each<[string, Script, readonly string[]]>([
    ["a refused renewal", { refresh: [{ code: 13000102, msg: "expired" }] }, ["/auth/refreshToken", "/auth/login"]],
    ["an unreadable renewal", { refresh: [{ code: 0 }] }, ["/auth/refreshToken", "/auth/login"]],
    ["no token for renewing", { login: [session("AT one", ""), session("AT two")] }, ["/auth/login"]],
  ])("signs in anew after %s", async (_name, script, between) => {
    const clock = createFixedClock(NOW);
    const drive = await carrierDrive({ login: [session("AT one"), session("AT two")], ...script });
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN, clock });
    await client.shareDetail(ANNA, "1");
    clock.advance(1_790_000);
    await client.shareDetail(ANNA, "1");
    expect(paths(drive)).toEqual(["/auth/login", "/share/1", ...between, "/share/1"]);
    expect(proofs(drive).at(-1)).toBe("AT two");
  });

  test("goes on with a token that still holds when the renewal cannot be had", async () => {
    const clock = createFixedClock(NOW);
    const drive = await carrierDrive({ refresh: [says("", 503)] });
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN, clock });
    await client.shareDetail(ANNA, "1");
    clock.advance(1_790_000);
    await client.shareDetail(ANNA, "1");
    expect(proofs(drive).at(-1)).toBe("AT one");
  });

  test("401 once: signs in again once, and sends the refused call again, a create too", async () => {
    const drive = await carrierDrive({
      login: [session("AT one"), session("AT two")],
      accepts: (authorization) => authorization !== "AT one",
    });
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN });
    const share = { scope: "external", fileIds: ["f"], containerId: "c", validDays: 1 } as const;
    await Promise.all([
      client.createShare(ANNA, { ...share, accessCode: undefined, comment: undefined, phoneNumbers: [], userIds: [] }),
      client.shareDetail(ANNA, "1"),
    ]);
    expect(paths(drive).filter((path) => path === "/auth/login")).toHaveLength(2);
    // Refused means not done: each call once with the old token, once with the new.
    expect(proofs(drive).filter((proof) => proof === "AT two")).toHaveLength(2);
    expect(paths(drive).filter((path) => path === "/share")).toHaveLength(2);
  });

  test("401 always: one more sign-in, then the refusal", async () => {
    const drive = await carrierDrive({
      login: [session("AT one"), session("AT two"), session("AT three")],
      accepts: () => false,
    });
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN });
    await expect(client.shareDetail(ANNA, "1")).rejects.toMatchObject({ code: "not-signed-in" });
    expect(paths(drive)).toEqual(["/auth/login", "/share/1", "/auth/login", "/share/1"]);
  });

  test("a refused password is not tried again at once, and stands in no error", async () => {
    const clock = createFixedClock(NOW);
    const drive = await carrierDrive({ login: [{ code: 13000102, msg: "pass-word-1 of 13800000000 is wrong" }] });
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN, clock });
    const first = await settle(client.shareDetail(ANNA, "1"));
    const second = await settle(client.shareDetail(ANNA, "1"));
    expect([first, second].map((settled) => !settled.ok && settled.error.code)).toEqual([
      "not-signed-in",
      "not-signed-in",
    ]);
    expect(paths(drive)).toEqual(["/auth/login"]);
    expect(!first.ok && first.error.message).toBe(
      "drive.signIn: refused, HTTP 200, code 13000102: [secret] of [secret] is wrong",
    );
    clock.advance(30_000);
    await settle(client.shareDetail(ANNA, "1"));
    expect(paths(drive)).toEqual(["/auth/login", "/auth/login"]);
  });

  test("a create that never got a token was not sent", async () => {
    const drive = await carrierDrive({ login: [says("", 503)] });
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN });
    const task = { shareId: "1", containerId: "c", fileIds: ["f"], action: { kind: "package", zipName: "z" } } as const;
    await expect(client.createTask(ANNA, task)).rejects.toMatchObject({ code: "unavailable" });
    expect(paths(drive)).toEqual(["/auth/login"]);
  });

  test("signs out, as the page says", async () => {
    const drive = await carrierDrive({});
    const client = clientFor(drive, { ...CARRIER, credential: LOGIN });
    await client.signOut();
    expect(paths(drive)).toEqual([]);
    await client.shareDetail(ANNA, "1");
    await client.signOut();
    expect(drive.seen.at(-1)?.json).toEqual({ userId: "77", accessToken: "AT one" });
    expect(proofs(drive).at(-1)).toBe("AT one");
    await client.shareDetail(ANNA, "1");
    expect(paths(drive)).toEqual(["/auth/login", "/share/1", "/auth/logout", "/auth/login", "/share/1"]);
  });
});

describe("the session of a ready-made token", () => {
  test.each([
    ["is taken", says({ code: 0, msg: "OK" }), true],
    ["is refused", says({ code: 1, msg: "no" }, 401), false],
  ])("%s", async (_name, answer, expected) => {
    const drive = await startLocalDrive(answer);
    expect(await clientFor(drive).checkSession(ANNA)).toBe(expected);
    expect(paths(drive)).toEqual(["/session/auth"]);
  });

  test("is not known when the drive is out of order", async () => {
    const drive = await startLocalDrive(says("", 500));
    await expect(clientFor(drive).checkSession(ANNA)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("there is none for an app, and nothing to sign out of", async () => {
    const drive = await startLocalDrive(says({ code: 0 }));
    const client = clientFor(drive, { credential: { kind: "app", appId: "a", appSecret: "s" } });
    await expect(client.checkSession(ANNA)).rejects.toMatchObject({ code: "invalid", field: "credential" });
    await client.signOut();
    expect(drive.seen).toHaveLength(0);
  });
});
