import { useEffect, useState } from "preact/hooks";
import type { Message, Snapshot } from "../../protocol.ts";

type Read = Readonly<Record<string, string>>;

const keyOf = (personId: string) => `workspace.read.${personId}`;

const loadRead = (personId: string): Read | undefined => {
  const text = localStorage.getItem(keyOf(personId));
  if (text === null) return undefined;
  try {
    // Written by `saveRead` below and by nobody else.
    return JSON.parse(text) as Read;
  } catch {
    return undefined;
  }
};

const saveRead = (personId: string, read: Read) => localStorage.setItem(keyOf(personId), JSON.stringify(read));

const newest = (messages: readonly Message[] | undefined): string => messages?.at(-1)?.ts ?? "0";

const countsAsNew = (message: Message, me: string, since: string): boolean =>
  message.ts > since && message.userId !== me && !message.deleted && message.subtype === undefined;

export type Unread = {
  /** How many new messages each channel has; channels without any are absent. */
  readonly counts: ReadonlyMap<string, number>;
  /** Up to where the open channel had been read when it was opened, if there was more. */
  readonly readUntil: string | undefined;
};

const NOTHING: Unread = { counts: new Map(), readUntil: undefined };

/**
 * What is new to this person. What is there when somebody looks for the first time counts as read;
 * the open channel is read as long as the window can be seen. Kept per person on this machine.
 */
export const useUnread = (snapshot: Snapshot | undefined, openChannel: string | undefined): Unread => {
  const [read, setRead] = useState<{ readonly person: string; readonly read: Read } | undefined>();
  const [opened, setOpened] = useState<{ readonly where: string; readonly until: string | undefined } | undefined>();
  const me = snapshot?.me.id;
  const here = openChannel === undefined ? "0" : newest(snapshot?.messages[openChannel]);

  useEffect(() => {
    if (snapshot === undefined || me === undefined) return;
    const before =
      (read?.person === me ? read.read : loadRead(me)) ??
      Object.fromEntries(snapshot.channels.map(({ id }) => [id, newest(snapshot.messages[id])]));
    const where = `${me} ${openChannel}`;
    if (openChannel !== undefined && opened?.where !== where) {
      const until = before[openChannel] ?? "0";
      // What comes while one looks on is not marked as new.
      setOpened({ where, until: until < here ? until : undefined });
    }
    const seen = openChannel !== undefined && document.visibilityState === "visible";
    const after = seen && (before[openChannel] ?? "0") < here ? { ...before, [openChannel]: here } : before;
    if (read?.person === me && after === read.read) return;
    saveRead(me, after);
    setRead({ person: me, read: after });
  }, [snapshot, openChannel]);

  if (snapshot === undefined || me === undefined || read?.person !== me) return NOTHING;
  const counts = new Map<string, number>();
  for (const channel of snapshot.channels) {
    if (!channel.isMember || channel.id === openChannel) continue;
    const since = read.read[channel.id] ?? "0";
    const fresh = (snapshot.messages[channel.id] ?? []).filter((message) => countsAsNew(message, me, since)).length;
    if (fresh > 0) counts.set(channel.id, fresh);
  }
  return { counts, readUntil: opened?.where === `${me} ${openChannel}` ? opened.until : undefined };
};
