import { css } from "lit";

export const menuStyles = css`
  .menu {
    position: absolute;
    z-index: 3;
    inset-block-start: calc(60px + env(safe-area-inset-top));
    inset-inline-end: 12px;
    display: grid;
    width: min(290px, calc(100% - 24px));
    padding: 6px;
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--sheet);
    box-shadow: 0 12px 36px #0000002e;
    animation: drop 0.14s ease-out;
  }
  .line {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: 44px;
    padding: 6px 12px;
    border-radius: 11px;
    text-align: start;
  }
  .line:hover:not(:disabled) {
    background: var(--soft);
  }
  .line:disabled {
    color: var(--muted);
  }
  .line.danger:not(:disabled) {
    color: var(--warn);
  }
  label.line {
    cursor: pointer;
  }
  select {
    min-width: 0;
    max-width: 60%;
    min-height: 34px;
    padding: 2px 6px;
    border: 1px solid var(--muted);
    border-radius: 9px;
    background: var(--sheet);
  }
  input[type="checkbox"] {
    appearance: none;
    flex: none;
    position: relative;
    width: 42px;
    height: 24px;
    margin: 0;
    border: 2px solid var(--muted);
    border-radius: 12px;
    cursor: pointer;
    transition: background 0.15s;
  }
  input[type="checkbox"]::before {
    content: "";
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 3px;
    width: 14px;
    height: 14px;
    border-radius: 50%;
    background: var(--muted);
    transition: inset-inline-start 0.15s;
  }
  input[type="checkbox"]:checked {
    border-color: var(--accent-ink);
    background: var(--accent-ink);
  }
  input[type="checkbox"]:checked::before {
    inset-inline-start: 21px;
    background: var(--sheet);
  }
  @keyframes drop {
    from {
      opacity: 0;
      transform: translateY(-6px);
    }
  }
  @media (forced-colors: active) {
    input[type="checkbox"]::before {
      background: CanvasText;
    }
    input[type="checkbox"]:checked {
      background: Highlight;
    }
  }
`;
