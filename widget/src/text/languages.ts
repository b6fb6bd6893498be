/** The languages of the bot by code, in their own names, in the order of bot/languages.py. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  en: "English",
  fr: "Français",
  es: "Español",
  de: "Deutsch",
  pt: "Português",
  ru: "Русский",
  pl: "Polski",
  th: "ไทย",
  it: "Italiano",
  tr: "Türkçe",
  ro: "Română",
};

/** The first of the tags (`pt-BR`) whose language is spoken here. */
export function spokenOf(...tags: (string | null | undefined)[]): string {
  for (const tag of tags) {
    const code = tag?.replace("_", "-").split("-")[0]?.toLowerCase();
    if (code && Object.keys(LANGUAGES).includes(code)) return code;
  }
  return "en";
}

/** What the page and the browser ask for, after what was said outright. */
export function languageOfPage(asked: string | null): string {
  return spokenOf(asked, document.documentElement.lang, ...navigator.languages);
}
