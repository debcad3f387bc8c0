import type { ConfirmationDialog } from "@slack/types";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ActAnswer, Channel, Person, Snapshot } from "../../protocol.ts";
import type { Say } from "../text/words.ts";
import type { Deed } from "./door.ts";
import type { Go, Place } from "./place.ts";

export type ToastTone = "plain" | "bad";
export type AsideKind = "problems" | "demo";

/** What every part of the page needs: what is seen, who sees it, and how to do something. */
export type Desk = {
  readonly snapshot: Snapshot;
  readonly me: Person;
  /** What the page says, in the language of that person. */
  readonly say: Say;
  readonly place: Place;
  readonly go: Go;
  /** The open conversation, if any. */
  readonly channel: Channel | undefined;
  readonly act: (deed: Deed) => Promise<ActAnswer>;
  /** The emulator's present moment, in milliseconds since 1970. */
  readonly now: () => number;
  readonly toast: (text: string, tone?: ToastTone) => void;
  /** Asks the person to confirm; `false` when they change their mind. */
  readonly confirm: (question: ConfirmationDialog) => Promise<boolean>;
  readonly aside: AsideKind | undefined;
  readonly setAside: (aside: AsideKind | undefined) => void;
  readonly openDrawer: () => void;
};

export const DeskContext = createContext<Desk | undefined>(undefined);

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error("useDesk stands outside DeskContext");
  return desk;
};

export const personById = (snapshot: Snapshot, id: string): Person | undefined =>
  snapshot.people.find((person) => person.id === id);

/** The name to call somebody by. */
export const personName = (person: Person | undefined): string =>
  person === undefined ? "?" : person.realName || person.name;

/** In a direct message, who the other one is. */
export const otherPerson = (snapshot: Snapshot, channel: Channel): Person | undefined => {
  const other = channel.memberIds.find((id) => id !== snapshot.me.id) ?? channel.memberIds[0];
  return other === undefined ? undefined : personById(snapshot, other);
};

export const isBotChat = (snapshot: Snapshot, channel: Channel): boolean =>
  channel.kind === "im" && channel.memberIds.includes(snapshot.botUserId);
