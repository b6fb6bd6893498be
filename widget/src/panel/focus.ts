/** Leads the focus from the last thing to the first and back, where the panel covers the page. */
export function keepFocus(root: ParentNode & Node, event: KeyboardEvent): void {
  const stops = focusable(root);
  const at = stops.indexOf(deepActive(root));
  const isEdge = event.shiftKey ? at <= 0 : at === stops.length - 1;
  if (!isEdge) return;
  event.preventDefault();
  stops[event.shiftKey ? stops.length - 1 : 0]?.focus();
}

const STOPS = "a[href],button:not([disabled]),textarea,select,input:not([hidden]),[tabindex='0']";

function focusable(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("*")].flatMap((element) => {
    if (element.closest("[inert]")) return [];
    if (element.shadowRoot) return focusable(element.shadowRoot);
    return element.matches(STOPS) ? [element] : [];
  });
}

function deepActive(root: Node): HTMLElement {
  let active = (root as ShadowRoot).activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active as HTMLElement;
}
