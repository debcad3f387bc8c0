import { createHash, createHmac } from "node:crypto";
import { onTestFinished } from "vitest";
import {
  createDriveEmulator,
  type DriveEmulator,
  type DriveEmulatorOptions,
} from "../../../src/emulators/koodrive/emulator.ts";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { createFixedClock, type MovableClock } from "../../../src/lib/clock.ts";

export const START = new Date("2025-05-20T01:37:49.052Z");
export const APP = { appId: "app-1", appSecret: "secret-1" } as const;
export const TOKEN = "ready-made-token";
export const V1 = "/koodrive/ose/v1";

export type Stand = { readonly drive: DriveEmulator; readonly clock: MovableClock; readonly call: Caller };
type StandOptions = Partial<Omit<DriveEmulatorOptions, "clock">>;

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into field by field.
  readonly json: any;
};

export type CallOptions = {
  readonly as?: string;
  /** Replaces or (undefined) leaves out headers. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
};

export type Caller = (method: string, path: string, body?: unknown, options?: CallOptions) => Promise<Reply>;

/** `20251103T070140Z` */
export const xDate = (time: Date): string => `${time.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

const hex = (data: string): string => createHash("sha256").update(data).digest("hex");

/** The app signature, written once more from api.md 2.5, for paths and queries that need no encoding. */
export const sign = (
  method: string,
  path: string,
  query: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  secret: string = APP.appSecret,
): string => {
  const names = Object.keys(headers).sort();
  const canonical = `${method}\n${path}/\n${query}\n${names.map((name) => `${name}:${headers[name]}\n`).join("")}\n${names.join(";")}\n${hex(body)}`;
  const signature = createHmac("sha256", secret)
    .update(`HMAC-SHA256\n${hex(canonical)}`)
    .digest("hex");
  return `HMAC-SHA256 AppId=${APP.appId},SignedHeaders=${names.join(";")},Signature=${signature}`;
};

export const callerOf =
  (drive: DriveEmulator, clock: MovableClock): Caller =>
  async (method, path, body, options = {}) => {
    const headers: Record<string, string> = {};
    const wanted = {
      authorization: `Bearer ${TOKEN}`,
      "x-user-id": options.as ?? SEED.users.mei.id,
      "x-date": xDate(clock.now()),
      "x-hw-agentname": "carrier-one",
      ...options.headers,
    };
    for (const [name, value] of Object.entries(wanted)) if (value !== undefined) headers[name] = value;
    const response = await fetch(drive.url + path, {
      method,
      headers,
      redirect: "manual",
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, headers: response.headers, text, json };
  };

/** An emulator of its own for one test, stopped at its end, and someone to call it: Mei with a ready-made token. */
export const startDrive = async (options: StandOptions = {}): Promise<Stand> => {
  const clock = createFixedClock(START);
  const drive = await createDriveEmulator({
    edition: "enterprise",
    credentials: { ...APP, tokens: [TOKEN] },
    taskDuration: () => 10_000,
    ...options,
    clock,
  });
  onTestFinished(() => drive.close());
  return { drive, clock, call: callerOf(drive, clock) };
};

/** A share of Mei's marketing brochure with an access code. */
export const shareBody = {
  scope: 1,
  fileIds: [SEED.files.brochure.id],
  containerId: SEED.files.brochure.containerId,
  extractCode: "MDg2K0vU",
  validDays: 7,
} as const;
