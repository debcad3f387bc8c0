import { z } from "zod";
import type { Edition } from "../../domain/edition.ts";
import type { Space } from "../../domain/space.ts";
import { type Settled, settle } from "../../lib/errors.ts";
import type { Send } from "../call.ts";
import { percentEncode } from "../credentials/app-signature.ts";
import type { Acting } from "../types.ts";
import { filledText, list, number } from "../wire.ts";

export type SpaceCalls = {
  /** The spaces the user has: department, personal, group. */
  readonly listSpaces: (as: Acting) => Promise<readonly Space[]>;
};

/** Which of a user's spaces a container is; asks the drive only when it has not been told lately. */
export type SpaceBook = {
  readonly find: (as: Acting, containerId: string) => Promise<Space | undefined>;
};

type SpaceKind = Space["kind"];
const TYPES: Readonly<Record<SpaceKind, number>> = { department: 0, personal: 1, group: 2 };
const KINDS: Readonly<Record<number, SpaceKind>> = { 0: "department", 1: "personal", 2: "group" };

const spaceWire = z.object({
  type: number,
  ownerId: filledText,
  containerId: filledText,
  name: filledText,
  spaceName: filledText,
  teamName: filledText,
});
type SpaceWire = z.output<typeof spaceWire>;

// Under `data`; whether as one object, a list or a list in an object is not visible in the pages.
const spacesAnswer = z
  .object({
    data: z
      .union([z.object({ list: z.array(spaceWire) }), z.object({ spaces: z.array(spaceWire) }), list(spaceWire)])
      .optional(),
  })
  .transform(({ data }): readonly SpaceWire[] => {
    if (data === undefined) return [];
    if ("list" in data) return data.list;
    return "spaces" in data ? data.spaces : data;
  });

const toSpaces = (wires: readonly SpaceWire[], asked: SpaceKind, userId: string): readonly Space[] =>
  wires.flatMap((wire) =>
    wire.containerId === undefined
      ? []
      : [
          {
            containerId: wire.containerId,
            kind: KINDS[wire.type ?? -1] ?? asked,
            name: wire.name ?? wire.spaceName ?? wire.teamName,
            ownerId: wire.ownerId ?? userId,
          },
        ],
  );

const BOOK_LIFE_MS = 10 * 60_000;
const BOOK_SIZE = 5_000;

/**
 * Enterprise: `GET /v2/space/{owner_id}`, once a kind. Carrier: `GET /v1/space/{ownerId}`, which has only personal
 * spaces for a user.
 */
export const createSpaceCalls = (deps: {
  readonly send: Send;
  readonly edition: Edition;
  readonly now: () => Date;
}): { readonly calls: SpaceCalls; readonly book: SpaceBook } => {
  const known = new Map<string, { readonly spaces: readonly Space[]; readonly until: number }>();

  const ofKind = async (as: Acting, kind: SpaceKind): Promise<readonly Space[]> => {
    const version = deps.edition === "enterprise" ? "v2" : "v1";
    const wires = await deps.send(as, {
      operation: "drive.listSpaces",
      method: "GET",
      path: `/${version}/space/${percentEncode(as.userId)}`,
      query: [["type", TYPES[kind]]],
      effect: "read",
      answer: spacesAnswer,
    });
    return toSpaces(wires, kind, as.userId);
  };

  /** A user without a space of some kind may be answered with a refusal: that is no space, not a failure. */
  const ofKindIfAny = async (as: Acting, kind: SpaceKind): Promise<Settled<readonly Space[]>> => {
    const asked = await settle(ofKind(as, kind));
    if (!asked.ok && !NO_SUCH_SPACE.has(asked.error.code)) throw asked.error;
    return asked;
  };

  const listSpaces = async (as: Acting): Promise<readonly Space[]> => {
    const kinds: readonly SpaceKind[] =
      deps.edition === "enterprise" ? ["personal", "department", "group"] : ["personal"];
    const asked = await Promise.all(kinds.map((kind) => ofKindIfAny(as, kind)));
    const [first] = asked;
    if (first !== undefined && asked.every((one) => !one.ok) && !first.ok) throw first.error;
    // A drive that ignores the kind answers all three questions with everything.
    const found = asked.flatMap((one) => (one.ok ? one.value : []));
    const spaces = [...new Map(found.map((space) => [space.containerId, space])).values()];
    remember(as.userId, spaces);
    return spaces;
  };

  const remember = (userId: string, spaces: readonly Space[]): void => {
    known.delete(userId);
    known.set(userId, { spaces, until: deps.now().getTime() + BOOK_LIFE_MS });
    const [oldest] = known.keys();
    if (known.size > BOOK_SIZE && oldest !== undefined) known.delete(oldest);
  };

  return {
    calls: { listSpaces },
    book: {
      find: async (as, containerId) => {
        const entry = known.get(as.userId);
        const isFresh = entry !== undefined && deps.now().getTime() < entry.until;
        const spaces = isFresh ? entry.spaces : await listSpaces(as);
        return spaces.find((space) => space.containerId === containerId);
      },
    },
  };
};

const NO_SUCH_SPACE: ReadonlySet<string> = new Set(["not-found", "not-allowed", "invalid", "conflict"]);
