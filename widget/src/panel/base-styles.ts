import { css } from "lit";

/** What all parts share. The colours come from the element around: see colours.ts. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  button,
  textarea,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    min-height: 32px;
    border: 0;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:disabled,
  button[aria-disabled="true"] {
    cursor: default;
  }
  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    list-style: none;
  }
  svg {
    display: block;
    flex: none;
  }
  :focus-visible {
    outline: 2px solid var(--focus, var(--accent-ink));
    outline-offset: 2px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    padding: 0;
    border-radius: 50%;
    transition: background 0.15s;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
  }
  .plain,
  .filled,
  .again {
    min-height: 40px;
    padding: 6px 16px;
    border-radius: 20px;
    font-weight: 600;
  }
  .plain:hover {
    background: var(--soft);
  }
  .filled {
    background: var(--accent);
    color: var(--on-accent);
    border: 1px solid transparent;
  }
  .filled.danger {
    background: #a32613;
    color: #fff;
  }
  .problem {
    color: var(--warn);
  }
  @media (pointer: coarse) {
    button,
    select,
    .icon,
    label {
      min-height: 44px;
    }
    .icon {
      width: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
