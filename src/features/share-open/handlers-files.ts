import type { FindDriveUser } from "../../domain/person.ts";
import { settle } from "../../lib/errors.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import type { ButtonCall, OptionsCall, ViewState } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { type OpenMetadata, type Place, readMetadata, readPage, TOP } from "./input.ts";
import type { LinkStep, Visitor } from "./service.ts";
import type { LinkBrowse } from "./service-browse.ts";
import { renderSessionGone } from "./view.ts";
import { renderFileOption, renderFiles } from "./view-files.ts";
import { renderStep } from "./view-step.ts";

export type FileHandlersDeps = {
  readonly browse: LinkBrowse;
  readonly messenger: Messenger;
  readonly people: People;
  readonly findDriveUser: FindDriveUser;
};

// Slack waits 3 seconds for options; what is not there by then is not shown at all.
const OPTIONS_TIMEOUT_MS = 2_000;

type FilesMetadata = Extract<OpenMetadata, { readonly stage: "files" }>;
type Session = NonNullable<Awaited<ReturnType<LinkBrowse["getSession"]>>>;
type Spot = { readonly visitor: Visitor; readonly session: Session; readonly metadata: FilesMetadata };

/** Walking about in an opened link. Whose it is, is looked up at every step. */
export const createFileHandlers = ({ browse, messenger, people, findDriveUser }: FileHandlersDeps) => {
  const visitorOf = async ({ person, traceId }: ButtonCall | OptionsCall): Promise<Visitor | undefined> => {
    const userId = await findDriveUser(person);
    return userId === undefined ? undefined : { person, as: { userId, traceId } };
  };

  const spotOf = async (call: ButtonCall | OptionsCall, view: ViewState): Promise<Spot | undefined> => {
    const metadata = readMetadata(view.metadata);
    const visitor = await visitorOf(call);
    if (metadata?.stage !== "files" || visitor === undefined) return undefined;
    const session = await browse.getSession(visitor, metadata.sessionId);
    return session === undefined ? undefined : { visitor, session, metadata };
  };

  const showStep = async (view: ViewState, { metadata, session }: Spot, step: LinkStep): Promise<void> => {
    const form = { reader: metadata, goal: "files", shortCode: session.shortCode } as const;
    await messenger.updateView(view.id, renderStep(step, form), view.hash);
  };

  const showGone = async (call: ButtonCall, view: ViewState): Promise<void> => {
    const reader = await people.profile(call.person.userId);
    await messenger.updateView(view.id, renderSessionGone(reader), view.hash);
  };

  /** @param to where a press leads from a place; undefined when its value cannot be */
  const move =
    (to: (from: Place, value: string | undefined) => Place | undefined) =>
    async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const { view } = call;
      if (view === undefined) return;
      const spot = await spotOf(call, view);
      if (spot === undefined) return showGone(call, view);
      const place = to(spot.metadata.place, call.value);
      if (place === undefined) return;
      await showStep(view, spot, await browse.list(spot.visitor, spot.session, place));
    };

  return {
    enter: move(({ trail }, value) => {
      const folderId = parseButtonId(value);
      return folderId === undefined ? undefined : { ...TOP, trail: [...trail, folderId] };
    }),
    up: move(({ trail }) => ({ ...TOP, trail: trail.slice(0, -1) })),
    first: move(({ trail }) => ({ ...TOP, trail })),
    page: move(({ trail }, value) => {
      const page = readPage(value);
      return page === undefined ? undefined : { ...page, trail };
    }),

    /** A link to one file, shown at its row to whoever pressed. */
    fileLink: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const { view } = call;
      const fileId = parseButtonId(call.value);
      if (view === undefined || fileId === undefined) return;
      const spot = await spotOf(call, view);
      if (spot === undefined) return showGone(call, view);
      const { visitor, session, metadata } = spot;
      const found = await browse.linkToFile(visitor, session, fileId);
      if (found.kind !== "link") return showStep(view, spot, found);
      const listed = await browse.list(visitor, session, metadata.place);
      if (listed.kind !== "open") return showStep(view, spot, listed);
      const shown = renderFiles(listed.listing, metadata, { fileId, url: found.url });
      await messenger.updateView(view.id, shown, view.hash);
    },

    /** From the form for a task back to the files. */
    back: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const { view } = call;
      const sessionId = parseButtonId(call.value);
      const visitor = await visitorOf(call);
      if (view === undefined || sessionId === undefined) return;
      if (visitor === undefined) return showGone(call, view);
      const session = await browse.getSession(visitor, sessionId);
      if (session === undefined) return showGone(call, view);
      const { locale, timeZone } = await people.profile(call.person.userId);
      const metadata = { locale, timeZone, stage: "files", sessionId, place: TOP } as const;
      await showStep(view, { visitor, session, metadata }, await browse.list(visitor, session, TOP));
    },

    options: async (call: OptionsCall): Promise<void> => {
      const spot = await spotOf(call, call.view);
      if (spot === undefined) return call.ack([]);
      const { visitor, session, metadata } = spot;
      const signal = AbortSignal.timeout(OPTIONS_TIMEOUT_MS);
      const query = { folderId: metadata.place.trail.at(-1), text: call.query };
      const found = await settle(browse.search({ ...visitor, as: { ...visitor.as, signal } }, session, query));
      if (!found.ok) call.log.warn({ err: found.error }, "files of a link could not be found");
      const files = found.ok ? found.value : [];
      return call.ack(files.map((file) => renderFileOption(file, metadata.locale)));
    },
  };
};
