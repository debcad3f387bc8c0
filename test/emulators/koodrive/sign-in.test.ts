import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { APP, type CallOptions, startDrive, TOKEN, V1 } from "./support.ts";

const { mei } = SEED.users;
const carrierAccounts = [{ account: "13800000001", password: "pass-1", verificationCode: "246810", userId: mei.id }];
const bare = (authorization?: string): CallOptions => ({
  headers: { authorization, "x-user-id": undefined, "x-date": undefined },
});
const start = (readings = {}) => startDrive({ edition: "carrier", credentials: { ...APP, carrierAccounts }, readings });
const password = { account: "13800000001", authType: "1", password: "pass-1" };

describe("POST /koodrive/ose/v1/auth/login", () => {
  test("gives a token that opens the drive for half an hour", async () => {
    const { call, clock } = await start();
    const { json } = await call("POST", `${V1}/auth/login`, password, bare());
    expect(json).toEqual({
      code: 0,
      msg: "Success.",
      data: {
        userInfo: { userId: mei.id, firstname: "Mei", surname: "Lin", phone: "13800000001", email: mei.email },
        sessionInfo: {
          accessToken: expect.stringMatching(/^AT [0-9a-f]{64}$/),
          expiresIn: 1800,
          issuedAt: "1747705069052",
          refreshToken: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    });
    const { accessToken } = json.data.sessionInfo;
    const token = accessToken.slice(3);
    const asks = (authorization: string, as: string = mei.id) =>
      call("GET", `${V1}/share`, undefined, { as, headers: { authorization } });
    const values = [accessToken, `AT+${token}`, `Bearer ${token}`, `Bearer+${token}`, `bearer ${token}`];
    for (const value of values) expect((await asks(value)).status).toBe(200);
    expect((await asks(accessToken, SEED.users.tom.id)).status).toBe(401);
    expect((await asks(token)).status).toBe(401);
    clock.advance(1_800_000);
    expect((await asks(accessToken)).status).toBe(401);
  });

  test.each([
    ["by verification code", { account: "13800000001", authType: "2", captchaToken: "246810" }, 200],
    ["a wrong verification code", { account: "13800000001", authType: "2", captchaToken: "000000" }, 401],
    ["a wrong password", { ...password, password: "pass-2" }, 401],
    ["an unknown account", { ...password, account: "nobody" }, 401],
    ["no account", { ...password, account: undefined }, 400],
    ["no password", { ...password, password: undefined }, 400],
    ["no type", { ...password, authType: undefined }, 400],
    ["type as a number", { ...password, authType: 1 }, 400],
    ["type 3", { ...password, authType: "3" }, 400],
  ])("%s", async (_, body, status) => {
    const { call } = await start();
    expect((await call("POST", `${V1}/auth/login`, body, bare())).status).toBe(status);
  });

  test("wants the carrier's name", async () => {
    const { call } = await start();
    const headers = { ...bare().headers, "x-hw-agentname": undefined };
    expect((await call("POST", `${V1}/auth/login`, password, { headers })).status).toBe(400);
  });
});

describe("POST /koodrive/ose/v1/auth/refreshToken", () => {
  test.each(["in-session-info", "in-data"] as const)("gives a new pair, %s", async (refreshedSession) => {
    const { call, clock } = await start({ refreshedSession });
    const first = (await call("POST", `${V1}/auth/login`, password, bare())).json.data.sessionInfo;
    clock.advance(1_000_000);
    const refresh = (refreshToken: string) =>
      call("POST", `${V1}/auth/refreshToken`, { refreshToken }, bare(first.accessToken));
    const { data } = (await refresh(first.refreshToken)).json;
    const second = refreshedSession === "in-data" ? data : data.sessionInfo;
    expect(second).toMatchObject({ expiresIn: 1800, issuedAt: "1747706069052" });
    expect(second.accessToken).not.toBe(first.accessToken);
    clock.advance(900_000);
    const status = async (authorization: string) =>
      (await call("GET", `${V1}/share`, undefined, { headers: { authorization } })).status;
    expect([await status(first.accessToken), await status(second.accessToken)]).toEqual([401, 200]);
  });

  test("takes a refresh token once, and no other", async () => {
    const { call } = await start();
    const { accessToken, refreshToken } = (await call("POST", `${V1}/auth/login`, password, bare())).json.data
      .sessionInfo;
    const refresh = async (token: unknown) =>
      (await call("POST", `${V1}/auth/refreshToken`, { refreshToken: token }, bare(accessToken))).status;
    expect([
      await refresh("x"),
      await refresh(refreshToken),
      await refresh(refreshToken),
      await refresh(undefined),
    ]).toEqual([401, 200, 401, 400]);
  });
});

describe("POST /koodrive/ose/v1/auth/logout", () => {
  test("ends the session", async () => {
    const { call } = await start();
    const { accessToken } = (await call("POST", `${V1}/auth/login`, password, bare())).json.data.sessionInfo;
    const logout = (body: object) => call("POST", `${V1}/auth/logout`, body, bare(accessToken));
    expect((await logout({ userId: mei.id })).status).toBe(400);
    expect((await logout({ accessToken })).status).toBe(400);
    expect((await logout({ userId: "1", accessToken })).status).toBe(400);
    expect((await logout({ userId: mei.id, accessToken })).json).toEqual({ code: 0, msg: "Success." });
    expect((await logout({ userId: mei.id, accessToken })).status).toBe(401);
  });
});

describe("GET /koodrive/ose/v1/session/auth", () => {
  test("says whether a token is good; takes no signature", async () => {
    const { call } = await startDrive();
    const check = async (authorization?: string) =>
      (await call("GET", `${V1}/session/auth`, undefined, bare(authorization))).status;
    const signature = `HMAC-SHA256 AppId=${APP.appId},SignedHeaders=x-date;x-user-id,Signature=${"0".repeat(64)}`;
    expect([
      await check(`Bearer ${TOKEN}`),
      await check("Bearer other"),
      await check(),
      await check(signature),
    ]).toEqual([200, 401, 401, 401]);
  });
});

test("a ready-made token can slide, as the enterprise edition's 20 minutes do", async () => {
  const tokens = [{ token: "sliding", userId: mei.id, idleMinutes: 20 }];
  const { call, clock } = await startDrive({ credentials: { ...APP, tokens } });
  const status = async (as: string = mei.id) =>
    (await call("GET", `${V1}/share`, undefined, { as, headers: { authorization: "Bearer sliding" } })).status;
  expect(await status(SEED.users.tom.id)).toBe(401);
  for (const minutes of [20, 20]) {
    clock.advance(minutes * 60_000);
    expect(await status()).toBe(200);
  }
  clock.advance(20 * 60_000 + 1);
  expect(await status()).toBe(401);
});
