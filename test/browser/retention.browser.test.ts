import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../support/machine.ts";
import { CHANNELS, PEOPLE } from "../support/office.ts";
import { openDemo } from "./demo.ts";

const languages = [
  {
    name: "English",
    pictures: "retention-en",
    isChinese: false,
    intro: "Ticked policies are in force.",
    unchanged: "Nothing is changed: tick or untick a policy.",
    ask: "1 policy will change",
    on: "Comes into force:",
    done: "The retention policies are changed, and the drive confirms it.",
    refused: "Only drive administrators can do this.",
  },
  {
    name: "Chinese",
    pictures: "retention-zh",
    isChinese: true,
    intro: "已勾选的策略正在生效",
    unchanged: "没有改动：请勾选或取消勾选策略。",
    ask: "将更改 1 个策略",
    on: "将生效：",
    done: "保留策略已更改，并已得到云盘确认。",
    refused: "只有云盘管理员可以执行此操作",
  },
] as const;

describe.skipIf(chromiumPath === undefined).each(languages)(
  "retention policies of the carrier edition, in $name",
  { timeout: 60_000 },
  (say) => {
    let desk: Awaited<ReturnType<typeof openDemo>>;
    beforeAll(async () => {
      desk = await openDemo({ pictures: say.pictures, args: ["--edition", "carrier"] });
      if (!say.isChinese) return;
      await desk.sit(PEOPLE.ada, "home");
      await desk.press("home:settings");
      await desk.choose("Language", ["", "中文"]);
      await desk.submit();
      await desk.see("帮助与支持");
    });
    afterEach(async ({ task }) => {
      if (task.result?.state === "fail") await desk.picture("failed");
    });
    afterAll(async () => {
      await desk.close();
    });

    it("are set by an administrator, after a question", async () => {
      await desk.sit(PEOPLE.ada, CHANNELS.general);
      await desk.type("/koodrive retention");
      await desk.see(say.intro);
      await desk.picture("form");
      await desk.submit();
      await desk.see(say.unchanged);
      await desk.picture("unchanged");
      await desk.modal().getByRole("checkbox").last().check();
      await desk.submit();
      await desk.see(say.ask);
      await desk.see(say.on);
      await desk.picture("question");
      await desk.submit();
      await desk.see(say.done);
      await desk.picture("done");
      await desk.closeModal();
    });

    it("are not for a member", async () => {
      await desk.sit(say.isChinese ? PEOPLE.mei : PEOPLE.tom, CHANNELS.general);
      await desk.type("/koodrive retention");
      await desk.see(say.refused);
      await desk.picture("member");
      expect(desk.faults()).toEqual([]);
    });
  },
);
