import { css } from "lit";

export const ratingStyles = css`
  :host {
    display: block;
    margin-block: 14px 10px;
  }
  form {
    display: grid;
    gap: 10px;
    padding: 16px;
    border: 1px solid var(--line);
    border-radius: 18px;
    background: var(--surface);
    box-shadow: var(--shadow);
    text-align: center;
  }
  fieldset {
    min-width: 0;
  }
  legend {
    width: 100%;
    padding: 0;
    font-weight: 650;
    text-wrap: balance;
  }
  .faces {
    display: flex;
    justify-content: center;
    gap: 6px;
    margin-block-start: 10px;
  }
  label {
    display: grid;
    place-items: center;
    width: 46px;
    height: 46px;
    border: 1px solid transparent;
    border-radius: 50%;
    color: var(--muted);
    cursor: pointer;
    transition:
      transform 0.15s,
      color 0.15s;
  }
  label svg {
    width: 32px;
    height: 32px;
  }
  label:hover {
    color: var(--accent-ink);
    transform: scale(1.08);
  }
  label:has(:checked) {
    border-color: var(--accent-ink);
    background: var(--soft);
    color: var(--accent-ink);
  }
  label:has(:focus-visible) {
    outline: 2px solid var(--accent-ink);
    outline-offset: 2px;
  }
  .mood {
    margin-block-start: -6px;
    color: var(--muted);
    font-size: 13px;
  }
  textarea {
    width: 100%;
    padding: 9px 12px;
    border: 1px solid var(--muted);
    border-radius: 12px;
    background: var(--sheet);
    font-size: 16px;
    resize: vertical;
  }
  .buttons {
    justify-content: center;
  }
`;
