const DARK = `--bg:#141517;--sheet:#1d1f22;--surface:#25282c;--ink:#f1efeb;--muted:#b0ada6;--line:#3a3d42;--accent-ink:#79d6c3;--soft:#1d3531;--warn:#ffb4a6;--warn-soft:#43231d;--shadow:0 1px 2px #0006;color-scheme:dark`;

// From whatever accent a page sets, where the browser can mix colours.
const MIXED = "--soft:color-mix(in srgb,var(--accent) 10%,#fff)";
const MIXED_DARK =
  "--soft:color-mix(in srgb,var(--accent) 40%,#141517);--accent-ink:color-mix(in srgb,var(--accent) 50%,#fff)";

/**
 * The colours, for light and dark. They stand on the outermost element, whose `theme` attribute
 * chooses; everything within inherits them.
 */
export const colours = `
:host{--accent:var(--support-chat-accent,#0f6b5c);--on-accent:var(--support-chat-on-accent,#fff);--bg:#faf9f6;--sheet:#fff;--surface:#fff;--ink:#1d1c1a;--muted:#625e58;--line:#e4e1da;--accent-ink:var(--accent);--soft:#e5f0ee;--warn:#a32613;--warn-soft:#fdeae6;--shadow:0 1px 2px #3d352914;color-scheme:light}
:host([theme=dark]){${DARK}}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){${DARK}}}
@supports (color:color-mix(in srgb,red,blue)){
:host{${MIXED}}
:host([theme=dark]){${MIXED_DARK}}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){${MIXED_DARK}}}
}`;
