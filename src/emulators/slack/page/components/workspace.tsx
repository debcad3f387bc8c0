import type { ConfirmationDialog } from "@slack/types";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Person, Snapshot } from "../../protocol.ts";
import { type AsideKind, type Desk, DeskContext, isBotChat, type ToastTone } from "../state/desk.ts";
import { sendAct } from "../state/door.ts";
import { type Go, HOME, type Place } from "../state/place.ts";
import { useUnread } from "../state/unread.ts";
import { problemDetail } from "../text/problem.ts";
import { type Say, words } from "../text/words.ts";
import { ChannelView } from "./channel-view.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DemoPanel } from "./demo-panel.tsx";
import { HomeView } from "./home-view.tsx";
import { ModalStack } from "./modal-stack.tsx";
import { ProblemsPanel } from "./problems-panel.tsx";
import { Sidebar } from "./sidebar.tsx";
import { ThreadPanel } from "./thread-panel.tsx";
import { type Toast, Toasts } from "./toasts.tsx";
import { TroubleStrip } from "./trouble-strip.tsx";

type Question = { readonly question: ConfirmationDialog; readonly answer: (yes: boolean) => void };

/** The channel to show: the one asked for, or the first that is the person's own. */
const channelToShow = (snapshot: Snapshot, wanted: string | undefined) =>
  snapshot.channels.find(({ id }) => id === wanted) ??
  snapshot.channels.find((channel) => channel.kind === "public" && channel.isMember && !channel.isArchived) ??
  snapshot.channels.find((channel) => isBotChat(snapshot, channel)) ??
  snapshot.channels[0];

const useToasts = () => {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const count = useRef(0);
  const add = (text: string, tone: ToastTone = "plain") => {
    count.current += 1;
    const id = count.current;
    setToasts((before) => [...before.filter((toast) => toast.text !== text).slice(-2), { id, text, tone }]);
  };
  const drop = (id: number) => setToasts((before) => before.filter((toast) => toast.id !== id));
  return { toasts, add, drop };
};

/** Says so when a new problem comes up; those from before the page was opened are only counted. */
const useProblemNews = (snapshot: Snapshot, say: Say, add: (text: string, tone: ToastTone) => void) => {
  const seen = useRef(snapshot.problems.length);
  useEffect(() => {
    const fresh = snapshot.problems.slice(seen.current);
    seen.current = snapshot.problems.length;
    const last = fresh.findLast(({ kind, toldTo }) => kind !== "refused" && toldTo !== snapshot.me.id);
    if (last !== undefined) add(`${last.what}: ${problemDetail(say, last)}`, "bad");
  }, [snapshot.problems.length]);
};

/** The whole window, once the emulator has told what this person sees. */
export const Workspace = (props: {
  readonly snapshot: Snapshot;
  readonly people: readonly Person[];
  readonly place: Place;
  readonly go: Go;
  readonly clockShift: number;
}): VNode => {
  const { snapshot, place, go } = props;
  const [drawer, setDrawer] = useState(false);
  const [aside, setAside] = useState<AsideKind | undefined>();
  const [asked, setAsked] = useState<Question | undefined>();
  const { toasts, add, drop } = useToasts();
  const say = words(snapshot.me.locale);
  const onHome = place.channel === HOME;
  const channel = onHome ? undefined : channelToShow(snapshot, place.channel);
  const unread = useUnread(snapshot, channel?.id);
  useProblemNews(snapshot, say, add);

  useEffect(() => {
    if (channel !== undefined && channel.id !== place.channel) go({ channel: channel.id }, "replace");
  }, [channel?.id, place.channel]);

  const freshTotal = [...unread.counts.values()].reduce((sum, count) => sum + count, 0);
  useEffect(() => {
    const name = channel?.name ?? say("home");
    document.title = `${freshTotal > 0 ? `(${freshTotal}) ` : ""}${name} · ${snapshot.teamName}`;
  }, [freshTotal, channel?.name, snapshot.teamName]);

  useEffect(() => {
    // Fonts and screen readers go by it.
    document.documentElement.lang = snapshot.me.locale;
  }, [snapshot.me.locale]);

  useEffect(() => {
    if (!drawer) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) setDrawer(false);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [drawer]);

  const desk: Desk = {
    snapshot,
    me: snapshot.me,
    say,
    place: { ...place, channel: onHome ? HOME : channel?.id },
    go: (change, how) => {
      if (change.thread !== undefined) setAside(undefined);
      go(change, how);
    },
    channel,
    act: (deed) => sendAct(snapshot.me.id, deed, say),
    now: () => Date.now() + props.clockShift,
    toast: add,
    confirm: (question) =>
      new Promise((resolve) => {
        setAsked({
          question,
          answer: (yes) => {
            setAsked(undefined);
            resolve(yes);
          },
        });
      }),
    aside,
    setAside,
    openDrawer: () => setDrawer(true),
  };

  return (
    <DeskContext.Provider value={desk}>
      <TroubleStrip />
      <div class={drawer ? "workspace-frame workspace-frame--drawer" : "workspace-frame"}>
        <div class="left">
          <Sidebar people={props.people} fresh={unread.counts} onGo={() => setDrawer(false)} />
        </div>
        <button type="button" class="shade" aria-label={say("closeChannels")} onClick={() => setDrawer(false)} />
        {channel === undefined ? <HomeView /> : <ChannelView channel={channel} readUntil={unread.readUntil} />}
        {aside === "problems" ? <ProblemsPanel /> : null}
        {aside === "demo" ? <DemoPanel /> : null}
        {aside === undefined && channel !== undefined && place.thread !== undefined ? (
          <ThreadPanel channel={channel} ts={place.thread} />
        ) : null}
      </div>
      <ModalStack key={snapshot.me.id} />
      {asked === undefined ? null : <ConfirmDialog question={asked.question} onAnswer={asked.answer} />}
      <Toasts toasts={toasts} onDone={drop} />
    </DeskContext.Provider>
  );
};
