import { AsyncLocalStorage } from "node:async_hooks";

type Surface = "command" | "button" | "modal" | "shortcut" | "event" | "reminder" | "home" | "job" | "command-line";

/** From where something is done: by which surface of the program, and in which conversation. */
export type Origin = {
  readonly surface: Surface;
  /** Undefined: in none, or not known. */
  readonly channel?: string | undefined;
};

const origins = new AsyncLocalStorage<Origin>();

/**
 * Does something on somebody's behalf: whatever is recorded on the way, at any depth, says where it came from. Handed on
 * beside the arguments, so that no step in between can forget it.
 */
export const runFrom = <T>(origin: Origin, work: () => T): T => origins.run(origin, work);

/** Undefined outside of `runFrom`. */
export const currentOrigin = (): Origin | undefined => origins.getStore();
