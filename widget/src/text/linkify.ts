/** A text in pieces: plain ones, addresses that may be links, and numbers that stay on one line. */
export type Piece = { text: string; href?: string; isNumber?: true };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\u3000]+/gi;
/** The number of an order or a ticket: JM-4821-7305, T-4F2K-9QX1. */
const NUMBER = /\b[A-Z]{1,3}(?:-[A-Z0-9]{4}){2}\b/g;
const AFTERTHOUGHT = /[.,;:!?…)\]}»”’]+$/;

/**
 * Finds the http and https addresses in a text. Nothing else ever becomes a link: no other
 * scheme, none with a name before an @, which only shows another host than it leads to.
 */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = withoutAfterthought(found[0]);
    const href = safeHref(address);
    if (!href) continue;
    pieces.push(...numbersIn(text.slice(from, found.index)), { text: address, href });
    from = found.index + address.length;
  }
  return [...pieces, ...numbersIn(text.slice(from))];
}

function numbersIn(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: number, index } of text.matchAll(NUMBER)) {
    if (index > from) pieces.push({ text: text.slice(from, index) });
    pieces.push({ text: number, isNumber: true });
    from = index + number.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The address as a link's target, or null where it must not be one. */
export function safeHref(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const known = url.protocol === "https:" || url.protocol === "http:";
  return known && url.hostname && !url.username && !url.password ? url.href : null;
}

// A sentence's full stop is no part of the address, nor is the bracket around it.
function withoutAfterthought(address: string): string {
  const end = AFTERTHOUGHT.exec(address);
  if (!end) return address;
  let kept = end.index;
  const opened = (address.slice(0, kept).match(/\(/g) ?? []).length;
  const closed = (address.slice(0, kept).match(/\)/g) ?? []).length;
  if (end[0].startsWith(")") && opened > closed) kept += 1;
  return address.slice(0, kept);
}
