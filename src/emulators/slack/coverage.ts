/** How well a Web API method is played, and by which test files (below test/emulators/slack) that is shown. */
export type Coverage = {
  readonly method: string;
  readonly status: "supported" | "partial" | "not-started";
  readonly tests: readonly string[];
  /** What is missing, for `partial`. */
  readonly note?: string;
};

const supported = (method: string, ...tests: readonly string[]): Coverage => ({ method, status: "supported", tests });
const partial = (method: string, note: string, ...tests: readonly string[]): Coverage => ({
  method,
  status: "partial",
  tests,
  note,
});
const notStarted = (method: string): Coverage => ({ method, status: "not-started", tests: [] });

export const COVERAGE: readonly Coverage[] = [
  supported("apps.uninstall", "events.test.ts"),
  supported("auth.test", "people.test.ts", "contract.test.ts"),
  supported("blocks.validate", "refused-payloads.test.ts"),
  supported("bots.info", "people.test.ts", "contract.test.ts"),
  supported("chat.delete", "chat.test.ts", "contract.test.ts"),
  supported("chat.getPermalink", "chat.test.ts", "contract.test.ts"),
  supported("chat.postEphemeral", "chat.test.ts", "contract.test.ts"),
  partial("chat.postMessage", "attachments are kept but not checked or shown", "chat.test.ts", "contract.test.ts"),
  partial("chat.unfurl", "no prompts to sign in (user_auth_*), no Work Object metadata", "chat.test.ts"),
  partial("chat.update", "attachments are kept but not checked or shown", "chat.test.ts", "contract.test.ts"),
  supported("conversations.history", "conversations.test.ts", "contract.test.ts"),
  supported("conversations.info", "conversations.test.ts", "contract.test.ts"),
  supported("conversations.join", "conversations.test.ts", "contract.test.ts"),
  supported("conversations.list", "conversations.test.ts", "contract.test.ts"),
  supported("conversations.members", "conversations.test.ts", "contract.test.ts"),
  partial("conversations.open", "one person only, no group conversations", "conversations.test.ts", "contract.test.ts"),
  supported("conversations.replies", "conversations.test.ts", "contract.test.ts"),
  supported("files.completeUploadExternal", "files.test.ts"),
  supported("files.getUploadURLExternal", "files.test.ts"),
  partial("files.info", "without the comments and pages of a file", "files.test.ts"),
  supported("team.info", "people.test.ts", "contract.test.ts"),
  supported("usergroups.list", "people.test.ts"),
  supported("usergroups.users.list", "people.test.ts"),
  supported("users.info", "people.test.ts", "contract.test.ts"),
  supported("users.list", "people.test.ts", "contract.test.ts"),
  supported("users.lookupByEmail", "people.test.ts", "contract.test.ts"),
  supported("views.open", "views.test.ts", "job.test.ts"),
  supported("views.publish", "views.test.ts", "contract.test.ts"),
  supported("views.push", "views.test.ts"),
  supported("views.update", "views.test.ts", "contract.test.ts"),
  notStarted("apps.connections.open"),
  notStarted("chat.appendStream"),
  notStarted("chat.scheduleMessage"),
  notStarted("chat.startStream"),
  notStarted("chat.stopStream"),
  notStarted("conversations.create"),
  notStarted("conversations.invite"),
  notStarted("entity.presentDetails"),
  notStarted("files.remote.add"),
  notStarted("oauth.v2.access"),
  notStarted("reactions.add"),
];
