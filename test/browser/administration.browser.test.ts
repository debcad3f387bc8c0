import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { chromiumPath } from "../support/machine.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { languages } from "./administration-words.ts";
import { openDemo } from "./demo.ts";

/** Shared with another company. */
const PARTNERS = "C0PARTNER1";

describe.skipIf(chromiumPath === undefined).each(languages)(
  "administering the drive, in $name",
  { timeout: 60_000 },
  (say) => {
    let desk: Awaited<ReturnType<typeof openDemo>>;
    const member = PEOPLE[say.member];

    beforeAll(async () => {
      desk = await openDemo({ pictures: say.pictures });
      if (!say.isChinese) return;
      // Ada reads English in Slack, and Chinese here because she says so.
      await desk.sit(PEOPLE.ada, "home");
      await desk.press("home:settings");
      await desk.choose("Language", ["", "中文"]);
      await desk.picture("language");
      await desk.submit();
      await desk.see("帮助与支持");
      await desk.picture("home");
    });
    afterEach(async ({ task }) => {
      if (task.result?.state === "fail") await desk.picture("failed");
    });
    afterAll(async () => {
      await desk.close();
    });

    it("connects somebody after an administrator has approved it", async () => {
      await desk.sit(PEOPLE.yusuf, CHANNELS.general);
      await desk.type("/koodrive connect");
      await desk.modal().getByLabel("Your drive user id").fill(SEED.users.jonas.id);
      await desk.picture("connect-form");
      await desk.submit();
      await desk.see("Your drive administrators have been asked.");
      await desk.picture("connect-asked");
      await desk.closeModal();
      await desk.sitWithApp(PEOPLE.ada);
      const request = desk.message(say.connect.asks);
      await request.waitFor();
      await desk.picture("connect-request");
      await desk.press("account:approve", request);
      await desk.page.getByTestId("confirm-yes").waitFor();
      await desk.picture("connect-sure");
      await desk.page.getByTestId("confirm-yes").click();
      await request.getByText(say.connect.approve).first().waitFor();
      await desk.picture("connect-approved");
      await desk.sitWithApp(PEOPLE.yusuf);
      await desk.see("You are connected to Jonas Weber.");
      await desk.picture("connected");
    });

    it("sets how long packages live", async () => {
      await desk.sit(PEOPLE.ada, CHANNELS.general);
      await desk.type("/koodrive package-expiry");
      await desk.modal().getByLabel(say.expiry.days).fill("10");
      await desk.picture("expiry-form");
      await desk.submit();
      await desk.see(say.expiry.effect);
      await desk.picture("expiry-confirm");
      await desk.submit();
      await desk.see(say.expiry.done);
      await desk.picture("expiry-done");
      await desk.closeModal();
    });

    it("says which edition has retention policies", async () => {
      await desk.type("/koodrive retention");
      await desk.see(say.retention);
      await desk.picture("retention");
    });

    it("forbids posting among people of another company, and lets one share through", async () => {
      await desk.type("/koodrive policy");
      await desk.see(say.policy.title);
      await desk.picture("policy-form");
      await desk.modal().getByLabel(say.policy.blocked).check();
      await desk.submit();
      await desk.see(say.policy.saved);
      await desk.picture("policy-saved");
      await desk.closeModal();

      const fillIn = async (): Promise<void> => {
        await desk.type("/koodrive share ");
        await desk.choose(say.share.space, ["", say.space]);
        await desk.choose(say.share.files, [say.file, say.file]);
        await desk.submit();
      };
      await desk.sit(member, PARTNERS);
      await fillIn();
      await desk.modal().getByRole("alert").first().waitFor();
      await desk.picture("refused");
      await desk.press("exception:ask", desk.modal());
      await desk.modal().getByLabel(say.exception.wish).check();
      await desk.modal().getByLabel(say.exception.reason).fill(say.exception.because);
      await desk.picture("exception-form");
      await desk.submit();
      await desk.see(say.exception.asked);
      await desk.picture("exception-asked");
      await desk.closeModal();

      await desk.sitWithApp(PEOPLE.ada);
      const request = desk.message(say.exception.request);
      await request.waitFor();
      await desk.picture("exception-request");
      await desk.press("exception:approve", request);
      await request.getByText(say.exception.approved).first().waitFor();
      await desk.picture("exception-approved");

      await desk.sitWithApp(member);
      await desk.see(say.exception.told);
      await desk.picture("exception-told");
      await desk.sit(member, PARTNERS);
      await fillIn();
      await desk.modal().getByLabel(say.share.tick).check();
      await desk.picture("outside-tick");
      await desk.submit();
      await desk.see(say.share.done);
      await desk.picture("exception-used");
      await desk.closeModal();
    });

    it("shows who did what, and hands it out as a file", async () => {
      await desk.sit(PEOPLE.ada, CHANNELS.general);
      await desk.type("/koodrive audit");
      await desk.see(say.audit.everything);
      await desk.picture("audit");
      await desk.press("audit:older");
      await desk.page.locator('[data-action-id="audit:newer"]').last().waitFor();
      await desk.picture("audit-older");
      await desk.type("/koodrive audit share 7d");
      await desk.page.locator('[data-action-id="audit:all"]').last().waitFor();
      await desk.picture("audit-filtered");
      await desk.press("audit:export");
      await desk.sitWithApp(PEOPLE.ada);
      await desk.see(say.audit.file);
      await desk.picture("audit-file");
      expect(desk.faults()).toEqual([]);
    });
  },
);
