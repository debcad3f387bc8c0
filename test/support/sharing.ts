import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { Message, View } from "../../src/emulators/slack/protocol.ts";
import { type Actor, fieldsOf, textOf } from "./actor.ts";
import type { Office } from "./office.ts";

export const BROCHURE = SEED.files.brochure;
export const PRESS_KIT = SEED.files.pressKit;

/** Opens the form with files already chosen, and waits until it can be filled in. */
export const openShareForm = async (actor: Actor, channel: string, ...fileIds: readonly string[]): Promise<View> => {
  const answer = await actor.command(["share", ...fileIds].join(" "), channel);
  if (!answer.ok) throw new Error(answer.error);
  return actor.seeModal((view) => fieldsOf(view).includes("destination"));
};

/** Shares the brochure and the press kit, or other files, told apart by the comment; the card that comes of it. */
export const shareTwoFiles = async (
  office: Office,
  actor: Actor,
  channel: string,
  comment: string,
  files: readonly { readonly id: string }[] = [BROCHURE, PRESS_KIT],
): Promise<{ readonly card: Message; readonly shareId: string; readonly code: string }> => {
  await openShareForm(actor, channel, ...files.map(({ id }) => id));
  await actor.type("comment", comment);
  await actor.submit();
  const card = await actor.seeMessage(channel, (message) => textOf(message.blocks).includes(comment));
  await office.bot.whenIdle();
  const share = office.drive.state.shares.find((one) => one.comment === comment);
  if (share === undefined) throw new Error(`the drive has no share with the comment ${comment}`);
  if (actor.topModal() !== undefined) await actor.close();
  return { card, shareId: share.shareId, code: share.extractCode ?? "" };
};

/** The bodies of the requests to a path of the drive whose body is as wished. */
export const bodiesTo = (
  office: Office,
  path: string,
  wish: (body: Readonly<Record<string, unknown>>) => boolean = () => true,
): readonly unknown[] =>
  office.drive.requests
    .to(path, "POST")
    .map(({ body }) => body)
    .filter((body) => typeof body === "object" && body !== null && wish(Object.fromEntries(Object.entries(body))));
