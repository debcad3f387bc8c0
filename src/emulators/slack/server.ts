import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { createApiServer } from "./api-server.ts";
import type { createClientApi } from "./client-api.ts";
import { isLocal, readBody, readUpload, sendJson, sendText } from "./http.ts";
import { parseJson } from "./json.ts";
import { useResponseUrl } from "./response-urls.ts";
import { createPageServer } from "./serve-page.ts";
import type { Store } from "./store.ts";
import { takeUpload } from "./web-api/files.ts";

export type ServerDeps = {
  readonly store: Store;
  readonly botToken: string;
  readonly api: ReturnType<typeof createApiServer>["answerCall"];
  readonly client: ReturnType<typeof createClientApi>;
};

/** The one HTTP server: Web API, response URLs, uploads, files, and the page. Only on this machine. */
export const startServer = async ({ store, botToken, api, client }: ServerDeps, port: number, host: string) => {
  const page = createPageServer();

  const sendFile = (request: IncomingMessage, response: ServerResponse, id: string): void => {
    const file = store.files.get(id);
    if (request.headers.authorization !== `Bearer ${botToken}`) sendText(response, 403, "a token is needed");
    else if (file?.content === undefined) sendText(response, 404, "there is no such file");
    else response.writeHead(200, { "content-type": file.mimetype }).end(file.content);
  };

  const takeFile = async (request: IncomingMessage, response: ServerResponse, id: string): Promise<void> => {
    const content = await readUpload(request);
    if (takeUpload(store, id, content)) sendText(response, 200, `OK - ${content.byteLength}`);
    else sendText(response, 400, "this upload was not announced, is done, or has another length");
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isLocal(request)) return sendText(response, 403, "only for pages and programs of this machine");
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, family = "", name = ""] = url.pathname.split("/");
    const isPost = request.method === "POST";
    if (family === "api" && (isPost || request.method === "GET")) return api(name, request, response, url);
    if (family === "response" && isPost) {
      const { status, body } = useResponseUrl(store, name, parseJson((await readBody(request)).toString("utf8")));
      return sendJson(response, status, body);
    }
    if (family === "upload" && isPost) return takeFile(request, response, name);
    if (family === "files" && request.method === "GET") return sendFile(request, response, name);
    if (await client.handle(request, response, url)) return;
    if (request.method === "GET" && (await page.handle(url.pathname, response))) return;
    sendText(response, 404, "there is nothing here");
  };

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      store.problem("refused", "the emulator failed", message);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, message);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

  return {
    // A server that listens on a port has an address of this kind.
    port: (server.address() as AddressInfo).port,
    close: async (): Promise<void> => {
      client.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
};
