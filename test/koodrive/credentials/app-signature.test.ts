import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  authorizationHeader,
  canonicalHeaders,
  canonicalPath,
  canonicalQuery,
  canonicalRequest,
  createAppSignature,
  DEFAULT_SIGNING_CHOICES,
  percentEncode,
  stringToSign,
} from "../../../src/koodrive/credentials/app-signature.ts";
import type { OutgoingCall } from "../../../src/koodrive/credentials/credential.ts";
import { createHmacSha256 } from "../../../src/koodrive/credentials/hmac.ts";

// The hashes and signatures below were computed apart from this program, with Python's hashlib and hmac.
const POST: OutgoingCall = {
  method: "POST",
  path: "/koodrive/ose/v1/share",
  query: [],
  host: "intl.myhuaweicloud-koodrive.com",
  date: "20251103T070140Z",
  userId: "1681759180324844417",
  body: '{"scope":1,"fileIds":["FryfD0bDk0aWSfrlCgZVJG7hxDMCY5hkl"]}',
};
const GET: OutgoingCall = {
  ...POST,
  method: "GET",
  query: [
    ["pageSize", "100"],
    ["pageCursor", ""],
    ["displayName", "报告 + 1"],
  ],
  body: "",
};
const SECRET = "app-secret-of-the-example";

describe("the steps of signing", () => {
  test("step 1: the canonical request", () => {
    expect(canonicalRequest(POST, DEFAULT_SIGNING_CHOICES).split("\n")).toEqual([
      "POST",
      "/koodrive/ose/v1/share/",
      "",
      "host:intl.myhuaweicloud-koodrive.com",
      "x-date:20251103T070140Z",
      "x-user-id:1681759180324844417",
      "",
      "host;x-date;x-user-id",
      "71020692299cb9ae3f730a85f3a877861c899713c0f3cb4dd556bab32e2449de",
    ]);
  });

  test("step 1, with a query and without a body: the hash is that of nothing", () => {
    expect(canonicalRequest(GET, DEFAULT_SIGNING_CHOICES).split("\n")).toEqual([
      "GET",
      "/koodrive/ose/v1/share/",
      "displayName=%E6%8A%A5%E5%91%8A%20%2B%201&pageCursor=&pageSize=100",
      "host:intl.myhuaweicloud-koodrive.com",
      "x-date:20251103T070140Z",
      "x-user-id:1681759180324844417",
      "",
      "host;x-date;x-user-id",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]);
  });

  test("step 2: the text to sign", () => {
    const request = canonicalRequest(POST, DEFAULT_SIGNING_CHOICES);
    expect(stringToSign(request, POST.date, DEFAULT_SIGNING_CHOICES)).toBe(
      "HMAC-SHA256\n3e0fc314e107285d1dc0d664f445a89476e416c819e7c2ab0bc5ad3741e7577d",
    );
    expect(stringToSign(request, POST.date, { signHost: true, dateLine: true })).toBe(
      "HMAC-SHA256\n20251103T070140Z\n3e0fc314e107285d1dc0d664f445a89476e416c819e7c2ab0bc5ad3741e7577d",
    );
  });

  test("step 3: the signature", () => {
    const text = "HMAC-SHA256\n3e0fc314e107285d1dc0d664f445a89476e416c819e7c2ab0bc5ad3741e7577d";
    expect(createHmacSha256(SECRET)(text)).toBe("fb0497cfd5dc125e6f817a27100546fa89947b7490497935fc8b58b75b265569");
  });

  test("step 4: the header", () => {
    expect(authorizationHeader("app1", "host;x-date", "00ff")).toBe(
      "HMAC-SHA256 AppId=app1,SignedHeaders=host;x-date,Signature=00ff",
    );
  });

  test.each([
    [
      "by default",
      undefined,
      "HMAC-SHA256 AppId=app1,SignedHeaders=host;x-date;x-user-id,Signature=ed80cc245470c4a2426b125200defd87124a6b465be28b95971898a4d189f017",
    ],
    [
      "with the line of the date",
      { signHost: true, dateLine: true },
      "HMAC-SHA256 AppId=app1,SignedHeaders=host;x-date;x-user-id,Signature=135bff9afc1d18981936ecba47c7505c13e7ff4dc12cce39cb98a5a0b656b081",
    ],
  ])("all steps, %s", (_name, choices, header) => {
    const credential = createAppSignature({
      appId: "app1",
      appSecret: SECRET,
      ...(choices === undefined ? {} : { choices }),
    });
    expect(credential.authorize(GET)).toBe(header);
  });

  test("the host can be left unsigned", () => {
    const unsigned = canonicalRequest(POST, { signHost: false, dateLine: false }).split("\n");
    expect(unsigned.slice(3, 7)).toEqual([
      "x-date:20251103T070140Z",
      "x-user-id:1681759180324844417",
      "",
      "x-date;x-user-id",
    ]);
    const credential = createAppSignature({
      appId: "app1",
      appSecret: SECRET,
      choices: { signHost: false, dateLine: false },
    });
    expect(credential.authorize(POST)).toMatch(/^HMAC-SHA256 AppId=app1,SignedHeaders=x-date;x-user-id,Signature=/);
  });
});

test("the HMAC is that of Node, for secrets of any length and texts in any script", () => {
  const secret = fc.string({ unit: "grapheme", maxLength: 200 });
  fc.assert(
    fc.property(secret, fc.string({ unit: "grapheme" }), (key, text) => {
      expect(createHmacSha256(key)(text)).toBe(createHmac("sha256", key).update(text, "utf8").digest("hex"));
    }),
    {
      examples: [
        ["k".repeat(64), "x"],
        ["k".repeat(65), "x"],
        ["", ""],
      ],
    },
  );
});

describe("what is signed does not depend on how it is written", () => {
  const pair = fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));

  test("the order of the query", () => {
    fc.assert(
      fc.property(fc.array(pair), fc.infiniteStream(fc.nat()), (query, random) => {
        const keyed = query.map((entry) => ({ entry, key: random.next().value ?? 0 }));
        const shuffled = keyed.toSorted((a, b) => a.key - b.key).map(({ entry }) => entry);
        expect(canonicalQuery(shuffled)).toBe(canonicalQuery(query));
      }),
    );
  });

  test("the order and case of headers, and blanks round their values", () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,12}$/);
    const headers = fc.uniqueArray(fc.tuple(name, fc.string()), { selector: ([header]) => header.toLowerCase() });
    fc.assert(
      fc.property(headers, (given) => {
        const rewritten = given.map(([header, value]) => [header.toUpperCase(), `  ${value}\t`] as const).reverse();
        expect(canonicalHeaders(rewritten)).toEqual(canonicalHeaders(given));
      }),
    );
  });

  test("the encoding of a path, and its last slash", () => {
    const segment = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[/%]/.test(text));
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
        const plain = `/${segments.join("/")}`;
        const encoded = `/${segments.map(percentEncode).join("/")}`;
        expect(canonicalPath(encoded)).toBe(canonicalPath(plain));
        expect(canonicalPath(`${plain}/`)).toBe(canonicalPath(plain));
      }),
    );
  });

  test("only letters, digits and -_.~ are left alone", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(text.toWellFormed());
      }),
    );
  });

  test("a changed byte of anything signed changes the signature", () => {
    const sign = createAppSignature({ appId: "app1", appSecret: SECRET });
    const changed: readonly OutgoingCall[] = [
      { ...POST, method: "PUT" },
      { ...POST, path: "/koodrive/ose/v1/shares" },
      { ...POST, query: [["a", ""]] },
      { ...POST, host: "other" },
      { ...POST, date: "20251103T070141Z" },
      { ...POST, userId: "2" },
      { ...POST, body: `${POST.body} ` },
    ];
    const signatures = new Set([POST, ...changed].map((call) => sign.authorize(call)));
    expect(signatures.size).toBe(changed.length + 1);
  });
});
