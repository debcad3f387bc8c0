import type { ModalView, PlainTextOption } from "@slack/types";
import type { Edition } from "../../domain/edition.ts";
import { MAX_FILES_PER_SHARE } from "../../domain/limits.ts";
import type { FindDriveUser, Person } from "../../domain/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { failureFacts, settle } from "../../lib/errors.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { renderAnswer } from "../../slack/answers.ts";
import { explainFailure } from "../../slack/failure.ts";
import type { ButtonCall, CommandCall, ShortcutCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People, Profile } from "../../slack/people.ts";
import { EMPTY_DRAFT, postableConversation, type ShareDraft } from "./input.ts";
import type { AgainOutcome, ShareAgain } from "./service-again.ts";
import type { ShareFiles } from "./service-files.ts";
import type { ShareRulesService } from "./service-rules.ts";
import { renderFileOption, renderShareModal, renderSpaceOption } from "./view.ts";
import { renderNotYoursAgain, renderOpening } from "./view-outcome.ts";
import { words } from "./words.ts";

type Call = CommandCall | ShortcutCall | ButtonCall;
type Found = Extract<AgainOutcome, { readonly kind: "found" }>;
type Acting = { readonly userId: string; readonly traceId: string; readonly signal: AbortSignal };
type Filled = { readonly draft: ShareDraft; readonly notices: readonly string[] };

export type ShareOpenHandlersDeps = {
  readonly files: ShareFiles;
  readonly findAgain: ShareAgain;
  readonly rules: Pick<ShareRulesService, "forForm">;
  readonly edition: Edition;
  readonly messenger: Messenger;
  readonly people: People;
  readonly findDriveUser: FindDriveUser;
  readonly clock: Clock;
};

// Somebody looks at "one moment" meanwhile; without the drive the form still opens, and says so.
const OPENING_TIMEOUT_MS = 5_000;
// Each file is asked for by itself: of more than these what is remembered must do.
const ASKED_FOR = 20;

/** The ways into the form: command, shortcut, button, and an ended share that is to be made again. */
export const createShareOpenHandlers = (deps: ShareOpenHandlersDeps) => {
  const { files, rules, messenger, people, clock } = deps;

  const show = async (
    person: Person,
    profile: Profile,
    draft: ShareDraft,
    notices: readonly string[] = [],
  ): Promise<ModalView> =>
    renderShareModal({
      rules: await rules.forForm(person, draft.destination),
      draft,
      locale: profile.locale,
      timeZone: profile.timeZone,
      now: clock.now(),
      edition: deps.edition,
      notices,
    });

  /**
   * Opens a modal within the trigger's three seconds, then turns it into the form. Slack keeps what an
   * existing field holds, so fields with something chosen already must come with the form, not before it.
   */
  const open = async (call: Call, fill: (as: Acting, profile: Profile) => Promise<Filled>): Promise<void> => {
    const { person, traceId } = call;
    const driveUserId = await deps.findDriveUser(person);
    await call.ack();
    const early = people.peek(person.userId);
    if (driveUserId === undefined) {
      const profile = await people.profile(person.userId);
      await call.reply(renderAnswer("notConnected", profile.locale));
      return;
    }
    const opened = await messenger.openView(call.triggerId, renderOpening(early.locale));
    if (opened.kind !== "shown") {
      await call.reply(renderAnswer("tooLate", early.locale));
      return;
    }
    const profile = await people.profile(person.userId);
    const signal = AbortSignal.timeout(OPENING_TIMEOUT_MS);
    const { draft, notices } = await fill({ userId: driveUserId, traceId, signal }, profile);
    await messenger.updateView(opened.viewId, await show(person, profile, draft, notices));
  };

  const driveDown = (error: Parameters<typeof failureFacts>[0], { locale }: Profile): string =>
    words(locale)("driveDown", { why: explainFailure(failureFacts(error), locale) });

  const firstDraft = async (
    person: Person,
    as: Acting,
    fileIds: readonly string[],
    profile: Profile,
  ): Promise<Filled> => {
    const t = words(profile.locale);
    const spaces = await settle(files.listSpaces(as));
    if (!spaces.ok) return { draft: EMPTY_DRAFT, notices: [driveDown(spaces.error, profile)] };
    const wanted = fileIds.slice(0, MAX_FILES_PER_SHARE);
    const described = await settle(files.describeFiles(person, as, wanted, spaces.value));
    const found = described.ok ? described.value.files : [];
    const missing = described.ok ? described.value.missing : [];
    const notices = [
      ...(described.ok ? [] : [driveDown(described.error, profile)]),
      ...(missing.length === 0 ? [] : [t("fileNotFound", { count: missing.length, ids: missing.join(", ") })]),
      ...(wanted.length === fileIds.length ? [] : [t("tooManyIds", { count: fileIds.length })]),
    ];
    const space =
      spaces.value.find((one) => one.containerId === found[0]?.containerId) ??
      spaces.value.find((one) => one.kind === "personal") ??
      spaces.value[0];
    return {
      draft: {
        ...EMPTY_DRAFT,
        space: space === undefined ? undefined : chosen(renderSpaceOption(space, profile.locale)),
        files: found.map((file) => chosen(renderFileOption(file, profile.locale))),
      },
      notices,
    };
  };

  /** The same files for the same people; the end and the code are new. */
  const draftAgain = async (
    person: Person,
    as: Acting,
    { share, request }: Found,
    profile: Profile,
  ): Promise<Filled> => {
    const { locale } = profile;
    const spaces = await settle(files.listSpaces(as));
    const space = spaces.ok ? spaces.value.find((one) => one.containerId === share.containerId) : undefined;
    const ids = share.files.map((file) => file.fileId);
    const described =
      spaces.ok && ids.length <= ASKED_FOR
        ? await settle(files.describeFiles(person, as, ids, spaces.value))
        : undefined;
    const missing = described?.ok === true ? described.value.missing : [];
    const gone = share.files.filter((file) => missing.includes(file.fileId));
    const options =
      described?.ok === true
        ? described.value.files.map((file) => chosen(renderFileOption(file, locale)))
        : share.files.map((file) => ({ value: file.fileId, label: file.name }));
    return {
      draft: {
        ...EMPTY_DRAFT,
        space: space === undefined ? undefined : chosen(renderSpaceOption(space, locale)),
        files: options,
        scope: share.scope ?? EMPTY_DRAFT.scope,
        recipients: share.recipientUserIds,
        phoneNumbers: request === undefined ? undefined : request.phoneNumbers.join("\n") || undefined,
        accessCode: share.hasCode ? "auto" : "none",
        codeAudience: share.codeAudience,
        comment: share.comment ?? undefined,
      },
      notices: [
        ...(spaces.ok ? [] : [driveDown(spaces.error, profile)]),
        ...(gone.length === 0
          ? []
          : [words(locale)("filesGone", { count: gone.length, names: gone.map(({ name }) => name).join(", ") })]),
      ],
    };
  };

  const withoutFiles = (call: ShortcutCall | ButtonCall): Promise<void> =>
    open(call, (as, profile) => firstDraft(call.person, as, [], profile));

  return {
    show,
    command: (call: CommandCall): Promise<void> => {
      const ids = call.args.split(/[\s,]+/).filter((word) => word !== "");
      return open(call, async (as, profile) => {
        const { draft, notices } = await firstDraft(call.person, as, [...new Set(ids)], profile);
        return { draft: { ...draft, destination: postableConversation(call.channelId) }, notices };
      });
    },
    shortcut: (call: ShortcutCall): Promise<void> => withoutFiles(call),
    startButton: (call: ButtonCall): Promise<void> => withoutFiles(call),
    again: async (call: ButtonCall): Promise<void> => {
      const { person, traceId } = call;
      const shareId = parseButtonId(call.value);
      const found =
        shareId === undefined ? ({ kind: "gone" } as const) : await deps.findAgain(person, shareId, traceId);
      if (found.kind !== "found") {
        await call.ack();
        const { locale } = await people.profile(person.userId);
        return call.reply(
          found.kind === "gone" ? renderAnswer("shareGone", locale) : renderNotYoursAgain(found.ownerUserId, locale),
        );
      }
      return open(call, async (as, profile) => {
        const { draft, notices } = await draftAgain(person, as, found, profile);
        return { draft: { ...draft, destination: postableConversation(call.message?.channel) }, notices };
      });
    },
  };
};

const chosen = (option: PlainTextOption): { readonly value: string; readonly label: string } => ({
  value: option.value ?? "",
  label: option.text.text,
});
