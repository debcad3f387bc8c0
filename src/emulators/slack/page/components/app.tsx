import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Person } from "../../protocol.ts";
import { fetchPeople } from "../state/door.ts";
import { usePlace } from "../state/place.ts";
import { useStream } from "../state/stream.ts";
import { words } from "../text/words.ts";
import { Icon } from "./icon.tsx";
import { Workspace } from "./workspace.tsx";

const RETRY_MS = 1500;

/** The page: finds out who one can be, then shows that person's workspace, live. */
export const App = (): VNode => {
  const [place, go] = usePlace();
  const [people, setPeople] = useState<readonly Person[] | undefined>();
  const [round, setRound] = useState(0);
  const { link, snapshot, clockShift } = useStream(people === undefined ? undefined : place.as, () =>
    setRound((count) => count + 1),
  );

  useEffect(() => {
    let gone = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const found = await fetchPeople();
      if (gone) return;
      if (found === undefined) {
        retry = setTimeout(() => void ask(), RETRY_MS);
        return;
      }
      setPeople(found);
      const first = found[0];
      if (first !== undefined && !found.some(({ id }) => id === place.as)) go({ as: first.id }, "replace");
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(retry);
    };
  }, [round]);

  // Time goes on without news: "Today" becomes "Yesterday".
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 60_000);
    return () => clearInterval(timer);
  }, []);

  // Before it is known who looks, the browser's language.
  const say = words(people?.find(({ id }) => id === place.as)?.locale ?? navigator.language);
  return (
    <>
      {link === "lost" ? (
        <div class="lost" role="alert" data-testid="lost">
          <Icon name="unplugged" /> {say("emulatorGone")}
        </div>
      ) : null}
      {snapshot === undefined || people === undefined ? (
        <div class="joining" role="status">
          <span class="spinner" aria-hidden="true" /> {say("opening")}
        </div>
      ) : (
        <Workspace snapshot={snapshot} people={people} place={place} go={go} clockShift={clockShift} />
      )}
    </>
  );
};
