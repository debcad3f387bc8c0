import type { FindDriveUser, Person } from "../../domain/person.ts";
import { answerText, renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall, CommandCall, ShortcutCall, SubmitAnswer, SubmitCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import {
  FIELDS,
  type Goal,
  linksInMessage,
  type OpenMetadata,
  parseLink,
  parseOpenCommand,
  type Reader,
  readMetadata,
  readOpenForm,
} from "./input.ts";
import type { LinkService, LinkStep, Visitor } from "./service.ts";
import type { LinkBrowse } from "./service-browse.ts";
import {
  closedFieldText,
  fieldText,
  problemText,
  renderLine,
  renderLinkForm,
  renderOpening,
  renderSessionGone,
} from "./view.ts";
import { renderStep } from "./view-step.ts";

/** What the form for a task is opened with. */
export type TaskForm = {
  readonly viewId: string;
  readonly sessionId: string;
  readonly goal: Exclude<Goal, "files">;
  /** None: everything at the top of the link. */
  readonly fileIds: readonly string[];
};

export type OpenHandlersDeps = {
  readonly service: LinkService;
  readonly browse: LinkBrowse;
  readonly messenger: Messenger;
  readonly people: People;
  readonly findDriveUser: FindDriveUser;
  /** Has the open modal turned into the form for a task. */
  readonly sendTaskForm: (person: Person, form: TaskForm) => Promise<void>;
};

// A wrong code can only be told under its field within the three seconds that Slack waits for an answer.
const ANSWER_MS = 2_000;

type OpenCall = CommandCall | ShortcutCall | ButtonCall;
type Form = { readonly reader: Reader; readonly goal: Goal; readonly shortCode: string };

export const createOpenHandlers = (deps: OpenHandlersDeps) => {
  const { service, browse, messenger, people, findDriveUser } = deps;

  /** Opens a modal within the trigger's three seconds and, once the drive has answered, shows what is behind the link. */
  const openLink = async (call: OpenCall, shortCode: string, accessCode?: string): Promise<void> => {
    const { person, traceId } = call;
    const driveUserId = await findDriveUser(person);
    if (driveUserId === undefined) return notConnected(call);
    const opened = await messenger.openView(call.triggerId, renderOpening(people.peek(person.userId).locale));
    if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", people.peek(person.userId).locale));
    const visitor = { person, as: { userId: driveUserId, traceId } };
    const [step, reader] = await Promise.all([
      service.enter(visitor, shortCode, accessCode),
      people.profile(person.userId),
    ]);
    await messenger.updateView(opened.viewId, renderStep(step, { reader, goal: "files", shortCode }));
  };

  const notConnected = async (call: OpenCall): Promise<void> => {
    const { locale } = await people.profile(call.person.userId);
    return call.reply(renderAnswer("notConnected", locale));
  };

  /** Opens the form at once, and again in the reader's own language where that was not known. */
  const openForm = async (call: OpenCall, links?: ReturnType<typeof linksInMessage>): Promise<void> => {
    const { userId } = call.person;
    if ((await findDriveUser(call.person)) === undefined) return notConnected(call);
    const early = people.peek(userId);
    const opened = await messenger.openView(call.triggerId, renderLinkForm({ reader: early, goal: "files", links }));
    if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", early.locale));
    if (early.isKnown) return;
    const reader = await people.profile(userId);
    await messenger.updateView(opened.viewId, renderLinkForm({ reader, goal: "files", links }), opened.hash);
  };

  /** Shows what came of a submission: in the answer to it while Slack waits, in the modal after that. */
  const answer = async (
    call: SubmitCall,
    work: Promise<LinkStep>,
    stage: OpenMetadata["stage"],
    form: Form,
  ): Promise<void> => {
    const early = await inTime(work);
    if (early !== undefined) {
      const errors = errorsOf(early, stage, form.reader);
      if (errors !== undefined) return call.ack({ kind: "errors", errors });
    }
    const waiting: SubmitAnswer = { kind: "update", view: renderOpening(form.reader.locale) };
    const hasFiles = early?.kind === "open" && form.goal === "files";
    const isTold = early !== undefined && (early.kind !== "open" || hasFiles);
    await call.ack(isTold ? { kind: "update", view: renderStep(early, form) } : waiting);
    if (isTold) return;
    const step = await work;
    const viewId = call.view.id;
    // Only now: what the form's job shows must come after the answer above.
    if (step.kind === "open" && form.goal !== "files") {
      const sessionId = step.listing.session.id;
      return deps.sendTaskForm(call.person, { viewId, sessionId, goal: form.goal, fileIds: [] });
    }
    await messenger.updateView(viewId, renderStep(step, form));
  };

  const submitFiles = async (
    call: SubmitCall,
    visitor: Visitor,
    metadata: Extract<OpenMetadata, { readonly stage: "files" }>,
  ): Promise<void> => {
    const session = await browse.getSession(visitor, metadata.sessionId);
    if (session === undefined) return call.ack({ kind: "update", view: renderSessionGone(metadata) });
    const { fileIds } = readOpenForm(call.view.values);
    if (!(await browse.wereOffered(visitor, fileIds))) {
      return call.ack({ kind: "errors", errors: { [FIELDS.files]: fieldText("not-offered", metadata.locale) } });
    }
    await call.ack({ kind: "update", view: renderOpening(metadata.locale) });
    const form = { viewId: call.view.id, sessionId: session.id, goal: "package", fileIds } as const;
    await deps.sendTaskForm(call.person, form);
  };

  return {
    openLink,

    command: async (call: CommandCall): Promise<void> => {
      await call.ack();
      const command = parseOpenCommand(call.args);
      switch (command.kind) {
        case "open":
          return openLink(call, command.shortCode, command.accessCode);
        case "ask":
          return openForm(call);
        case "not-a-link": {
          const { locale } = await people.profile(call.person.userId);
          return call.reply(renderLine("commandHelp", locale));
        }
      }
    },

    shortcut: async (call: ShortcutCall): Promise<void> => {
      await call.ack();
      const links = linksInMessage(call.message?.content);
      const [only, ...others] = links;
      if (only === undefined) {
        const { locale } = await people.profile(call.person.userId);
        return call.reply(renderLine("noLinks", locale));
      }
      return others.length === 0 ? openLink(call, only.shortCode) : openForm(call, links);
    },

    submit: async (call: SubmitCall): Promise<void> => {
      const metadata = readMetadata(call.view.metadata);
      if (metadata === undefined) return call.ack({ kind: "close" });
      const { stage, locale } = metadata;
      const driveUserId = await findDriveUser(call.person);
      if (driveUserId === undefined) {
        return call.ack({ kind: "errors", errors: { [FIELDS[stage]]: answerText("notConnected", locale) } });
      }
      const visitor = { person: call.person, as: { userId: driveUserId, traceId: call.traceId } };
      const { link, accessCode } = readOpenForm(call.view.values);
      switch (metadata.stage) {
        case "link": {
          const shortCode = parseLink(link ?? "");
          if (shortCode === undefined) {
            return call.ack({ kind: "errors", errors: { [FIELDS.link]: fieldText("not-a-link", locale) } });
          }
          const form = { reader: metadata, goal: metadata.goal, shortCode };
          return answer(call, service.enter(visitor, shortCode, accessCode), stage, form);
        }
        case "code": {
          if (accessCode === undefined) {
            return call.ack({ kind: "errors", errors: { [FIELDS.code]: fieldText("code-missing", locale) } });
          }
          const { goal, shortCode } = metadata;
          const form = { reader: metadata, goal, shortCode };
          return answer(call, service.giveCode(visitor, shortCode, accessCode), stage, form);
        }
        case "files":
          return submitFiles(call, visitor, metadata);
      }
    },
  };
};

/** What belongs under a field of the form that was sent; undefined: the modal becomes something else. */
const errorsOf = (
  step: LinkStep,
  stage: OpenMetadata["stage"],
  reader: Reader,
): Readonly<Record<string, string>> | undefined => {
  switch (step.kind) {
    case "code":
      // Nothing was wrong with a form that had no code in it: the next one asks for it.
      return step.problem === undefined || step.problem.kind === "again"
        ? undefined
        : { [FIELDS.code]: problemText(step.problem, reader) };
    case "unknown-link":
    case "not-for-you":
    case "ended":
      return stage === "link" ? { [FIELDS.link]: closedFieldText(step, reader.locale) } : undefined;
    case "open":
    case "failed":
      return undefined;
  }
};

/** What came of it, or undefined when it takes longer than may be waited. */
const inTime = async <T>(work: Promise<T>): Promise<T | undefined> => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  AbortSignal.timeout(ANSWER_MS).addEventListener("abort", () => resolve(undefined));
  return Promise.race([work, promise]);
};
