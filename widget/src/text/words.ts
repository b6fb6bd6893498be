/** The words of the widget in a language, by name; placeholders still in them. */
export type Words = Readonly<Record<string, string>>;

/** Says a word. Nothing where it is not loaded yet. */
export type Say = (name: string, facts?: Record<string, string | number>) => string;

const loaded = new Map<string, Promise<Words>>();

/** Gets the words of a language from the gateway. Raises where that fails; the next call tries anew. */
export function loadWords(server: string, language: string): Promise<Words> {
  const url = `${server}/widget/words/${language}.json`;
  let found = loaded.get(url);
  if (!found) {
    found = fetchWords(url);
    loaded.set(url, found);
    found.catch(() => loaded.delete(url));
  }
  return found;
}

async function fetchWords(url: string): Promise<Words> {
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as Words;
}

export function saying(words: Words): Say {
  return (name, facts = {}) =>
    (words[name] ?? "").replace(/\{(\w+)\}/g, (whole, fact: string) =>
      fact in facts ? String(facts[fact]) : whole,
    );
}
