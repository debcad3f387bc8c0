import type { ChannelRecord, PersonRecord, Team, UserGroup } from "./entities.ts";

export type SeedChannel = Omit<ChannelRecord, "created" | "creator" | "locale"> & { readonly locale?: string };
/** The workspace at the start. `bot` is added to the people; a direct message with it is opened for every member. */
export type Seed = {
  readonly team: Team;
  readonly partnerTeamId: string;
  readonly people: readonly PersonRecord[];
  readonly channels: readonly SeedChannel[];
  readonly userGroups: readonly UserGroup[];
};

const TEAM_ID = "T0LANTERN";
const PARTNER_TEAM_ID = "T0ACMECORP";

const member = (
  id: string,
  name: string,
  realName: string,
  locale: string,
  tz: string,
  color: string,
  more: Partial<PersonRecord> = {},
): PersonRecord => ({
  id,
  teamId: TEAM_ID,
  name,
  realName,
  email: `${name}@lantern-works.example`,
  locale,
  tz,
  isAdmin: false,
  isOwner: false,
  isBot: false,
  isStranger: false,
  deleted: false,
  color,
  ...more,
});

export const BOT_USER_ID = "U0BOT00001";

const MEI = member("U0MEI00001", "mei.lin", "Mei Lin 林美", "zh-CN", "Asia/Shanghai", "#c2385a");
const TOM = member("U0TOM00001", "tom.baker", "Tom Baker", "en-US", "America/New_York", "#2f6fb2");
const ADA = member("U0ADA00001", "ada.okafor", "Ada Okafor", "en-GB", "Europe/London", "#7a4fb3", { isAdmin: true });
const YUSUF = member("U0YUSUF001", "yusuf.kaya", "Yusuf Kaya", "en-US", "Europe/Istanbul", "#2e8a5f");
const SOFIA = member("U0SOFIA001", "sofia.rossi", "Sofia Rossi", "en-US", "Europe/Rome", "#8a6d2e", { deleted: true });
const PRIYA = member("U0PRIYA001", "priya.nair", "Priya Nair", "en-US", "Asia/Kolkata", "#b2602f", {
  teamId: PARTNER_TEAM_ID,
  email: "priya.nair@acme.example",
  isStranger: true,
});

const channel = (
  id: string,
  name: string,
  memberIds: readonly string[],
  more: Partial<SeedChannel> = {},
): SeedChannel => ({
  id,
  name,
  kind: "public",
  isExternallyShared: false,
  isArchived: false,
  memberIds,
  topic: "",
  ...more,
});

/** A small company: members in three countries, an administrator, a partner's guest, somebody who left. */
export const companySeed: Seed = {
  team: { id: TEAM_ID, name: "Lantern Works", domain: "lantern-works" },
  partnerTeamId: PARTNER_TEAM_ID,
  people: [MEI, TOM, ADA, YUSUF, PRIYA, SOFIA],
  channels: [
    channel("C0GENERAL1", "general", [MEI.id, TOM.id, ADA.id, YUSUF.id, BOT_USER_ID], {
      topic: "Company-wide announcements",
    }),
    channel("C0LAUNCH01", "launch-plan", [MEI.id, TOM.id, ADA.id], { topic: "Autumn launch: plans, files, dates" }),
    channel("C0MARKET01", "marketing-市场", [MEI.id, YUSUF.id], { topic: "活动与素材", locale: "zh-CN" }),
    channel("C0FINANCE1", "finance", [MEI.id, ADA.id], { kind: "private", topic: "Budgets; members only" }),
    channel("C0PARTNER1", "acme-partners", [MEI.id, TOM.id, ADA.id, PRIYA.id], {
      isExternallyShared: true,
      topic: "Shared with Acme Corp",
    }),
    channel("C0OLDPROJ1", "old-project", [MEI.id, TOM.id], { isArchived: true, topic: "Closed" }),
    channel("D0MEITOM01", "", [MEI.id, TOM.id], { kind: "im" }),
    channel("D0MEIADA01", "", [MEI.id, ADA.id], { kind: "im" }),
    channel("D0TOMADA01", "", [TOM.id, ADA.id], { kind: "im" }),
  ],
  userGroups: [
    { id: "S0DESIGN01", handle: "design", name: "Design team", description: "", userIds: [MEI.id, YUSUF.id] },
  ],
};
