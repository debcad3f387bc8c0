import { ServerResponse } from "node:http";

// Loaded before a bot: it stands still, once, with its first answer that changes a modal on its lips, until somebody
// sends it SIGCONT.
const SHORTLY_MS = 500;
let stopped = false;
const stop = (body: unknown): void => {
  if (stopped || !String(body).includes('"response_action":"update"')) return;
  stopped = true;
  process.kill(process.pid, "SIGSTOP");
  // The signal may take a moment to reach every thread; this one must not go on meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SHORTLY_MS);
};

const end = ServerResponse.prototype.end;
ServerResponse.prototype.end = function (this: ServerResponse, ...given: unknown[]) {
  stop(given[0]);
  return Reflect.apply(end, this, given);
};
