import { describe, expect, it } from "vitest";
import { features } from "../../src/features/index.ts";
import type { Feature } from "../../src/slack/feature.ts";
import { createRoutes } from "../../src/slack/routes.ts";

const handler = () => Promise.resolve();
const help: Feature = { name: "help", commands: { help: handler } };

describe("which feature answers what", () => {
  it("finds commands, buttons, shortcuts, modals and their fields by name", () => {
    const share: Feature = {
      name: "share",
      commands: { share: handler },
      buttons: { "share:code": handler },
      shortcuts: { share_file: handler },
      events: { app_home_opened: handler },
      modals: { share_create: { submit: handler, options: { files: handler }, fields: { scope: handler } } },
    };
    const routes = createRoutes([help, share]);
    expect(routes.command("share")).toEqual({ name: "share", handler });
    expect([
      routes.button("share:code"),
      routes.shortcut("share_file"),
      routes.events.get("app_home_opened"),
      routes.submit("share_create"),
      routes.options("share_create", "files"),
      routes.field("share_create", "scope"),
    ]).toEqual(Array.from({ length: 6 }, () => handler));
  });

  it.each(["", "shared", "constructor", "__proto__", "toString"])("gives help for the command %j", (word) => {
    expect(createRoutes([help]).command(word)).toEqual({ name: "help", handler });
  });

  it.each(["files", "constructor", "toString", "__proto__"])("knows nothing by the name %j", (name) => {
    const routes = createRoutes([help, { name: "x", modals: { m: { options: {}, fields: {} } } }]);
    expect([
      routes.button(name),
      routes.shortcut(name),
      routes.submit(name),
      routes.options("m", name),
      routes.options(name, name),
      routes.field("m", name),
      routes.events.get(name),
    ]).toEqual(Array.from({ length: 7 }, () => undefined));
  });

  it("does not begin when two features claim one name, or nobody gives help", () => {
    const one: Feature = { name: "one", buttons: { "share:code": handler } };
    expect(() => createRoutes([help, one, { ...one, name: "two" }])).toThrow(
      "two features answer the button share:code",
    );
    expect(() => createRoutes([one])).toThrow("no feature answers the command `help`");
    expect(features.length).toBeGreaterThan(3);
  });
});
