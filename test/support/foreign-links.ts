import type { ShareScope } from "../../src/domain/share.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { View } from "../../src/emulators/slack/protocol.ts";
import { createKooDrive } from "../../src/koodrive/client.ts";
import { randomIds } from "../../src/lib/ids.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { type Actor, buttonsOf, fieldsOf } from "./actor.ts";
import type { Office } from "./office.ts";

export type ForeignLink = {
  readonly shareId: string;
  readonly shortCode: string;
  readonly url: string;
  readonly accessCode: string;
};

export type ForeignShare = {
  readonly owner?: keyof typeof SEED.users;
  readonly files?: readonly { readonly id: string; readonly containerId: string }[];
  /** Empty: opens without one. */
  readonly accessCode?: string;
  readonly scope?: ShareScope;
  readonly userIds?: readonly string[];
  readonly validDays?: number;
};

/** Shares made by colleagues on the drive itself: this bot knows nothing of them. */
export const createForeignLinks = (office: Office) => {
  const drive = createKooDrive({
    ...office.driveSettings,
    ids: randomIds,
    logger: createLogger({ level: "fatal" }),
  });
  return {
    drive,
    share: async (wish: ForeignShare = {}): Promise<ForeignLink> => {
      const { owner = "tom", files = [SEED.files.testReports, SEED.files.roadmap], accessCode = "" } = wish;
      const as = { userId: SEED.users[owner].id };
      const { share } = await drive.createShare(as, {
        scope: wish.scope ?? "external",
        containerId: files[0]?.containerId ?? "",
        fileIds: files.map(({ id }) => id),
        validDays: wish.validDays ?? 7,
        accessCode: accessCode === "" ? undefined : accessCode,
        comment: undefined,
        phoneNumbers: [],
        userIds: wish.userIds ?? [],
      });
      return { shareId: share.shareId, shortCode: share.shortCode, url: share.linkUrl ?? "", accessCode };
    },
    cancel: (owner: keyof typeof SEED.users, shareId: string) =>
      drive.cancelShares({ userId: SEED.users[owner].id }, [shareId]),
    close: () => drive.close(),
  };
};

/** Presses the button with that value in the open modal: rows of a list have the same button each. */
export const pressRow = async (office: Office, actor: Actor, actionId: string, value?: string): Promise<void> => {
  const view = actor.modal();
  const row = buttonsOf(view.blocks).find(
    ({ element }) => element.action_id === actionId && (value === undefined || element.value === value),
  );
  if (row === undefined) throw new Error(`no button ${actionId} with ${value}`);
  const answer = await office.slack.act({
    as: actor.id,
    kind: "action",
    place: { in: "view", viewId: view.id, values: {} },
    blockId: row.blockId,
    actionId,
    action: { type: "button", ...(row.element.value === undefined ? {} : { value: row.element.value }) },
  });
  if (!answer.ok) throw new Error(answer.error);
  await actor.seeModal(({ hash }) => hash !== view.hash);
};

/** Opens a link by command and waits for its files. */
export const openFiles = async (actor: Actor, link: ForeignLink, channel: string): Promise<View> => {
  await actor.command(`open ${link.url} ${link.accessCode}`, channel);
  return actor.seeModal((view) => fieldsOf(view).includes("files"));
};

/** The rows of the list in the open modal: what each says. */
export const rowsOf = (view: View): readonly string[] =>
  view.blocks.flatMap((block) => {
    const text = "text" in block && block.type === "section" ? block.text : undefined;
    const isRow = typeof text === "object" && text !== null && "type" in text && text.type === "plain_text";
    return isRow && "text" in text && typeof text.text === "string" ? [text.text] : [];
  });
