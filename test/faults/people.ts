import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { SlackEmulator } from "../../src/emulators/slack/emulator.ts";
import type { MessageRecord } from "../../src/emulators/slack/entities.ts";
import { buttonsOf, fieldsOf, textOf } from "../support/actor.ts";
import { createHand, type Hand } from "./hand.ts";
import type { Random } from "./random.ts";
import { CHANNELS } from "./workspace.ts";

/** What people remember: every form that was taken, and how often things had to be done again. */
export type Diary = {
  /** Comments of the shares whose form was taken. */
  readonly shares: Set<string>;
  /** Names of the packages whose form was taken. */
  readonly packages: Set<string>;
  /** By person: how many forms for saving were taken. */
  readonly saves: Map<string, number>;
  readonly counts: {
    again: number;
    doubled: number;
    extended: number;
    revoked: number;
    retried: number;
    uncertain: number;
  };
};

export const createDiary = (): Diary => ({
  shares: new Set(),
  packages: new Set(),
  saves: new Map(),
  counts: { again: 0, doubled: 0, extended: 0, revoked: 0, retried: 0, uncertain: 0 },
});

export type Work = { readonly kind: "share" | "task"; readonly number: number };

const FILES = [SEED.files.brochure, SEED.files.pressKit, SEED.files.keynote, SEED.files.contacts, SEED.files.welcome];
const SEE_MS = 4_000;
const OUTCOME_MS = 6_000;
const TRIES = 60;

/** One person who shares, packages, saves and changes things, and does again what did not work. */
export const createPerson = (deps: {
  readonly slack: SlackEmulator;
  readonly id: string;
  readonly random: Random;
  readonly diary: Diary;
  readonly isOver: () => boolean;
}) => {
  const { slack, random, diary } = deps;
  const hand = createHand(slack, deps.id);

  /** Sends the form off, now and then twice, until it is taken. */
  const submit = async (viewId: string): Promise<"taken" | "refused" | "gone"> => {
    let unanswered = false;
    for (let tries = 0; tries < TRIES && !deps.isOver(); tries++) {
      const twice = random.chance(0.1);
      if (twice) diary.counts.doubled += 1;
      const answers = await Promise.all([hand.submit(viewId), ...(twice ? [hand.submit(viewId)] : [])]);
      if (answers.some((answer) => answer.ok && !("errors" in answer))) return "taken";
      if (answers.some((answer) => answer.ok)) return "refused";
      if (hand.top()?.id !== viewId) return unanswered ? "gone" : "refused";
      unanswered = true;
      diary.counts.again += 1;
      await hand.pause(random.between(100, 600));
    }
    return "gone";
  };

  const again = async (): Promise<void> => {
    diary.counts.again += 1;
    await hand.close();
    await hand.pause(random.between(50, 400));
  };

  const share = async (number: number): Promise<void> => {
    const channel = random.pick(CHANNELS);
    for (let tries = 0; tries < TRIES && !deps.isOver(); tries++) {
      const files = [random.pick(FILES), ...(random.chance(0.3) ? [random.pick(FILES)] : [])];
      const sent = await hand.command(`share ${[...new Set(files.map(({ id }) => id))].join(" ")}`, channel);
      const form = sent.ok ? await hand.see((view) => fieldsOf(view).includes("destination"), SEE_MS) : undefined;
      if (form === undefined) {
        await again();
        continue;
      }
      // New words for each form: one whose end nobody knows may have been taken.
      const comment = `share ${number}.${tries} of the storm`;
      await hand.set("comment", { type: "plain_text_input", value: comment });
      const outcome = await submit(form.id);
      if (outcome === "refused") {
        diary.counts.uncertain += 1;
        await again();
        continue;
      }
      if (outcome === "taken") diary.shares.add(comment);
      else diary.counts.uncertain += 1;
      // Some wait for the end, some close at once: what happened must reach both.
      if (random.chance(0.7)) await hand.see((view) => isOutcome(textOf(view.blocks)), OUTCOME_MS);
      await hand.close();
      return;
    }
  };

  const liveCard = (): MessageRecord | undefined => {
    const cards = slack
      .history(random.pick(CHANNELS))
      .filter((message) => !message.deleted && buttonsOf(message.blocks).some(isButton("share:package")));
    return cards.length === 0 ? undefined : random.pick(cards);
  };

  const task = async (number: number): Promise<void> => {
    const kind = random.chance(0.7) ? "package" : "save";
    for (let tries = 0; tries < TRIES && !deps.isOver(); tries++) {
      const card = liveCard();
      if (card === undefined) {
        await hand.pause(300);
        continue;
      }
      const name = `storm-${number}-${tries}.zip`;
      const field = kind === "package" ? "zip_name" : "target";
      const pressed = await hand.press(card, `share:${kind}`);
      const form = pressed.ok ? await hand.see((view) => fieldsOf(view).includes(field), SEE_MS) : undefined;
      if (form === undefined || !(await fill(hand, kind, name))) {
        await again();
        continue;
      }
      const outcome = await submit(form.id);
      if (outcome === "refused") {
        diary.counts.uncertain += 1;
        await again();
        continue;
      }
      if (outcome === "gone") diary.counts.uncertain += 1;
      else if (kind === "package") diary.packages.add(name);
      else diary.saves.set(hand.id, (diary.saves.get(hand.id) ?? 0) + 1);
      await hand.close();
      return;
    }
  };

  /** Changes a share of one's own. */
  const change = async (): Promise<void> => {
    const mine = slack
      .history(random.pick(CHANNELS))
      .filter(({ deleted, blocks }) => !deleted && textOf(blocks).includes(`<@${hand.id}>`))
      .flatMap(({ blocks }) => buttonsOf(blocks).filter(isButton("share:package")))
      .flatMap(({ element }) => element.value ?? []);
    if (mine.length === 0) return;
    const shareId = random.pick(mine);
    const channel = random.pick(CHANNELS);
    if (random.chance(0.6)) {
      if ((await hand.command(`extend ${shareId} ${1 + random.below(20)}`, channel)).ok) diary.counts.extended += 1;
      return;
    }
    if (!(await hand.command(`cancel ${shareId}`, channel)).ok) return;
    const form = await hand.see((view) => view.callback_id === "share_cancel" && view.submit !== undefined, SEE_MS);
    if (form !== undefined && (await submit(form.id)) === "taken") diary.counts.revoked += 1;
    await hand.close();
  };

  /** Presses "Try again" on a message that offers it. */
  const retry = async (): Promise<void> => {
    const offers = slack
      .history(slack.directMessage(hand.id))
      .filter(({ deleted, blocks }) => !deleted && buttonsOf(blocks).some(isButton("share:retry")));
    if (offers.length === 0) return;
    const pressed = await hand.press(random.pick(offers), "share:retry");
    if (pressed.ok) diary.counts.retried += 1;
  };

  return {
    hand,
    /** Does one piece of work, and now and then something besides. */
    work: async ({ kind, number }: Work): Promise<void> => {
      await (kind === "share" ? share(number) : task(number));
      if (random.chance(0.06)) await change();
      if (random.chance(0.1)) await retry();
    },
  };
};

const isButton =
  (actionId: string) =>
  ({ element }: { readonly element: { readonly action_id?: string } }): boolean =>
    element.action_id === actionId;

const isOutcome = (text: string): boolean =>
  ["is shared.*", "was not made.*", "It is not certain"].some((words) => text.includes(words));

const fill = async (hand: Hand, kind: "package" | "save", name: string): Promise<boolean> => {
  if (kind === "package") return (await hand.set("zip_name", { type: "plain_text_input", value: name })).ok;
  const offered = await hand.suggest("target", "");
  if (!offered.ok || !("options" in offered)) return false;
  const [root] = offered.options;
  return root !== undefined && (await hand.set("target", { type: "external_select", selected_option: root })).ok;
};
