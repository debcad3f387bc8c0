import { createServer } from "node:http";

/*
 * A drive that knows nothing but share tasks, so that the figures are the bot's: the id of a task says when it began
 * and how long it takes, in seconds, and whether it tells a percentage: `1763700000x7200x1`.
 */

const answer = (taskId: string): string => {
  const [began = 0, lasts = 1, tells = 0] = taskId.split("x").map(Number);
  const share = (Date.now() / 1000 - began) / lasts;
  const ended = share >= 1;
  return JSON.stringify({
    code: 0,
    msg: "Success",
    jobInfo: {
      taskId,
      taskType: 2,
      taskStatus: ended ? 2 : 1,
      ...(ended ? { taskResultCode: 1 } : {}),
      ...(tells === 1 ? { progress: Math.min(100, Math.floor(share * 100)) } : {}),
    },
    taskInfos: [],
  });
};

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const taskId = /"taskId":"([^"]+)"/.exec(body)?.[1];
    response.writeHead(taskId === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(taskId === undefined ? "{}" : answer(taskId));
  });
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address !== null ? address.port : 0 });
});
process.once("disconnect", () => process.exit(0));
