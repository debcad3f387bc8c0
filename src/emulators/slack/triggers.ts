import type { Store } from "./store.ts";

const TRIGGER_LIFE_MS = 3_000;

export type TriggerContext = {
  readonly userId: string;
  readonly viewId?: string | undefined;
  readonly channel?: string | undefined;
};

/** A new trigger id: good for one use within 3 seconds of the emulator's clock. */
export const makeTrigger = (store: Store, { userId, viewId, channel }: TriggerContext): string => {
  const at = store.clock.now().getTime();
  const count = store.newId("");
  const id = `${Math.floor(at / 1000)}.${parseInt(count, 36)}.${count.toLowerCase()}`;
  store.triggers.set(id, { id, userId, at, used: false, viewId, channel });
  return id;
};

export type TriggerRefusal = "invalid_trigger_id" | "expired_trigger_id" | "exchanged_trigger_id";

/** Uses a trigger up; says with Slack's own word why that cannot be. */
export const useTrigger = (store: Store, id: string): TriggerContext | TriggerRefusal => {
  const trigger = store.triggers.get(id);
  if (trigger === undefined) return "invalid_trigger_id";
  if (trigger.used) return "exchanged_trigger_id";
  if (store.clock.now().getTime() - trigger.at > TRIGGER_LIFE_MS) return "expired_trigger_id";
  store.triggers.set(id, { ...trigger, used: true });
  return trigger;
};
