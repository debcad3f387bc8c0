import { randomUUID } from "node:crypto";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { insertExceptionRequest } from "../../src/store/exception-requests.ts";
import { awaitDecision, insertLinkRequest } from "../../src/store/link-requests.ts";
import { saveLinkSession } from "../../src/store/link-sessions.ts";
import { insertChange } from "../../src/store/share-changes.ts";
import { saveShare } from "../../src/store/shares.ts";
import { createForeignLinks } from "./foreign-links.ts";
import { type Office, PEOPLE, TEAM } from "./office.ts";
import type { Ask } from "./requests.ts";

/** Tom may share it. */
const FILE = SEED.files.roadmap;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What acts are about, each time something new: Tom's, where it is anybody's. */
export const createSubjects = (office: Office, named: string) => {
  const { db } = office.database;
  const links = createForeignLinks(office);
  const now = (): Date => office.clock.now();
  const reader = { locale: "en", timeZone: "UTC" } as const;
  const option = (value: string, text = value) => ({ value, text: { type: "plain_text", text } });
  const one = (value: string) => ({ type: "static_select", selected_option: option(value) });
  const many = (...values: readonly string[]) => ({
    type: "multi_static_select",
    selected_options: values.map((value) => option(value)),
  });
  const typed = (value: string) => ({ type: "plain_text_input", value });

  /** A share of Tom's that one other person is named in. */
  const share = async () => {
    const made = await links.share({ owner: "tom", files: [FILE], accessCode: "Ab12Cd34" });
    const expiresAt = new Date(now().getTime() + 7 * DAY_MS);
    await saveShare(
      db,
      {
        teamId: TEAM,
        shareId: made.shareId,
        ownerUserId: PEOPLE.tom,
        driveUserId: SEED.users.tom.id,
        shortCode: made.shortCode,
        linkUrl: made.url,
        name: FILE.name,
        scope: "external",
        containerId: FILE.containerId,
        files: [{ fileId: FILE.id, name: FILE.name, kind: "document", size: 1 }],
        comment: null,
        hasCode: true,
        expiresAt,
        status: "live",
        // Made in Slack.
        intentId: randomUUID(),
        recipientUserIds: [named],
        codeAudience: "owner",
      },
      now(),
    );
    return { ...made, expiresAt };
  };
  const onShare = async (): Promise<Ask> => ({ kind: "button", value: (await share()).shareId });
  const command = (text: string) => (): Promise<Ask> => Promise.resolve({ kind: "command", text });
  const press = (value?: string) => (): Promise<Ask> =>
    Promise.resolve({ kind: "button", ...(value === undefined ? {} : { value }) });
  const about = (more: string) => async (): Promise<Ask> => ({
    kind: "command",
    text: `${(await share()).shareId}${more}`,
  });

  /** A link that Tom has opened. */
  const session = async (): Promise<string> => {
    const made = await links.share({ owner: "mei", files: [SEED.files.brandFolder] });
    const kept = await saveLinkSession(
      db,
      {
        id: randomUUID(),
        teamId: TEAM,
        userId: PEOPLE.tom,
        driveUserId: SEED.users.tom.id,
        shortCode: made.shortCode,
        shareId: made.shareId,
        ownerName: "Mei Lin",
        files: [{ fileId: SEED.files.brandFolder.id, name: SEED.files.brandFolder.name, kind: "folder", size: 0 }],
        containerId: SEED.files.brandFolder.containerId,
        sealedToken: null,
        endsAt: null,
      },
      now(),
    );
    return kept.id;
  };
  const walk = (value?: string) => async (): Promise<Ask> => ({
    kind: "button",
    ...(value === undefined ? {} : { value }),
    view: {
      callbackId: "share_open",
      metadata: { ...reader, stage: "files", sessionId: await session(), place: { trail: [], offset: 0 } },
    },
  });

  /** A change of Tom's that met one made elsewhere. */
  const conflict = async (): Promise<Ask> => {
    const { shareId, expiresAt } = await share();
    const id = randomUUID();
    const base = { expiresAt: expiresAt.toISOString(), comment: "", hasCode: true };
    await insertChange(
      db,
      {
        id,
        batchId: id,
        teamId: TEAM,
        shareId,
        userId: PEOPLE.tom,
        driveUserId: SEED.users.tom.id,
        request: { kind: "edit", endsAt: undefined, comment: "mine", newCode: false, base },
        sealedCode: null,
        viewId: null,
        channel: null,
      },
      now(),
    );
    const theirs = { kind: "conflict", expiresAt: base.expiresAt, comment: "theirs", hasCode: true } as const;
    await db
      .updateTable("shareChanges")
      .set({ state: "conflict", outcome: JSON.stringify(theirs) })
      .where("id", "=", id)
      .execute();
    return { kind: "button", value: id };
  };

  /** Wishes of somebody who is none of those who are asked. */
  const exception = async (): Promise<Ask> => {
    const id = randomUUID();
    const wish = { maxDays: 60, scopes: [], withoutCode: false, outside: false };
    const expiresAt = new Date(now().getTime() + DAY_MS);
    const request = { id, teamId: TEAM, userId: "U0NOBODY01", wish, reason: "because", expiresAt };
    await insertExceptionRequest(db, request, now());
    return { kind: "button", value: id };
  };
  const connection = async (): Promise<Ask> => {
    const id = randomUUID();
    const userId = `U0ASK${id.slice(0, 6).toUpperCase()}`;
    const request = {
      id,
      teamId: TEAM,
      userId,
      askedKind: "user-id",
      asked: SEED.users.chen.id,
      viewId: null,
    } as const;
    await insertLinkRequest(db, request, now());
    const found = {
      driveUserId: SEED.users.chen.id,
      driveUserName: SEED.users.chen.name,
      driveDepartment: null,
      emailCheck: "differs",
      holderUserId: null,
    } as const;
    const remindAt = new Date(now().getTime() + DAY_MS);
    const expiresAt = new Date(now().getTime() + 2 * DAY_MS);
    await awaitDecision(db, id, found, { remindAt, expiresAt, now: now() });
    const row = await db.selectFrom("linkRequests").select("revision").where("id", "=", id).executeTakeFirstOrThrow();
    return { kind: "button", value: `${id}:${row.revision}` };
  };

  const task = async (): Promise<Ask> => {
    const { shareId } = await share();
    const id = randomUUID();
    await db
      .insertInto("tasks")
      .values({
        id,
        teamId: TEAM,
        userId: PEOPLE.tom,
        driveUserId: SEED.users.tom.id,
        shareId,
        shareName: FILE.name,
        kind: "package",
        containerId: FILE.containerId,
        fileCount: 1,
        fileIds: JSON.stringify([FILE.id]),
        fileNames: JSON.stringify([FILE.name]),
        zipName: "all.zip",
        targetFolderId: null,
        targetContainerId: null,
        targetName: null,
        sealedToken: null,
        state: "refused",
        createdAt: now(),
        updatedAt: now(),
      })
      .execute();
    return { kind: "button", value: id };
  };
  const intent = async (): Promise<Ask> => {
    const id = randomUUID();
    const request = {
      scope: "external",
      containerId: FILE.containerId,
      files: [{ fileId: FILE.id, name: FILE.name, kind: "document" }],
      validDays: 7,
      phoneNumbers: [],
      userIds: [],
      recipientUserIds: [],
    };
    await db
      .insertInto("shareIntents")
      .values({
        id,
        teamId: TEAM,
        userId: PEOPLE.tom,
        driveUserId: SEED.users.tom.id,
        request: JSON.stringify(request),
        sealedCode: null,
        viewId: null,
        destination: null,
        state: "refused",
        createdAt: now(),
        updatedAt: now(),
      })
      .execute();
    return { kind: "button", value: id };
  };

  return {
    file: FILE,
    now,
    reader,
    option,
    one,
    many,
    typed,
    share,
    onShare,
    command,
    press,
    about,
    session,
    walk,
    conflict,
    exception,
    connection,
    task,
    intent,
    close: links.close,
  };
};
