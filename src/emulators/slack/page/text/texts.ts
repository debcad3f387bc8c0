import i18next, { type i18n } from "i18next";

/** English texts by key. One that counts comes as `key_one` and `key_other`, chosen by `{{count}}`. */
type English = Readonly<Record<string, string>>;

/** Chinese has one form for every number. A missing text does not compile. */
type Chinese<E extends English> = { readonly [K in keyof E as K extends `${string}_one` ? never : K]: string };

type KeyOf<E extends English> = keyof E extends infer K
  ? K extends `${infer Base}_one` | `${infer Base}_other`
    ? Base
    : K extends string
      ? K
      : never
  : never;

/** The text of that key, with `{{name}}` filled in; nothing is escaped. */
export type Say<K extends string> = (key: K, values?: Readonly<Record<string, string | number>>) => string;

type Language = "en" | "zh";

/** Which of the two languages somebody with that locale reads. */
export const languageOf = (locale: string): Language => (/^zh\b/i.test(locale.replace("_", "-")) ? "zh" : "en");

export type Texts<K extends string> = ((locale: string) => Say<K>) & {
  /** As they were written, by language and key. */
  readonly table: Readonly<Record<Language, English>>;
};

/** Texts in both languages, side by side; asked for by the reader's locale. */
export const defineTexts = <const E extends English>(english: E, chinese: Chinese<E>): Texts<KeyOf<E>> => {
  const table = { en: english, zh: { ...chinese } };
  const say = { en: speaker("en", table.en), zh: speaker("zh", table.zh) };
  return Object.assign((locale: string) => say[languageOf(locale)], { table });
};

const speaker = (language: Language, texts: English): Say<string> => {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    resources: { [language]: { translation: { ...texts } } },
    interpolation: { escapeValue: false },
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
  });
  const translate = asSay(instance.t);
  return (key, values) => translate(key, values ?? {});
};

// The library types `t` by texts declared globally; ours are typed by `defineTexts`, and the call is the same.
const asSay = (t: i18n["t"]): Say<string> => t as unknown as Say<string>;
