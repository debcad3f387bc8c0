import type { KooDrive } from "../koodrive/client.ts";
import { type AppError, settle, shortReference } from "../lib/errors.ts";
import { type Finding, fix, judgeClock, look, ok } from "./finding.ts";

export type DriveLookDeps = {
  readonly drive: Pick<KooDrive, "listSpaces" | "clockSkewMs" | "edition">;
  readonly baseUrl: string;
  readonly singleUserId: string | undefined;
  /** A drive user that somebody is connected as; undefined: nobody is. */
  readonly connectedUserId: string | undefined;
};

const ABOUT = "Drive sign-in";
// No such user exists: the drive then says so, but only to a caller whose credential it takes.
const NOBODY = "0";
// What stands before the drive knows only which calls there are.
const GATEWAY = "APIGW.";

/** Whether the drive answers, takes the credential, and its clock agrees. One harmless read. */
export const lookAtDrive = async (deps: DriveLookDeps): Promise<readonly Finding[]> => {
  const { drive, baseUrl, singleUserId, connectedUserId } = deps;
  const userId = singleUserId ?? connectedUserId ?? NOBODY;
  const asked = await settle(drive.listSpaces({ userId }));
  const signIn = asked.ok
    ? ok(ABOUT, `${drive.edition} edition at ${baseUrl}; user ${userId} has ${asked.value.length} spaces`)
    : judge(asked.error, deps, userId);
  const wasReached = asked.ok || !["unavailable", "unknown-outcome"].includes(asked.error.code);
  return wasReached ? [signIn, judgeClock("Drive's clock", "the drive", drive.clockSkewMs())] : [signIn];
};

const judge = (error: AppError, { drive, baseUrl, singleUserId }: DriveLookDeps, userId: string): Finding => {
  const said = error.remote === undefined ? error.message : `${error.remote.code} ${error.remote.message}`;
  const reference = error.reference === undefined ? "" : `; trace ${shortReference(error.reference)}`;
  if (error.remote?.code.startsWith(GATEWAY) === true && error.code === "not-found") {
    const toDo = "set KOODRIVE_AGENT_NAME for a carrier's drive, and leave it out for a company's own";
    return fix(ABOUT, `${baseUrl} has no such call in the ${drive.edition} edition: ${said}`, toDo);
  }
  switch (error.code) {
    case "not-signed-in":
      return fix(
        ABOUT,
        `${baseUrl} did not take the credential: ${said}${reference}`,
        "check the credential with the drive's operator, and that KOODRIVE_AGENT_NAME fits the edition",
      );
    case "unavailable":
    case "unknown-outcome":
    case "limited":
      return fix(ABOUT, `${baseUrl} gave no answer: ${said}`, "check KOODRIVE_BASE_URL, the network and HTTPS_PROXY");
    case "protocol":
      return fix(
        ABOUT,
        `${baseUrl} answered, but not as a drive does: ${said}`,
        "check KOODRIVE_BASE_URL and what stands between (a proxy's own page?)",
      );
    default:
      break;
  }
  if (singleUserId !== undefined) {
    return fix(ABOUT, `user ${userId} was refused: ${said}${reference}`, "correct KOODRIVE_USER_ID");
  }
  if (userId !== NOBODY) {
    return look(ABOUT, `user ${userId} was refused: ${said}${reference}`, "look whether that user was disabled");
  }
  return ok(ABOUT, `${drive.edition} edition at ${baseUrl} takes the credential; nobody is connected yet to try more`);
};
