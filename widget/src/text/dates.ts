/**
 * Dates, times and money in the language of a message. Thai years are counted as everywhere else,
 * as the bot's own texts have them.
 */
const LOCALES: Readonly<Record<string, string>> = {
  en: "en-GB",
  pt: "pt-PT",
  th: "th-TH-u-ca-gregory",
};

const DAY_MS = 24 * 3600 * 1000;
/** Only what the gateway writes: browsers take all sorts of texts for dates. */
const FACT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/;

const localeOf = (language: string) => LOCALES[language] ?? language;

const LONG: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };
const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };

/**
 * A date or a moment of the facts (docs/architecture.md, "Facts"), in the zone that is given or
 * the browser's. Null where it is neither.
 */
export function date(
  value: unknown,
  language: string,
  { withTime = false, zone }: { withTime?: boolean; zone?: string | undefined } = {},
): string | null {
  const found = typeof value === "string" && FACT.exec(value);
  if (!found) return null;
  const moment = new Date(found[0]);
  if (Number.isNaN(moment.getTime())) return null;
  const isDay = !found[1];
  const shape = { ...LONG, ...(withTime && !isDay ? CLOCK : {}) };
  // A day is the same day everywhere.
  const timeZone = isDay ? "UTC" : zone;
  try {
    return new Intl.DateTimeFormat(localeOf(language), {
      ...shape,
      ...(timeZone ? { timeZone } : {}),
    }).format(moment);
  } catch {
    // A zone that this browser does not know.
    return new Intl.DateTimeFormat(localeOf(language), shape).format(moment);
  }
}

/** The time of day. */
export function time(moment: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeStyle: "short" }).format(
    new Date(moment),
  );
}

/** A day as a heading among messages: today, yesterday, else its date. */
export function day(moment: string, language: string, now: Date): string {
  const then = new Date(moment);
  const days = Math.round((midnight(then) - midnight(now)) / DAY_MS);
  const locale = localeOf(language);
  if (days === 0 || days === -1) {
    const said = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
    return said.charAt(0).toLocaleUpperCase(locale) + said.slice(1);
  }
  const sameYear = then.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(then);
}

/** Whether two moments lie on the same day here. */
export function isSameDay(one: string, other: string): boolean {
  return midnight(new Date(one)) === midnight(new Date(other));
}

/** Money of the facts: `{"amount": "18.90", "currency": "EUR"}`. Null where it is none. */
export function money(value: unknown, language: string): string | null {
  const { amount, currency } = (value ?? {}) as { amount?: unknown; currency?: unknown };
  if (typeof amount !== "string" || typeof currency !== "string") return null;
  try {
    return new Intl.NumberFormat(localeOf(language), { style: "currency", currency }).format(
      Number(amount),
    );
  } catch {
    return null;
  }
}

/** A file's size in the language's own units. */
export function size(bytes: number, language: string): string {
  const isBig = bytes >= 1e6;
  return new Intl.NumberFormat(localeOf(language), {
    style: "unit",
    unit: isBig ? "megabyte" : "kilobyte",
    maximumFractionDigits: isBig ? 1 : 0,
  }).format(Math.max(isBig ? bytes / 1e6 : bytes / 1e3, 1));
}

function midnight(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
