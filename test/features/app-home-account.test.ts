import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { askFor } from "../support/accounts.ts";
import { buttonsOf, findButton, textOf } from "../support/actor.ts";
import { createVisitor } from "../support/home.ts";
import { type Office, openOffice, PEOPLE } from "../support/office.ts";

describe("the account on the Home tab", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({ links: ["ada"] });
  });
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  it("is what somebody who is not connected begins with", async () => {
    const visitor = createVisitor(office, PEOPLE.mei);
    const home = await visitor.open();
    expect(textOf(home.blocks)).toContain("请先绑定你的云盘账号。");
    expect(buttonsOf(home.blocks).map(({ element }) => element.action_id)).toEqual([
      "account:connect",
      "help:show",
      "home:settings",
      "channel:settings",
    ]);
    expect(findButton(home.blocks, "account:connect").element).toMatchObject({ style: "primary" });
    await visitor.press("account:connect");
    const mei = office.person(PEOPLE.mei);
    await mei.seeModal((view) => view.callback_id === "account_connect");
    await mei.close();
  });

  it("shows that an administrator was asked, and then who one is, each without another look", async () => {
    const visitor = createVisitor(office, PEOPLE.mei);
    const mei = office.person(PEOPLE.mei);
    const ada = office.person(PEOPLE.ada);
    await askFor(mei, SEED.users.mei.id);
    const waiting = await visitor.seeText("已请云盘管理员为你绑定");
    expect(buttonsOf(waiting.blocks)[0]?.element.action_id).toBe("share:start");
    const request = await ada.seeMessage(ada.direct(), ({ blocks }) =>
      buttonsOf(blocks).some(({ element }) => element.action_id === "account:approve"),
    );
    await ada.press(request, "account:approve");
    const linked = await visitor.seeText("你已绑定云盘账号 Mei Lin 林美。");
    expect(textOf(linked.blocks)).toContain("`/koodrive disconnect` 解除绑定");
  });
});
