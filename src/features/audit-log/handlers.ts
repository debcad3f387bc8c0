import { type AuditFilter, parseAuditFilter } from "../../domain/audit-filter.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Admins } from "../../slack/admins.ts";
import { renderAnswer } from "../../slack/answers.ts";
import type { MessageContent } from "../../slack/blocks.ts";
import type { ButtonCall, CommandCall } from "../../slack/feature.ts";
import type { People } from "../../slack/people.ts";
import { type AuditPlace, PAGE_SIZE, readAuditArgs, readAuditPlace, readChosenPerson } from "./input.ts";
import type { AuditLogService } from "./service.ts";
import { renderAuditPage, renderExporting, renderNotUnderstood } from "./view.ts";

export type AuditLogHandlersDeps = {
  readonly service: AuditLogService;
  readonly people: People;
  readonly admins: Admins;
  readonly clock: Clock;
};

export const createAuditLogHandlers = ({ service, people, admins, clock }: AuditLogHandlersDeps) => {
  /** Whatever was asked for, the right to it is asked of Slack at this moment. */
  const forAdmins = async (
    call: CommandCall | ButtonCall,
    act: "audit.view" | "audit.export",
    answer: () => Promise<MessageContent>,
  ): Promise<MessageContent> => {
    if (await admins.isAdmin(call.person.userId)) return answer();
    await service.refuse(call.person, act, call.traceId);
    const { locale } = await people.profile(call.person.userId);
    return renderAnswer("onlyAdmins", locale);
  };

  const showPage = (call: CommandCall | ButtonCall, place: AuditPlace): Promise<MessageContent> =>
    forAdmins(call, "audit.view", async () => {
      const profile = await people.profile(call.person.userId);
      const page = await service.page(call.person.teamId, { ...place, limit: PAGE_SIZE });
      return renderAuditPage({ ...page, place }, profile);
    });

  const startExport = (call: CommandCall | ButtonCall, filter: AuditFilter): Promise<MessageContent> =>
    forAdmins(call, "audit.export", async () => {
      const begun = await service.startExport(call.person, filter, call.traceId);
      const { locale } = await people.profile(call.person.userId);
      return renderExporting(begun, locale);
    });

  return {
    command: async (call: CommandCall): Promise<void> => {
      await call.ack();
      const { locale, timeZone } = await people.profile(call.person.userId);
      const { wantsExport, text } = readAuditArgs(call.args);
      const read = parseAuditFilter(text, clock.now(), timeZone);
      if (read.kind === "not-understood") {
        const answer = () => Promise.resolve(renderNotUnderstood(read.word, locale));
        return call.reply(await forAdmins(call, "audit.view", answer));
      }
      await call.reply(
        wantsExport ? await startExport(call, read.filter) : await showPage(call, { filter: read.filter }),
      );
    },

    /** The page takes the place of the one before it. */
    turn: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      await call.replace(await showPage(call, readAuditPlace(call.value)));
    },

    /** The menu's value is the person; what else is filtered by stands in its block. */
    choosePerson: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const { filter } = readAuditPlace(call.blockId);
      await call.replace(await showPage(call, { filter: { ...filter, userId: readChosenPerson(call.value) } }));
    },

    exportFile: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      await call.reply(await startExport(call, readAuditPlace(call.value).filter));
    },
  };
};
