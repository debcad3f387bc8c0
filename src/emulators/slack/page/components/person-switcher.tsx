import type { VNode } from "preact";
import type { Person } from "../../protocol.ts";
import { personName, useDesk } from "../state/desk.ts";
import { placeUrl } from "../state/place.ts";
import { Avatar } from "./avatar.tsx";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";

const roleOf = (person: Person) => (person.isStranger ? "guest" : person.isAdmin ? "administrator" : "member");

/** Who one acts as, and the way to be somebody else. */
export const PersonSwitcher = ({ people }: { readonly people: readonly Person[] }): VNode => {
  const { me, say, go } = useDesk();
  return (
    <div class="acting">
      <Menu
        label={say("actingAs")}
        align="start"
        buttonClass="acting-button"
        buttonAttributes={{ "data-testid": "acting-as", "aria-label": say("actingAsWho", { name: personName(me) }) }}
        button={
          <>
            <Avatar person={me} size="medium" />
            <span class="acting-words">
              <span class="acting-label">{say("actingAs")}</span>
              <strong>{personName(me)}</strong>
            </span>
            <Icon name="down" />
          </>
        }
        items={people.map((person) => ({
          key: person.id,
          label: personName(person),
          detail: `${say(roleOf(person))} · ${person.tz.replaceAll("_", " ")}`,
          lead: <Avatar person={person} size="small" />,
          checked: person.id === me.id,
          onSelect: () => go({ as: person.id, thread: undefined }),
        }))}
      />
      <a
        class="button button--icon"
        href={placeUrl({ as: people.find(({ id }) => id !== me.id)?.id })}
        target="_blank"
        rel="noopener"
        aria-label={say("secondWindow")}
        title={say("secondWindow")}
      >
        <Icon name="external" />
      </a>
    </div>
  );
};
