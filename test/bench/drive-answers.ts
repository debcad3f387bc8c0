import { createServer } from "node:net";

/*
 * A server that costs as little as one can: it counts the ends of requests and writes ready-made answers, so that
 * the figures are those of the client. Only for requests without a body.
 */

const longText = (length: number): string =>
  "Quarterly figures for the review, final 季度. ".repeat(length).slice(0, length);

const share = (index: number, comment: string) => ({
  shareId: `16897430545141${87_776 + index}`,
  shortUrl: `16897430545141${97_776 + index}`,
  linkUrl: `https://drive.example/cloudfile/#/sharelink/i/16897430545141${97_776 + index}`,
  shareTime: "2025-05-20T01:37:49.052Z",
  displayName: `Spring Launch Brochure ${index}.pdf`,
  expireTime: "2025-05-29T02:17:41.222Z",
  comment,
  containerId: "IAAB5thdWzxEoAsiA1681759183084696448",
  containerName: "Marketing 市场部",
  scope: 1,
  status: 0,
  viewCnt: index,
  downloadCnt: 0,
  saveCnt: 0,
  files: [
    {
      id: `FryfD0bDk0aWSfrlCgZVJG7hxDMCY5hk${index}`,
      fileName: `Spring Launch Brochure ${index}.pdf`,
      fileType: "45",
      mimeType: "application/pdf",
      size: 1_048_576 + index,
      parentFolder: ["FhTB_fxx3LRszaivDFX9NN5JRNLnS9Gob"],
      fileSuffix: "pdf",
      containers: ["IAAB5thdWzxEoAsiA1681759183084696448"],
      recycled: false,
    },
  ],
});

/** The detail of one share, about 1 KB; a list of 100 shares, about 100 KB. */
const BODIES: Readonly<Record<string, unknown>> = {
  detail: { code: 0, msg: "OK", shareLink: { ...share(1, longText(480)), files: undefined, extractCode: "MDg2K0vU" } },
  list: {
    code: "0",
    msg: "Success.",
    nextCursor: "17",
    shareLinks: Array.from({ length: 100 }, (_, i) => share(i, longText(240))),
  },
};

const answerWith = (body: unknown): Buffer => {
  const text = JSON.stringify(body);
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: ${new Date().toUTCString()}\r\n`;
  return Buffer.from(`${head}Connection: keep-alive\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
};

const DETAIL = answerWith(BODIES["detail"]);
const LIST = answerWith(BODIES["list"]);

const server = createServer((socket) => {
  let pending = "";
  socket.setNoDelay(true);
  socket.on("data", (chunk) => {
    pending += chunk.toString("latin1");
    for (let end = pending.indexOf("\r\n\r\n"); end !== -1; end = pending.indexOf("\r\n\r\n")) {
      const isList = !pending.startsWith("GET /koodrive/ose/v1/share/");
      socket.write(isList ? LIST : DETAIL);
      pending = pending.slice(end + 4);
    }
  });
  socket.on("error", () => socket.destroy());
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address !== null ? address.port : 0 });
});
process.once("disconnect", () => process.exit(0));
