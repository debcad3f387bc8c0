import { formatPerson } from "../formats.ts";
import { pageOf } from "./args.ts";
import { type ApiContext, done, type Methods, missing, refuse } from "./method.ts";

const mayReadEmail = ({ scopes }: ApiContext): boolean => scopes.has("users:read.email");

/** Who and what there is: the token itself, the team, the bot, people, groups. */
export const peopleMethods: Methods = {
  "auth.test": {
    scopes: [],
    tier: "special",
    run: ({ store }) =>
      done({
        url: `https://${store.team.domain}.slack.com/`,
        team: store.team.name,
        user: store.bot.name,
        team_id: store.team.id,
        user_id: store.bot.id,
        bot_id: store.botId,
        is_enterprise_install: false,
      }),
  },
  "team.info": {
    scopes: ["team:read"],
    tier: 3,
    run: ({ store }) => {
      const { id, name, domain } = store.team;
      const url = `https://${domain}.slack.com/`;
      return done({ team: { id, name, url, domain, email_domain: "", icon: { image_default: true } } });
    },
  },
  "bots.info": {
    scopes: ["users:read"],
    tier: 3,
    run: ({ store }, args) => {
      if (args.has("bot") && args.text("bot") !== store.botId) return refuse("bot_not_found");
      return done({
        bot: {
          id: store.botId,
          deleted: false,
          name: store.bot.realName,
          updated: 0,
          app_id: store.appId,
          user_id: store.bot.id,
          icons: { image_36: "", image_48: "", image_72: "" },
        },
      });
    },
  },
  "users.info": {
    scopes: ["users:read"],
    tier: 4,
    run: (context, args) => {
      if (!args.has("user")) return missing("user");
      const person = context.store.people.get(args.text("user"));
      if (person === undefined) return refuse("user_not_found");
      const fields = { locale: args.flag("include_locale") === true, email: mayReadEmail(context) };
      return done({ user: formatPerson(context.store, person, fields) });
    },
  },
  "users.list": {
    scopes: ["users:read"],
    tier: 2,
    run: (context, args) => {
      const { store } = context;
      const found = pageOf([...store.people.values()], args);
      if (found === undefined) return refuse("invalid_cursor");
      const fields = { locale: args.flag("include_locale") === true, email: mayReadEmail(context) };
      return done({
        members: found.page.map((person) => formatPerson(store, person, fields)),
        cache_ts: store.nowSeconds(),
        response_metadata: { next_cursor: found.next },
      });
    },
  },
  "users.lookupByEmail": {
    scopes: ["users:read.email"],
    tier: 3,
    run: ({ store }, args) => {
      const email = args.text("email").toLowerCase();
      const person = [...store.people.values()].find((known) => known.email !== "" && known.email === email);
      if (person === undefined || person.deleted) return refuse("users_not_found");
      return done({ user: formatPerson(store, person, { locale: false, email: true }) });
    },
  },
  "usergroups.list": {
    scopes: ["usergroups:read"],
    tier: 2,
    run: ({ store }, args) =>
      done({
        usergroups: store.userGroups.map(({ id, handle, name, description, userIds }) => ({
          id,
          team_id: store.team.id,
          is_usergroup: true,
          is_external: false,
          handle,
          name,
          description,
          date_delete: 0,
          user_count: userIds.length,
          ...(args.flag("include_users") === true && { users: userIds }),
        })),
      }),
  },
  "usergroups.users.list": {
    scopes: ["usergroups:read"],
    tier: 2,
    run: ({ store }, args) => {
      const group = store.userGroups.find(({ id }) => id === args.text("usergroup"));
      return group === undefined ? refuse("no_such_subteam") : done({ users: group.userIds });
    },
  },
  "apps.uninstall": {
    scopes: [],
    tier: 1,
    run: ({ store }) => {
      store.uninstall();
      return done();
    },
  },
};
