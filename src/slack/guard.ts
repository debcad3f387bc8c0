import type { Clock } from "../lib/clock.ts";
import { AppError, failureFacts, isDatabaseAway } from "../lib/errors.ts";
import type { Metrics } from "../lib/metrics.ts";
import { runFrom } from "../lib/origin.ts";
import { answerText } from "./answers.ts";
import type { MessageContent } from "./blocks.ts";
import { section } from "./blocks.ts";
import { explainFailure } from "./failure.ts";
import type { Interaction } from "./feature.ts";
import { createGate } from "./gate.ts";
import type { Messenger } from "./messenger.ts";
import type { People } from "./people.ts";

type Reply = (content: MessageContent) => Promise<void>;

type Answers<A extends readonly unknown[], R extends Reply | undefined> = {
  /** Slack's acknowledgement, with whatever this kind of call can carry. */
  readonly ack: (...answer: A) => Promise<void>;
  /** Acknowledges a call whose handler failed before it could; says why where Slack shows it. */
  readonly ackFailure: (why: string) => Promise<void>;
  /** The same where an acknowledgement itself can say why, so that no message need follow. */
  readonly ackTurnedAway?: (why: string) => Promise<void>;
  readonly reply: R;
};

export type Guard = <A extends readonly unknown[], R extends Reply | undefined>(
  interaction: Interaction,
  answers: Answers<A, R>,
  run: (call: Interaction & { readonly ack: (...answer: A) => Promise<void>; readonly reply: R }) => Promise<void>,
) => Promise<void>;

/**
 * Runs a handler so that no failure is silent: whoever acted is told what happened, with the
 * reference that is in the log. One log line an interaction.
 */
export const guardCall = (deps: {
  readonly messenger: Messenger;
  readonly people: People;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "interaction">;
}): Guard => {
  const gate = createGate({ clock: deps.clock });

  const turnAway = async (
    { log, person, ...interaction }: Interaction,
    answers: Answers<never, Reply | undefined>,
  ): Promise<void> => {
    log.warn({}, "turned away: too much is under way");
    deps.metrics.interaction({ ...interaction, outcome: "busy", ackMs: undefined });
    const { locale } = deps.people.peek(person.userId);
    const text = answerText("busy", locale);
    if (answers.ackTurnedAway !== undefined) return answers.ackTurnedAway(text);
    await answers.ackFailure(text);
    if (answers.reply === undefined || !gate.mayTell(person.userId)) return;
    await answers.reply({ text, blocks: [section(text)] }).catch((error: unknown) => {
      log.warn({ err: error }, "could not tell the person to try again");
    });
  };

  const guard: Guard = async (interaction, answers, run) => {
    const { log, receivedAt, person } = interaction;
    const elapsed = (): number => deps.clock.now().getTime() - receivedAt.getTime();
    let ackMs: number | undefined;
    if (deps.people.peek(person.userId).isDeactivated) {
      log.warn({}, "somebody who was deactivated was turned away");
      await answers.ackFailure(answerText("deactivated", deps.people.peek(person.userId).locale));
      // They may have been taken back: known the next time.
      await deps.people.refresh(person.userId);
      return;
    }
    if (!gate.enter(person.userId)) return turnAway(interaction, answers);
    try {
      await runFrom(interaction.origin, () =>
        run({
          ...interaction,
          reply: answers.reply,
          ack: async (...answer) => {
            ackMs = elapsed();
            await answers.ack(...answer);
          },
        }),
      );
      log.info({ ackMs, ms: elapsed() }, "done");
      deps.metrics.interaction({ ...interaction, outcome: "done", ackMs });
    } catch (error) {
      log.error({ err: error, ackMs, ms: elapsed() }, "failed");
      deps.metrics.interaction({ ...interaction, outcome: "failed", ackMs });
      const failure = asAppError(error, interaction.traceId);
      const text = explainFailure(failureFacts(failure), deps.people.peek(person.userId).locale);
      const content = { text, blocks: [section(text)] };
      if (ackMs === undefined) {
        // Slack may have given up waiting; then the answer below still reaches the person.
        await answers.ackFailure(text).catch((late: unknown) => log.warn({ err: late }, "could not acknowledge"));
      }
      const told = answers.reply === undefined ? "no-reply" : await answers.reply(content).catch(() => "failed");
      if (told === "no-reply" || told === "failed") {
        await deps.messenger.postDirect(person.userId, content).catch((again: unknown) => {
          log.error({ err: again }, "could not tell the person of the failure");
        });
      }
    } finally {
      gate.leave(person.userId);
    }
  };
  return guard;
};

const asAppError = (error: unknown, reference: string): AppError =>
  error instanceof AppError
    ? error
    : isDatabaseAway(error)
      ? new AppError("unavailable", "the database cannot be used", { operation: "store.use", reference, cause: error })
      : new AppError("bug", "unexpected failure", { operation: "slack.handler", reference, cause: error });
