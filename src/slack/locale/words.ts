import i18next, { type i18n } from "i18next";
import { escapeMrkdwn } from "../mrkdwn.ts";
import type { Locale } from "./locale.ts";

/** English words by key. A key that counts comes as `key_one` and `key_other`, chosen by `{{count}}`. */
type EnglishWords = Readonly<Record<string, string>>;

/** Chinese has one form for every number, so `key_one` has no counterpart. A missing key does not compile. */
type ChineseWords<E extends EnglishWords> = {
  readonly [K in keyof E as K extends `${string}_one` ? never : K]: string;
};

type Key<E extends EnglishWords> = keyof E extends infer K
  ? K extends `${infer Base}_one` | `${infer Base}_other`
    ? Base
    : K extends string
      ? K
      : never
  : never;

type Values = Readonly<Record<string, string | number>>;

export type Translate<K extends string> = {
  /** For mrkdwn: every value is escaped, except in `{{- key}}`, which is for Slack's own marks (mentions, dates). */
  (key: K, values?: Values): string;
  /** For plain_text: nothing is escaped, because Slack shows it as it stands. */
  readonly plain: (key: K, values?: Values) => string;
  readonly locale: Locale;
};

export type Words<K extends string> = ((locale: Locale) => Translate<K>) & {
  /** As they were written, by language and key. */
  readonly table: Readonly<Record<Locale, Readonly<Record<string, string>>>>;
};

/** One feature's words in both languages, side by side. */
export const defineWords = <const E extends EnglishWords>(english: E, chinese: ChineseWords<E>): Words<Key<E>> => {
  const translators = {
    en: createTranslate<Key<E>>("en", english),
    zh: createTranslate<Key<E>>("zh", chinese),
  };
  return Object.assign((locale: Locale) => translators[locale], { table: { en: english, zh: chinese } });
};

const createTranslate = <K extends string>(locale: Locale, words: object): Translate<K> => {
  const mrkdwn = createLookup(locale, words, escapeMrkdwn);
  const plain = createLookup(locale, words, (text) => text);
  return Object.assign((key: K, values?: Values): string => mrkdwn(key, values), {
    plain: (key: K, values?: Values): string => plain(key, values),
    locale,
  });
};

type Lookup = (key: string, values: Values | undefined) => string;

const createLookup = (locale: Locale, words: object, escapeValue: (text: string) => string): Lookup => {
  const instance = i18next.createInstance();
  void instance.init({
    lng: locale,
    resources: { [locale]: { translation: { ...words } } },
    interpolation: { escapeValue: true, escape: escapeValue },
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    returnEmptyString: false,
  });
  const translate = asLookup(instance.t);
  // Words without values are always the same, and a modal asks for dozens of them.
  const fixed = new Map<string, string>();
  return (key, values) => {
    if (values !== undefined) return translate(key, values);
    const known = fixed.get(key) ?? translate(key, {});
    fixed.set(key, known);
    return known;
  };
};

// The library types `t` by resources declared globally; ours are typed per feature by `defineWords`, and the
// call is the same: a key and an object of values in, text out.
const asLookup = (t: i18n["t"]): Lookup => t as unknown as Lookup;
