import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A way to a server that can be cut and opened again at the same address, or on which some answers do not come back. */
export const createWay = async () => {
  let target = 0;
  let port = 0;
  let server: Server | undefined;
  let withheld: RegExp | undefined;
  const sockets = new Set<Socket>();
  const askedInVain: string[] = [];
  const open = async (): Promise<void> => {
    server = createServer((socket) => {
      const onward = connect(target, "127.0.0.1");
      let isSilent = false;
      socket.on("data", (chunk) => {
        const [line = ""] = chunk.toString("latin1").split(" HTTP/1.1\r\n", 1);
        if (withheld?.test(line) === true) {
          isSilent = true;
          askedInVain.push(line);
        }
        onward.write(chunk);
      });
      onward.on("data", (chunk) => {
        if (!isSilent) socket.write(chunk);
      });
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        sockets.add(one);
        one.on("end", () => other.end());
        one.on("error", () => other.destroy());
        one.on("close", () => other.destroy());
      }
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  };
  const cut = async (): Promise<void> => {
    const closed = server === undefined ? undefined : once(server, "close");
    server?.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  await open();
  return {
    leadTo: (to: number): void => {
      target = to;
    },
    url: () => `http://127.0.0.1:${port}`,
    open,
    cut,
    /** From now on requests whose line, such as `GET /path`, is like this arrive, and their answers do not. */
    withhold: (line: RegExp): void => {
      withheld = line;
    },
    /** The lines of those requests. */
    askedInVain: askedInVain as readonly string[],
  };
};
