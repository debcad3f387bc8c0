/** What must be gone when a part ends, however it ends: processes, databases, folders. */
export type Leftovers = {
  /** Undone in reverse order. */
  readonly defer: (undo: () => Promise<unknown>) => void;
  /** Undoes everything, even when one of them fails. Does nothing the second time. */
  readonly clear: () => Promise<void>;
};

export const createLeftovers = (): Leftovers => {
  const undos: (() => Promise<unknown>)[] = [];
  return {
    defer: (undo) => void undos.push(undo),
    clear: async () => {
      for (const undo of undos.splice(0).reverse()) {
        try {
          await undo();
        } catch (error) {
          process.stderr.write(`left something behind: ${error instanceof Error ? error.message : String(error)}\n`);
        }
      }
    },
  };
};
