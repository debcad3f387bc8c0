import { expect, it } from "vitest";
import { startWorkspace } from "./workspace.ts";

it("serves the page, put together when it is first asked for", async () => {
  const { slack } = await startWorkspace();
  const get = async (path: string) => {
    const response = await fetch(`${slack.url}${path}`);
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };
  const [index, script, style] = [await get("/"), await get("/page.js"), await get("/page.css")];
  expect([index, script, style].map(({ status, type }) => [status, type])).toEqual([
    [200, "text/html; charset=utf-8"],
    [200, "text/javascript; charset=utf-8"],
    [200, "text/css; charset=utf-8"],
  ]);
  expect(index.text).toContain('src="/page.js"');
  expect(script.text).toContain("/client/stream");
  expect(script.text).not.toContain("could not be built");
  expect(style.text.length).toBeGreaterThan(0);
  expect((await get("/other")).status).toBe(404);
});
