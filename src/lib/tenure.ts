import { AsyncLocalStorage } from "node:async_hooks";

/** Whether some work is still this process's to do. */
export type Tenure = () => Promise<boolean>;

const tenures = new AsyncLocalStorage<Tenure>();

/**
 * Does work that another process takes over when this one seems dead. Handed on beside the arguments, so that the last
 * step before an effect that cannot be taken back can ask, however deep it lies.
 */
export const runUnder = <T>(tenure: Tenure, work: () => T): T => tenures.run(tenure, work);

/** Whether the work under way is still this process's. True outside of `runUnder`. */
export const isStillOurs = async (): Promise<boolean> => (await tenures.getStore()?.()) ?? true;
