import type { Edition } from "../../domain/edition.ts";
import type { Send } from "../call.ts";
import { checksFor } from "../checks.ts";
import type { Acting } from "../types.ts";
import { acknowledged } from "../wire.ts";

export type EnterpriseSettingCalls = {
  /**
   * How many days a package can be downloaded before the drive deletes it: 1 to 30, 7 unless set. The drive has
   * no way to ask for the present value. Enterprise edition only. Doing it again is harmless.
   */
  readonly setPackageExpiry: (
    as: Acting,
    setting: { readonly days: number; readonly tenantId?: string | undefined },
  ) => Promise<void>;
};

/** Page "Setting the Expiration Time of a Compressed Package". */
export const createEnterpriseSettingCalls = (deps: {
  readonly send: Send;
  readonly edition: Edition;
}): EnterpriseSettingCalls => ({
  setPackageExpiry: async (as, { days, tenantId }) => {
    const operation = "drive.setPackageExpiry";
    const checks = checksFor(operation);
    if (deps.edition !== "enterprise") checks.refuse("edition", "has no such setting");
    checks.whole("days", days, 1, 30);
    return deps.send(as, {
      operation,
      method: "POST",
      path: "/v1/org/package",
      effect: "change",
      body: { tenantId, packageDownloadExpires: days },
      answer: acknowledged,
    });
  },
});
