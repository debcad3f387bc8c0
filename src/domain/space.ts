/** A space of the drive. `containerId` is its key in every call about files. */
export type Space = {
  readonly containerId: string;
  readonly kind: "department" | "personal" | "group";
  /** The drive sends no name for a personal space: undefined there. */
  readonly name: string | undefined;
  readonly ownerId: string;
};
