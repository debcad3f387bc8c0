import { z } from "zod";
import type { Edition } from "../../domain/edition.ts";
import type { ShareWithCode } from "../../domain/share.ts";
import { AppError, type FailureCode } from "../../lib/errors.ts";
import type { Send } from "../call.ts";
import { ACCESS_CODE, ACCESS_CODE_RULE, checksFor } from "../checks.ts";
import { percentEncode } from "../credentials/app-signature.ts";
import { failureOf } from "../errors.ts";
import type { Acting } from "../types.ts";
import { filledText, list, readEnvelope, text } from "../wire.ts";
import { oneShareAnswer } from "../wire-share.ts";
import type { ShareCalls } from "./shares.ts";

/** Until when a share is to live after a change. */
export type ShareEnd =
  /** The carrier edition cannot say this: the end then moves later by less than a day, to whole days from now. */
  | { readonly kind: "keep" }
  /** Carrier edition only. */
  | { readonly kind: "none" }
  /** So many days from now, 1 to 365; `expiresAt` is sent along when given. */
  | { readonly kind: "days"; readonly days: number; readonly expiresAt?: Date | undefined };

export type ModifyShareRequest = {
  readonly shareId: string;
  readonly end: ShareEnd;
  /** 8 of `[0-9a-zA-Z]`; undefined: as it is. The drive documents no way to take a code away. */
  readonly accessCode?: string | undefined;
  /** Under 512 characters; undefined: as it is. */
  readonly comment?: string | undefined;
};

export type CancelledShare = {
  readonly shareId: string;
  readonly outcome:
    | { readonly kind: "cancelled" }
    | {
        readonly kind: "refused";
        readonly code: FailureCode;
        readonly remote: { readonly code: string; readonly message: string };
      }
    /** The drive took the request without a word on this share: look with `shareDetail`. */
    | { readonly kind: "unconfirmed" };
};

export type ShareChangeCalls = {
  /** Sent once. The answer is the share as it is now. */
  readonly modifyShare: (as: Acting, request: ModifyShareRequest) => Promise<ShareWithCode>;
  /** 1 to 100 shares, each with an outcome of its own, in the order given. Doing it again is harmless. */
  readonly cancelShares: (as: Acting, shareIds: readonly string[]) => Promise<readonly CancelledShare[]>;
};

const DAY_MS = 86_400_000;

/** Pages "Modifying Sharing Settings" and "Canceling Shares in Batches". */
export const createShareChangeCalls = (deps: {
  readonly send: Send;
  readonly edition: Edition;
  readonly now: () => Date;
  readonly shareDetail: ShareCalls["shareDetail"];
}): ShareChangeCalls => {
  const { send, edition, now, shareDetail } = deps;

  /** 0 leaves the end as it is in the enterprise edition, and takes it away in the carrier edition. */
  const endFields = async (as: Acting, { shareId, end }: ModifyShareRequest) => {
    switch (end.kind) {
      case "days":
        return { expireTime: end.expiresAt?.toISOString(), validDays: end.days };
      case "none":
        return { validDays: 0 };
      case "keep": {
        if (edition === "enterprise") return { validDays: 0 };
        const { expiresAt } = (await shareDetail(as, shareId)).share;
        return expiresAt === undefined ? { validDays: 0 } : remaining(expiresAt, now());
      }
    }
  };

  return {
    modifyShare: async (as, request) => {
      checkChange(request, edition);
      return send(as, {
        operation: "drive.modifyShare",
        method: "PUT",
        path: `/v1/share/${percentEncode(request.shareId)}`,
        effect: "change",
        secrets: [request.accessCode],
        body: {
          ...(await endFields(as, request)),
          extractCode: request.accessCode,
          comment: request.comment,
        },
        answer: oneShareAnswer,
      });
    },
    cancelShares: async (as, shareIds) => {
      const checks = checksFor("drive.cancelShares");
      // The enterprise page lets the list be absent, and does not say what that would cancel.
      checks.count("shareIds", shareIds, 1, 100);
      checks.ids("shareIds", shareIds);
      return send(as, {
        operation: "drive.cancelShares",
        method: "POST",
        path: "/v1/share/cancel",
        effect: "change",
        body: { shareIds },
        answer: cancelAnswer.transform(({ subResponseList }) =>
          shareIds.map((shareId, index) => ({
            shareId,
            outcome: outcomeOf(shareId, index, shareIds, subResponseList),
          })),
        ),
      });
    },
  };
};

/** The period counts from the moment of the change: rounded up, so that nobody loses the link early. */
const remaining = (expiresAt: Date, now: Date) => {
  const days = Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MS);
  if (days < 1) {
    throw new AppError("conflict", "drive.modifyShare: a share that has ended has no end to keep", {
      operation: "drive.modifyShare",
      field: "end",
    });
  }
  // The carrier example sends the end next to the days, though its table has no such field.
  return { expireTime: expiresAt.toISOString(), validDays: Math.min(days, 365) };
};

const checkChange = (request: ModifyShareRequest, edition: Edition): void => {
  const checks = checksFor("drive.modifyShare");
  checks.ids("shareId", [request.shareId]);
  const { end, accessCode, comment } = request;
  if (end.kind === "none" && edition === "enterprise") checks.refuse("end", "cannot be taken away in this edition");
  if (end.kind === "days") checks.whole("end", end.days, 1, 365);
  if (accessCode !== undefined) checks.matches("accessCode", accessCode, ACCESS_CODE, ACCESS_CODE_RULE);
  if (comment !== undefined) checks.length("comment", comment, 0, 511);
};

const subResponse = z.object({ shareId: filledText, code: text, msg: text });
type SubResponse = z.output<typeof subResponse>;

const cancelAnswer = z.object({ subResponseList: list(subResponse) });

/** The id of each entry stands in the examples only; without it the order must serve. */
const outcomeOf = (
  shareId: string,
  index: number,
  shareIds: readonly string[],
  answers: readonly SubResponse[],
): CancelledShare["outcome"] => {
  const named = answers.some((answer) => answer.shareId !== undefined);
  const inOrder = answers.length === shareIds.length ? answers[index] : undefined;
  const answer = named ? answers.find((one) => one.shareId === shareId) : inOrder;
  if (answer?.code === undefined) return { kind: "unconfirmed" };
  const { ok, code, message } = readEnvelope(answer);
  if (ok) return { kind: "cancelled" };
  return {
    kind: "refused",
    code: failureOf({ status: 200, code }),
    remote: { code: code ?? "", message },
  };
};
