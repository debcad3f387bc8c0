import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import pg from "pg";
import type { Leftovers } from "./leftovers.ts";

export type FreshDatabase =
  | { readonly kind: "postgres"; readonly url: string }
  | { readonly kind: "none"; readonly why: string };

const serverUrl = process.env["TEST_DATABASE_URL"] ?? `postgres://${userInfo().username}@127.0.0.1:5432/test`;

/** A new, empty database on the PostgreSQL server of `TEST_DATABASE_URL`, or of this machine; dropped in the end. */
export const createFreshDatabase = async (leftovers: Leftovers): Promise<FreshDatabase> => {
  const name = `bench_${randomUUID().replaceAll("-", "")}`;
  try {
    await onServer(`create database ${name}`);
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    const hint = process.env["TEST_DATABASE_URL"] === undefined ? " (TEST_DATABASE_URL can name another server)" : "";
    return { kind: "none", why: `no PostgreSQL: ${why}${hint}` };
  }
  leftovers.defer(() => onServer(`drop database ${name} with (force)`));
  const url = new URL(serverUrl);
  url.pathname = name;
  return { kind: "postgres", url: url.href };
};

const onServer = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};
