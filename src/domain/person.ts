/** A person in Slack. Ids are only unique within a workspace, so both parts always go together. */
export type Person = {
  readonly teamId: string;
  readonly userId: string;
};

/** Which drive user a person acts as; undefined while they are not connected. */
export type FindDriveUser = (person: Person) => Promise<string | undefined>;

/** Why work was stopped whose person may not act any more as the drive user it was asked for with. */
export const UNLINKED = {
  code: "not-allowed",
  operation: "account.unlinked",
  reference: undefined,
  field: undefined,
  remoteCode: undefined,
} as const;
