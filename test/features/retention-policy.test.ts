import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { ActAnswer, Option, View } from "../../src/emulators/slack/protocol.ts";
import { auditOf, seeDirect } from "../support/accounts.ts";
import { type Actor, elementOf, fieldsOf, textOf } from "../support/actor.ts";
import { CHANNELS, type Office, openOffice, PEOPLE } from "../support/office.ts";

const PATH = "/koodrive/ose/v1/carrier/retention/policy/batch";
const LIST = "/carrier/retention/policy/getList";
const CATALOGUE = "/carrier/policy/config/retention";
const P = SEED.policies;

const optionsIn = (view: View, field: string): readonly Option[] => elementOf(view, field).options ?? [];
const tickedIn = (view: View, field: string): readonly string[] =>
  ((elementOf(view, field)["initial_options"] ?? []) as readonly Option[]).map(({ value }) => value);

/** Leaves exactly these ticked in a field. */
const tick = (person: Actor, field: string, ids: readonly string[]): Promise<void> =>
  person.set(field, {
    type: "checkboxes",
    selected_options: optionsIn(person.modal(), field).filter(({ value }) => ids.includes(value)),
  });

describe("retention policies", () => {
  let office: Office;
  let ada: Actor;
  beforeAll(async () => {
    office = await openOffice({ edition: "carrier", links: ["mei", "ada"] });
    ada = office.person(PEOPLE.ada);
  });
  afterEach(() => office.drive.faults.clear());
  afterAll(async () => {
    expect(office.slack.problems.filter(({ kind }) => kind !== "refused")).toEqual([]);
    await office.close();
  });

  const openForm = async (): Promise<View> => {
    await ada.command("retention", CHANNELS.general);
    return ada.seeModal((view) => fieldsOf(view).includes("policies"));
  };
  const enabledOnDrive = (): readonly string[] =>
    office.drive.state.policies.filter(({ status }) => status === 1).map(({ policyId }) => policyId);

  it("are shown with their names, descriptions and priorities, the enabled ones ticked", async () => {
    const form = await openForm();
    expect(
      optionsIn(form, "policies").map(({ text, value, description }) => [text.text, value, description?.text]),
    ).toEqual([
      ["clear_recycle_bin", P.clearBin, "Priority 10: Empty recycle bins of users without a package"],
      ["delete_unused_user", P.deleteUnused, "Priority 5: Delete users who have not signed in for a long time"],
      ["downgrade_free", P.downgradeFree, "Priority 3: Move users without a paid package to the free one"],
    ]);
    expect(tickedIn(form, "policies")).toEqual([P.deleteUnused]);
    expect(await ada.submit()).toEqual({
      ok: true,
      errors: { policies: "Nothing is changed: tick or untick a policy." },
    } satisfies ActAnswer);
    await ada.close();
  });

  it("are changed after a confirmation, with exact ids, as the page has it, and read back", async () => {
    await openForm();
    await tick(ada, "policies", [P.deleteUnused, P.downgradeFree]);
    await ada.submit();
    const ask = await ada.seeModal((view) => textOf(view.blocks).includes("*1 policy will change"));
    expect(textOf(ask.blocks)).toContain("*Comes into force:* downgrade_free");
    expect(office.drive.requests.to(PATH)).toEqual([]);
    await ada.submit();
    const told = await ada.seeModal((view) => textOf(view.blocks).includes("the drive confirms it"));
    expect(textOf(told.blocks)).toContain("*In force:* downgrade_free");
    const [request, ...more] = office.drive.requests.to(PATH, "POST");
    expect(more).toEqual([]);
    expect(request?.rawBody).toBe('{"policyList":[{"policyId":"300000000000000002","status":1}]}');
    expect(request?.headers["x-user-id"]).toBe(SEED.users.ada.id);
    expect(enabledOnDrive()).toEqual([P.deleteUnused, P.downgradeFree]);
    expect(await auditOf(office, "retention")).toEqual([
      `${PEOPLE.ada} retention.change asked`,
      `${PEOPLE.ada} retention.change done`,
    ]);
    await ada.close();
  });

  it("are changed in both directions at once", async () => {
    expect(tickedIn(await openForm(), "policies")).toEqual([P.deleteUnused, P.downgradeFree]);
    await tick(ada, "policies", [P.clearBin]);
    await ada.submit();
    const ask = await ada.seeModal((view) => textOf(view.blocks).includes("*3 policies will change"));
    expect(textOf(ask.blocks)).toContain("*Goes out of force:* delete_unused_user, downgrade_free");
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("the drive confirms it"));
    expect(enabledOnDrive()).toEqual([P.clearBin]);
    await ada.close();
  });

  it("are changed once, however often the confirmation is sent", async () => {
    await openForm();
    await tick(ada, "policies", [P.clearBin, P.deleteUnused]);
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("will change"));
    const before = office.drive.requests.to(PATH).length;
    await Promise.all([ada.submit(), ada.submit(), ada.submit()]);
    await ada.seeModal((view) => textOf(view.blocks).includes("the drive confirms it"));
    await office.bot.whenIdle();
    expect(office.drive.requests.to(PATH)).toHaveLength(before + 1);
    await ada.close();
  });

  it("are told as they stand where the drive took the change and shows another state", async () => {
    await openForm();
    await tick(ada, "policies", [P.clearBin]);
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("will change"));
    // It says yes, and does nothing.
    const body = JSON.stringify({ code: 0, msg: "success" });
    office.drive.faults.next({ path: PATH }, { kind: "answer", status: 200, body });
    await ada.submit();
    const told = await ada.seeModal((view) => textOf(view.blocks).includes("shows some policies otherwise"));
    expect(textOf(told.blocks)).toContain("*Otherwise than asked:* delete_unused_user");
    await ada.close();
  });

  it("are split into calls of fifty, and each part is reported", async () => {
    const ids = Array.from({ length: 60 }, (_, index) => String(300000000000000100n + BigInt(index)));
    const list = ids.map((id, index) => `{"policyId":${id},"policyName":"rule_${index}","priority":10,"status":0}`);
    const answer = (body: string) => ({ kind: "answer", status: 200, body }) as const;
    office.drive.faults.always({ path: LIST }, answer(`{"code":0,"policyList":[${list.join()}]}`));
    office.drive.faults.always({ path: CATALOGUE }, answer('{"code":0,"policyList":[]}'));
    const form = await openForm();
    expect(fieldsOf(form)).toEqual(["policies", ...[2, 3, 4, 5, 6].map((number) => `policies_${number}`)]);
    for (const field of fieldsOf(form)) {
      await tick(
        ada,
        field,
        optionsIn(form, field).map(({ value }) => value),
      );
    }
    await ada.submit();
    const ask = await ada.seeModal((view) => textOf(view.blocks).includes("*60 policies will change"));
    expect(textOf(ask.blocks)).toContain("They are sent in 2 parts, of at most 50 each.");
    expect(textOf(ask.blocks)).toContain("and 20 more");

    const before = office.drive.requests.to(PATH).length;
    office.drive.faults.next({ path: PATH }, answer('{"code":0,"msg":"success"}'));
    office.drive.faults.next({ path: PATH }, { kind: "answer", status: 400, body: '{"code":"13000410","msg":"no"}' });
    await ada.submit();
    const told = await ada.seeModal((view) => textOf(view.blocks).includes("*Not all of the changes were made.*"));
    expect(textOf(told.blocks)).toContain("Part 1 (50): done\nPart 2 (10): refused");
    expect(textOf(told.blocks)).toContain("Your drive account does not administer the drive.");
    const sent = office.drive.requests.to(PATH, "POST").slice(before);
    const policies = sent.map(({ body }) => (body as { policyList: readonly { policyId: string }[] }).policyList);
    expect(policies.map((part) => part.length)).toEqual([50, 10]);
    expect(
      policies
        .flat()
        .map(({ policyId }) => policyId)
        .toSorted(),
    ).toEqual(ids);
    expect((await auditOf(office, "retention")).at(-1)).toBe(`${PEOPLE.ada} retention.change partly`);
    await ada.close();
  });

  it("go on after a drive that was away, without sending twice what was done", async () => {
    await openForm();
    await tick(ada, "policies", [P.clearBin, P.downgradeFree, P.deleteUnused]);
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("will change"));
    const before = office.drive.requests.to(PATH).length;
    // The changes are made, and the drive breaks while they are read back.
    office.drive.faults.next({ path: LIST, times: 6 }, { kind: "broken", status: 500 });
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("the drive confirms it"));
    expect(office.drive.requests.to(PATH)).toHaveLength(before + 1);
    await ada.close();
  });

  it("tell why there is no form while the drive is away", async () => {
    office.drive.faults.always({ path: LIST }, { kind: "unauthorized" });
    await ada.command("retention", CHANNELS.general);
    await ada.seeModal((view) => textOf(view.blocks).includes("did not accept this app's sign-in"));
    await ada.close();
  });

  it("are refused to a member, and nobody confirms what another was shown", async () => {
    const mei = office.person(PEOPLE.mei);
    await mei.command("retention", CHANNELS.general);
    await mei.seeModal((view) => textOf(view.blocks).includes("只有云盘管理员可以执行此操作"));
    await mei.close();

    await openForm();
    await tick(ada, "policies", []);
    await ada.submit();
    const ask = await ada.seeModal((view) => textOf(view.blocks).includes("will change"));
    const before = office.drive.requests.to(PATH).length;
    const payload = {
      type: "view_submission",
      team: { id: "T0LANTERN" },
      user: { id: PEOPLE.mei, team_id: "T0LANTERN" },
      view: {
        id: "V0FORGED",
        hash: "1.a",
        type: "modal",
        callback_id: "retention_policy",
        private_metadata: ask.private_metadata,
        state: { values: {} },
        blocks: [],
      },
    };
    const answer = await office.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    expect(answer.body).toContain("/koodrive retention");
    await office.bot.whenIdle();
    expect(office.drive.requests.to(PATH)).toHaveLength(before);
    await ada.close();
  });

  it("are told by message once the window is closed", async () => {
    await openForm();
    await tick(ada, "policies", [P.deleteUnused]);
    await ada.submit();
    await ada.seeModal((view) => textOf(view.blocks).includes("will change"));
    const held = office.drive.faults.next({ path: PATH }, { kind: "held" });
    await ada.submit();
    await ada.close();
    held.release();
    await seeDirect(ada, "the drive confirms it");
    expect(enabledOnDrive()).toEqual([P.deleteUnused]);
  });
});

describe("on the enterprise edition", () => {
  it("says that it has no such policies", async () => {
    const office = await openOffice();
    const mei = office.person(PEOPLE.mei);
    await mei.command("retention", CHANNELS.general);
    await mei.seeAnswer(CHANNELS.general, "保留策略属于 KooDrive 运营商版");
    expect(mei.topModal()).toBeUndefined();
    await office.close();
  });
});
