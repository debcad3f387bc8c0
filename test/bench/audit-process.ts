import { createAuditLogService } from "../../src/features/audit-log/service.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { toCsv } from "../../src/lib/csv.ts";
import { randomIds } from "../../src/lib/ids.ts";
import { withSpooled } from "../../src/lib/spool.ts";
import { createFileSender } from "../../src/slack/file-sender.ts";
import { createWebClient } from "../../src/slack/web-client.ts";
import { openDatabase } from "../../src/store/database.ts";
import { store } from "../../src/store/store.ts";

// The export alone, in a process of its own: what it takes is what is measured.
const { databaseUrl, slackUrl, teamId } = JSON.parse(process.argv[2] ?? "{}");
const SAMPLE_EVERY_MS = 20;

const database = await openDatabase({ kind: "postgres", url: databaseUrl });
const sender = createFileSender(createWebClient("xoxb-bench", `${slackUrl}/api/`));
const service = createAuditLogService({
  database,
  store,
  clock: systemClock,
  ids: randomIds,
  sendExport: () => Promise.resolve(),
});
const last = await store.audit.lastAuditId(database.db, teamId);
const exportOnce = (upTo: number): Promise<number> => {
  const wanted = { teamId, userId: "U0ADMIN", exportId: randomIds.uuid(), filter: {}, upTo, traceId: "bench" };
  return withSpooled(toCsv(service.rows(wanted)), async (content) => {
    await sender.upload({ ...content, name: "audit.csv" }, AbortSignal.timeout(600_000));
    return content.bytes;
  });
};

// What is loaded at the first use is no part of the growth.
await exportOnce(1_000);
const megabytes = (): number => process.memoryUsage.rss() / 1e6;
const idleMb = megabytes();
let mostMb = idleMb;
const sampling = setInterval(() => {
  mostMb = Math.max(mostMb, megabytes());
}, SAMPLE_EVERY_MS);
const begun = performance.now();
const bytes = await exportOnce(last);
const seconds = (performance.now() - begun) / 1_000;
clearInterval(sampling);
await database.close();
process.send?.({ idleMb, mostMb, seconds, bytes }, () => process.disconnect());
