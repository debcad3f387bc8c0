// As much of the package as is used here: it brings no types.
declare module "autocannon" {
  import type { EventEmitter } from "node:events";

  type Request = {
    readonly method: "POST";
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  type Options = {
    readonly url: string;
    readonly connections: number;
    /** Requests in all; not given: as many as there is time for. */
    readonly amount?: number;
    /** Seconds, where no amount is given. */
    readonly duration?: number;
    readonly requests: readonly Request[];
    /** A second, over all connections; as many as possible when not given. */
    readonly overallRate?: number;
    readonly verifyBody?: (body: string) => boolean;
    /** Milliseconds between looks at whether it is over. */
    readonly sampleInt: number;
  };
  type Result = {
    readonly errors: number;
    readonly timeouts: number;
    readonly mismatches: number;
    readonly non2xx: number;
  };
  type Instance = EventEmitter<{
    response: [client: unknown, status: number, bytes: number, milliseconds: number];
  }> &
    PromiseLike<Result>;
  export default function autocannon(options: Options): Instance;
}
