import type { PersonRecord } from "../../src/emulators/slack/entities.ts";
import { companySeed, type Seed } from "../../src/emulators/slack/seed.ts";

/** Where cards go. */
export const CHANNELS = ["C0FAULTS01", "C0FAULTS02", "C0FAULTS03", "C0FAULTS04", "C0FAULTS05", "C0FAULTS06"] as const;

/** The usual company, with so many more people, and channels that they are all in. */
export const crowdSeed = (count: number): Seed & { readonly crowd: readonly string[] } => {
  const people = Array.from({ length: count }, (_, index): PersonRecord => {
    const number = String(index + 1).padStart(3, "0");
    const name = `person.${number}`;
    return {
      id: `U0CROWD${number}`,
      teamId: companySeed.team.id,
      name,
      realName: `Person ${number}`,
      email: `${name}@lantern-works.example`,
      locale: "en-US",
      tz: "Europe/London",
      isAdmin: false,
      isOwner: false,
      isBot: false,
      isStranger: false,
      deleted: false,
      color: "#2f6fb2",
    };
  });
  const crowd = people.map(({ id }) => id);
  const channels = CHANNELS.map((id, index) => ({
    id,
    name: `faults-${index + 1}`,
    kind: "public" as const,
    isExternallyShared: false,
    isArchived: false,
    memberIds: crowd,
    topic: "",
  }));
  return {
    ...companySeed,
    people: [...companySeed.people, ...people],
    channels: [...companySeed.channels, ...channels],
    crowd,
  };
};
