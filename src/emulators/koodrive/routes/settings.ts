import { z } from "zod";
import { exactNumber } from "../answer.ts";
import { CARRIER, type Call, ENTERPRISE, type Route, read, V1 } from "../call.ts";
import { CODE, Refusal } from "../refusal.ts";
import { requireAdministrator } from "../rights.ts";

const packageBody = z.object({ tenantId: z.string().optional(), packageDownloadExpires: z.int().min(1).max(30) });

const setPackageExpiry = (call: Call) => {
  const { packageDownloadExpires } = read(packageBody, call.body);
  requireAdministrator(call);
  call.drive.store.changeSettings({ packageDownloadExpires });
  return {};
};

// The table says String, its example sends a number.
const policyStatus = z.union([z.enum(["0", "1"]).transform(Number), z.int().min(0).max(1)]);
const policiesBody = z.object({
  policyList: z.array(z.object({ policyId: z.string().min(1), status: policyStatus })).max(50),
});

const setPolicies = (call: Call) => {
  const { store } = call.drive;
  const { policyList } = read(policiesBody, call.body);
  requireAdministrator(call);
  // Looked up first, so that one unknown id changes nothing.
  const changed = policyList.map(({ policyId, status }) => {
    const policy = store.policies.get(policyId);
    if (policy === undefined) throw new Refusal(CODE.notFound, `The resource does not exist: policy ${policyId}.`);
    return { ...policy, status: status === 1 ? (1 as const) : (0 as const) };
  });
  for (const policy of changed) store.policies.put(policy);
  return {};
};

const inForce = (call: Call) => ({
  policyList: call.drive.store.policies
    .all()
    .map(({ policyId, ...rest }) => ({ policyId: exactNumber(policyId), ...rest })),
});

const catalogue = (call: Call) => ({
  policyList: call.drive.store.policies.all().map(({ policyId, policyName, description, priority }) => ({
    policyId: exactNumber(policyId),
    policyName,
    description,
    priority,
  })),
});

const common = {
  access: "any",
  agentName: false,
  codeType: "number",
  failureStatus: 400,
  success: "Success.",
} as const;
const carrier = { ...common, editions: CARRIER, success: "success" } as const;

/** Enterprise settings and the carrier's retention policies (api.md 11). */
export const settingRoutes: readonly Route[] = [
  { ...common, method: "POST", path: `${V1}/org/package`, editions: ENTERPRISE, handle: setPackageExpiry },
  {
    ...carrier,
    method: "POST",
    path: `${V1}/carrier/retention/policy/batch`,
    codeType: "string",
    handle: setPolicies,
  },
  { ...carrier, method: "GET", path: `${V1}/carrier/retention/policy/getList`, handle: inForce },
  { ...carrier, method: "GET", path: `${V1}/carrier/policy/config/retention`, handle: catalogue },
];
