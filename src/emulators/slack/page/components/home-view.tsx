import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { View } from "../../protocol.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { FormContext, useFormOf } from "../blocks/form.ts";
import { personById, personName, useDesk } from "../state/desk.ts";
import { Avatar } from "./avatar.tsx";
import { AppTabs } from "./channel-header.tsx";
import { HeaderBar } from "./header-bar.tsx";

const HomeBlocks = ({ view }: { readonly view: View }): VNode => {
  const form = useFormOf({
    scope: `home-${view.id}`,
    blocks: view.blocks,
    version: view.hash,
    known: view.values,
    placeFor: (values) => ({ in: "view", viewId: view.id, values }),
  });
  return (
    <FormContext.Provider value={form}>
      <div class="home-blocks blocks" data-testid="home">
        <Blocks blocks={view.blocks} />
      </div>
    </FormContext.Provider>
  );
};

/** The app's Home tab. */
export const HomeView = (): VNode => {
  const { snapshot, me, say, act } = useDesk();
  const bot = personById(snapshot, snapshot.botUserId);
  const name = personName(bot);

  useEffect(() => {
    void act({ kind: "open-home" });
  }, [me.id]);

  return (
    <main class="middle" aria-label={say("homeOf", { name })}>
      <HeaderBar
        sign={<Avatar person={bot} size="small" />}
        title={name}
        badges={<span class="badge">{say("appBadge")}</span>}
        below={<AppTabs on="home" />}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can focus */}
      <section class="home" tabIndex={0} aria-label={say("homeContent")}>
        {snapshot.home === undefined ? (
          <div class="empty">
            <Avatar person={bot} size="large" />
            <p>{say("homeEmpty", { name })}</p>
          </div>
        ) : (
          <HomeBlocks key={snapshot.home.id} view={snapshot.home} />
        )}
      </section>
    </main>
  );
};
