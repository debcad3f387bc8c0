/** Makes unpredictable text of letters and digits; handed in. */
type MakeText = (length: number) => string;

/** The drive's rule: exactly 8 letters or digits (create share). */
export const ACCESS_CODE_LENGTH = 8;
const ACCESS_CODE = /^[0-9a-zA-Z]{8}$/;

/** What the person wants: a code made for them, none, or their own. */
export type AccessCodeChoice =
  | { readonly kind: "auto" }
  | { readonly kind: "none" }
  | { readonly kind: "custom"; readonly code: string };

export const isAccessCode = (text: string): boolean => ACCESS_CODE.test(text);

/** The code to send to the drive; undefined when the link opens without one. */
export const codeFor = (choice: AccessCodeChoice, makeText: MakeText): string | undefined => {
  switch (choice.kind) {
    case "auto":
      return makeText(ACCESS_CODE_LENGTH);
    case "none":
      return undefined;
    case "custom":
      return choice.code;
  }
};
