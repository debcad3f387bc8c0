// Digits with an optional country code; people also write spaces, dashes, dots and brackets.
const PHONE_NUMBER = /^\+?[0-9]{5,20}$/;

export type PhoneNumbersResult =
  | { readonly kind: "ok"; readonly phoneNumbers: readonly string[] }
  | { readonly kind: "not-a-number"; readonly text: string };

/** Reads phone numbers, one a line or separated by commas; a number given twice counts once. */
export const parsePhoneNumbers = (text: string): PhoneNumbersResult => {
  const entries = text
    .split(/[\n,，;；、]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const phoneNumbers: string[] = [];
  for (const entry of entries) {
    const digits = entry.replace(/[\s().-]/g, "");
    if (!PHONE_NUMBER.test(digits)) return { kind: "not-a-number", text: entry };
    if (!phoneNumbers.includes(digits)) phoneNumbers.push(digits);
  }
  return { kind: "ok", phoneNumbers };
};
