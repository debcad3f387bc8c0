import type { ActAnswer, View } from "../../src/emulators/slack/protocol.ts";
import { buttonsOf, textOf } from "./actor.ts";
import type { Office } from "./office.ts";

/** A person before the app's Home tab. */
export const createVisitor = (office: Pick<Office, "slack">, userId: string) => {
  const { slack } = office;
  const home = (): View | undefined => slack.snapshot(userId).home;
  const see = (wish: (view: View) => boolean): Promise<View> =>
    slack.waitFor(() => {
      const view = home();
      return view !== undefined && wish(view) ? view : undefined;
    });
  return {
    home,
    see,
    seeText: (text: string): Promise<View> => see(({ blocks }) => textOf(blocks).includes(text)),
    /** Opens the tab; what stands there once it has been drawn for this look. */
    open: async (): Promise<View> => {
      const before = home()?.hash;
      const answer = await slack.act({ as: userId, kind: "open-home" });
      if (!answer.ok) throw new Error(answer.error);
      return see(({ hash }) => hash !== before);
    },
    press: (actionId: string, wish: (value: string | undefined) => boolean = () => true): Promise<ActAnswer> => {
      const view = home();
      const found = buttonsOf(view?.blocks ?? []).find(
        ({ element }) => element.action_id === actionId && wish(element.value),
      );
      if (view === undefined || found === undefined) throw new Error(`the Home tab has no button ${actionId}`);
      const { blockId, element } = found;
      return slack.act({
        as: userId,
        kind: "action",
        place: { in: "view", viewId: view.id, values: {} },
        blockId,
        actionId,
        action: { type: "button", ...(element.value === undefined ? {} : { value: element.value }) },
      });
    },
  };
};

/** The titles of the parts of a Home tab, in order. */
export const titlesOf = ({ blocks }: Pick<View, "blocks">): readonly string[] =>
  blocks.filter(({ type }) => type === "header").map((block) => textOf([block]));
