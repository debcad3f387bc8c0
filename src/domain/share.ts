import type { DriveFile } from "./drive-file.ts";

/**
 * Who can open a share: anybody with the link (`external`), everybody of the company (`company`,
 * enterprise edition only), or named people (`people`). On the wire 1, 2 and 3.
 */
export type ShareScope = "external" | "company" | "people";

/** What the drive says of a share. Whether a `live` one has ended is judged by `expiresAt`. */
export type ShareStatus = "live" | "files-deleted" | "revoked" | "expired";

/** A share as the drive tells of it. The access code is never part of it. */
export type Share = {
  readonly shareId: string;
  /** The short code that opens the link; another number than the share id. */
  readonly shortCode: string;
  /** Where a browser opens the share; undefined where the drive gave only the short code. */
  readonly linkUrl: string | undefined;
  readonly name: string | undefined;
  readonly scope: ShareScope | undefined;
  readonly status: ShareStatus | undefined;
  /** Undefined: no end. */
  readonly expiresAt: Date | undefined;
  readonly sharedAt: Date | undefined;
  readonly comment: string | undefined;
  readonly containerId: string | undefined;
  /** The files, where the answer lists them (lists of shares do, details do not). */
  readonly files: readonly DriveFile[] | undefined;
  readonly views: number | undefined;
};

/** A share together with its access code: handle with care, never log, never store. */
export type ShareWithCode = {
  readonly share: Share;
  /** Undefined: opens without a code. */
  readonly accessCode: string | undefined;
};
