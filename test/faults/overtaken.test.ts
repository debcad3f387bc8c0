import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { fieldsOf, textOf } from "../support/actor.ts";
import { killBotProcesses, startBotProcess } from "../support/bot-process.ts";
import { type CrashOffice, openCrashOffice } from "../support/crash-office.ts";
import { createTestLocation, testBackend } from "../support/database.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { BROCHURE } from "../support/sharing.ts";

const LIMIT_MS = 120_000;
const UNCERTAIN = "It is not certain whether the link was made.";

describe.runIf(testBackend === "postgres")(
  "an answer to a form that another bot has overtaken with the outcome",
  () => {
    let office: CrashOffice;
    let drop: () => Promise<void>;

    beforeAll(async () => {
      const made = await createTestLocation();
      if (made.location.kind !== "postgres") throw new Error("not on PostgreSQL");
      drop = made.drop;
      const settings = {
        DATABASE_URL: made.location.url,
        ENCRYPTION_KEY: randomBytes(32).toString("base64"),
        KOODRIVE_USER_ID: SEED.users.mei.id,
        NODE_OPTIONS: `--import ${new URL("stop-before-answer.ts", import.meta.url).href}`,
      };
      office = await openCrashOffice("enterprise", settings, { slackWaitsMs: LIMIT_MS });
      await startBotProcess({ ...office.environment, NODE_OPTIONS: "" });
    }, LIMIT_MS);
    afterAll(async () => {
      await killBotProcesses();
      await office?.close();
      await drop?.();
    });

    it(
      "does not hide it: the person is told once more",
      async () => {
        const tom = office.person(PEOPLE.tom);
        await tom.command(`share ${BROCHURE.id}`, CHANNELS.launch);
        await tom.seeModal((view) => fieldsOf(view).includes("destination"));
        office.drive.faults.next({ method: "POST", path: "/v1/share" }, { kind: "close", when: "before-change" });
        const submitted = tom.submit();
        await tom.seeModal(({ blocks }) => textOf(blocks).includes(UNCERTAIN));
        process.kill(office.bot().pid, "SIGCONT");
        expect(await submitted).toEqual({ ok: true });
        expect(textOf(tom.modal().blocks)).toContain("Making the link…");
        await tom.seeModal(({ blocks }) => textOf(blocks).includes(UNCERTAIN));
      },
      LIMIT_MS,
    );
  },
);
