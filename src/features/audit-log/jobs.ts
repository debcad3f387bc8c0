import { z } from "zod";
import { defineJob, type HandledJob, handleJob } from "../../jobs/job.ts";
import { defineTicker, type Ticker } from "../../jobs/ticker.ts";
import { toCsv } from "../../lib/csv.ts";
import { type AppError, settle } from "../../lib/errors.ts";
import { withSpooled } from "../../lib/spool.ts";
import type { Admins } from "../../slack/admins.ts";
import type { FileSender } from "../../slack/file-sender.ts";
import type { People } from "../../slack/people.ts";
import type { Say } from "../../slack/sayings.ts";
import type { AuditExport, AuditLogService } from "./service.ts";
import { auditFileWords, renderExportEnd } from "./view.ts";

const moment = z.iso.datetime().optional();

export const exportAuditJob = defineJob({
  name: "audit-log.export",
  schema: z.object({
    teamId: z.string(),
    userId: z.string(),
    exportId: z.string(),
    filter: z.object({
      userId: z.string().optional(),
      share: z.string().optional(),
      act: z.string().optional(),
      from: moment,
      to: moment,
      surface: z.string().optional(),
      channel: z.string().optional(),
    }),
    upTo: z.int(),
    traceId: z.string(),
  }),
  retry: { limit: 5, delaySeconds: 5, backoff: true, maxDelaySeconds: 300 },
  timeoutSeconds: 1_800,
});

type Payload = z.infer<typeof exportAuditJob.schema>;

export type AuditLogJobsDeps = {
  readonly service: AuditLogService;
  readonly admins: Admins;
  readonly people: People;
  readonly say: Say;
  readonly fileSender: FileSender;
};

const HOUR_MS = 60 * 60 * 1000;

export const createAuditLogJobs = ({ service, admins, people, say, fileSender }: AuditLogJobsDeps) => {
  const tell = async (wanted: AuditExport, kind: Parameters<typeof renderExportEnd>[0]): Promise<void> => {
    const { locale } = await people.profile(wanted.userId);
    await say(wanted, renderExportEnd(kind, locale), `audit-export:${wanted.exportId}:${kind}`);
  };

  const unknownEnd = async (wanted: AuditExport): Promise<void> => {
    await service.endExport(wanted, "unknown", undefined);
    await tell(wanted, "unknown");
  };

  const deliver = async (
    wanted: AuditExport,
    file: { readonly fileId: string; readonly rows: number; readonly bytes: number },
  ): Promise<void> => {
    // A try before this one may have shown the file, and died before it could say so.
    if (!(await service.beginDelivery(wanted))) return unknownEnd(wanted);
    const { locale } = await people.profile(wanted.userId);
    const { title, text } = auditFileWords({ ...file, name: fileName(wanted) }, locale);
    const shown = await settle(fileSender.deliver({ id: file.fileId, title }, wanted.userId, text));
    if (shown.ok) return service.endExport(wanted, "sent", { rows: file.rows, bytes: file.bytes });
    if (shown.error.code === "unknown-outcome") return unknownEnd(wanted);
    await service.cancelDelivery(wanted);
    throw shown.error satisfies AppError;
  };

  const jobs: readonly HandledJob[] = [
    handleJob(exportAuditJob, {
      run: async (payload, { signal }) => {
        const wanted = fromPayload(payload);
        if (!(await admins.isAdmin(wanted.userId))) {
          await service.endExport(wanted, "refused", undefined);
          return tell(wanted, "refused");
        }
        let rows = -1;
        const counted = async function* () {
          for await (const row of service.rows(wanted)) {
            rows += 1;
            yield row;
          }
        };
        await withSpooled(
          toCsv(counted()),
          async (content) => {
            const fileId = await fileSender.upload({ ...content, name: fileName(wanted) }, signal);
            await deliver(wanted, { fileId, rows, bytes: content.bytes });
          },
          signal,
        );
      },
      onGivenUp: async (payload) => {
        const wanted = fromPayload(payload);
        await service.endExport(wanted, "failed", undefined);
        await tell(wanted, "failed");
      },
    }),
  ];

  const tickers: readonly Ticker[] = [
    defineTicker({ name: "audit-retention", everyMs: HOUR_MS, run: (now, signal) => service.forgetOld(now, signal) }),
  ];

  return { jobs, tickers };
};

export const toPayload = ({ filter, ...wanted }: AuditExport): Payload => ({
  ...wanted,
  filter: { ...filter, from: filter.from?.toISOString(), to: filter.to?.toISOString() },
});

const fromPayload = ({ filter, ...wanted }: Payload): AuditExport => ({
  ...wanted,
  filter: {
    ...filter,
    from: filter.from === undefined ? undefined : new Date(filter.from),
    to: filter.to === undefined ? undefined : new Date(filter.to),
  },
});

const fileName = ({ exportId }: AuditExport): string => `koodrive-audit-${exportId.slice(0, 8)}.csv`;
