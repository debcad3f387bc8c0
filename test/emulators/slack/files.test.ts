import { describe, expect, it } from "vitest";
import { BOT_TOKEN, errorOf, GENERAL, LAUNCH, MEI, manifest, startWorkspace, TOM } from "./workspace.ts";

const startAll = () => startWorkspace({ manifest: manifest() });

describe("uploading", () => {
  it("goes through files.getUploadURLExternal and files.completeUploadExternal as the real client does it", async () => {
    const { web, slack } = await startAll();
    const content = "time,who\n1,Mei\n";
    await web.filesUploadV2({
      channel_id: GENERAL,
      filename: "audit.csv",
      content,
      initial_comment: "The log",
      title: "Log",
    });
    const [message] = slack.history(GENERAL);
    const [file] = message?.files ?? [];
    expect({ text: message?.text, file }).toEqual({
      text: "The log",
      file: { id: file?.id, name: "audit.csv", mimetype: "text/csv", size: content.length },
    });
    const seen = await fetch(`${slack.url}/client/file?as=${TOM}&id=${file?.id}`);
    expect([seen.headers.get("content-type"), await seen.text()]).toEqual(["text/csv", content]);
    const info = await web.files.info({ file: file?.id ?? "" });
    expect(info.file).toMatchObject({ title: "Log", filetype: "csv", channels: [GENERAL], is_public: true });
    const address = info.file?.url_private ?? "";
    expect((await fetch(address)).status).toBe(403);
    const withToken = await fetch(address, { headers: { authorization: `Bearer ${BOT_TOKEN}` } });
    expect(await withToken.text()).toBe(content);
  });

  it("refuses what was not announced or does not arrive whole", async () => {
    const { web, slack } = await startAll();
    const announced = await web.files.getUploadURLExternal({ filename: "a.txt", length: 5 });
    const files = [{ id: announced.file_id ?? "", title: "A" }] as const;
    const short = await fetch(announced.upload_url ?? "", { method: "POST", body: "abc" });
    expect(short.status).toBe(400);
    expect(await errorOf(web.files.completeUploadExternal({ files: [files[0]] }))).toBe("file_update_failed");
    expect((await fetch(announced.upload_url ?? "", { method: "POST", body: "abcde" })).status).toBe(200);
    const share = (channel_id: string) => errorOf(web.files.completeUploadExternal({ files: [files[0]], channel_id }));
    expect(await share(LAUNCH)).toBe("not_in_channel");
    expect(await share("C0NOWHERE1")).toBe("channel_not_found");
    expect(await share(GENERAL)).toBe("no error");
    expect(await errorOf(web.files.completeUploadExternal({ files: [{ id: "F0NONE", title: "A" }] }))).toBe(
      "file_not_found",
    );
    expect((await fetch(`${slack.url}/upload/F0NONE`, { method: "POST", body: "abc" })).status).toBe(400);
  });

  it("shows a file only to those who see its conversation", async () => {
    const { web, slack } = await startAll();
    const channel = slack.directMessage(MEI);
    await web.filesUploadV2({ channel_id: channel, filename: "secret.txt", content: "secret" });
    const id = slack.history(channel)[0]?.files[0]?.id;
    const status = async (as: string) => (await fetch(`${slack.url}/client/file?as=${as}&id=${id}`)).status;
    expect([await status(MEI), await status(TOM)]).toEqual([200, 404]);
  });
});

describe("a person's file", () => {
  it("is attached and said", async () => {
    const { slack, web } = await startAll();
    const attach = await fetch(`${slack.url}/client/attach?as=${MEI}&name=photo.png`, { method: "POST", body: "png" });
    const { file } = (await attach.json()) as { readonly file: { readonly id: string } };
    expect(await slack.act({ as: MEI, kind: "say", channel: GENERAL, text: "", files: [file.id] })).toEqual({
      ok: true,
    });
    expect(slack.snapshot(TOM).messages[GENERAL]?.[0]?.files).toEqual([
      { id: file.id, name: "photo.png", mimetype: "image/png", size: 3 },
    ]);
    expect((await web.files.info({ file: file.id })).file).toMatchObject({ name: "photo.png", user: MEI });
    const nobody = await fetch(`${slack.url}/client/attach?as=U0NOBODY&name=a`, { method: "POST", body: "png" });
    expect(await nobody.json()).toEqual({ ok: false, error: "who attaches which file?" });
  });
});
