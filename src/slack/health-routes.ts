import type { Metrics } from "../lib/metrics.ts";
import type { HttpRoute } from "./bolt.ts";

/** What must be up: resolves with undefined, or with the reason why it is not. */
type Check = () => Promise<string | undefined>;

/**
 * `/healthz`: the process lives. `/readyz`: it can do its work; 503 with the reasons otherwise.
 * `/metrics`: Prometheus' text.
 */
export const createHealthRoutes = ({
  checks,
  metrics,
}: {
  readonly checks: Readonly<Record<string, Check>>;
  readonly metrics: Pick<Metrics, "text">;
}): readonly HttpRoute[] => [
  { path: "/healthz", answer: () => Promise.resolve({ status: 200, type: "text/plain", body: "ok\n" }) },
  {
    path: "/readyz",
    answer: async () => {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => ({ name, problem: await check() })),
      );
      const problems = results.filter(({ problem }) => problem !== undefined);
      const body =
        problems.length === 0 ? "ready\n" : problems.map(({ name, problem }) => `${name}: ${problem}\n`).join("");
      return { status: problems.length === 0 ? 200 : 503, type: "text/plain", body };
    },
  },
  { path: "/metrics", answer: async () => ({ status: 200, ...(await metrics.text()) }) },
];
