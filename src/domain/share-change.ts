/** What people do to a share that is there. `replace`: revoked, and shared again without a code. */
export type ShareChangeKind = "edit" | "extend" | "revoke" | "replace";

/** Who may be shown the access code besides the owner, the named people and administrators. */
export type CodeAudience = "owner" | "conversation";

/** What a person may do to a share, each with a rule of its own. */
export type ShareAct = "edit" | "extend" | "revoke" | "code" | "again" | "post";

/** As what somebody comes to a share. */
export type ShareRole = "owner" | "recipient" | "admin" | "member" | "outsider" | "other";

const MAY: Readonly<Record<ShareAct, readonly ShareRole[]>> = {
  edit: ["owner"],
  extend: ["owner"],
  again: ["owner"],
  post: ["owner"],
  revoke: ["owner", "admin"],
  code: ["owner", "recipient", "admin"],
};

/**
 * Whether somebody may. The drive has the last word; this one is asked before.
 *
 * @param codeAudience the owner's choice when sharing: `conversation` lets `member`s see the code
 */
export const mayDo = (act: ShareAct, role: ShareRole, codeAudience: CodeAudience): boolean =>
  MAY[act].includes(role) || (act === "code" && role === "member" && codeAudience === "conversation");
