import { css } from "lit";

export const composerStyles = css`
  :host {
    display: block;
  }
  form {
    padding: 8px calc(12px + env(safe-area-inset-right)) calc(12px + env(safe-area-inset-bottom))
      calc(12px + env(safe-area-inset-left));
  }
  .field {
    display: flex;
    align-items: flex-end;
    gap: 2px;
    padding: 4px;
    border: 1px solid var(--muted);
    border-radius: 26px;
    background: var(--sheet);
    transition: box-shadow 0.15s;
  }
  .field:focus-within {
    border-color: var(--accent-ink);
    box-shadow: 0 0 0 1px var(--accent-ink);
  }
  textarea {
    flex: 1;
    min-width: 0;
    max-height: min(150px, 26vh);
    padding: 8px 6px;
    border: 0;
    outline: 0;
    resize: none;
    background: none;
    /* Below 16 px iOS zooms into the field. */
    font-size: 16px;
    line-height: 24px;
  }
  /* The frame around shows where the focus is. */
  textarea:focus-visible {
    outline: none;
  }
  textarea:lang(th) {
    line-height: 26px;
  }
  .icon {
    color: var(--muted);
  }
  .icon:hover {
    background: var(--soft);
    color: var(--ink);
  }
  .send {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
    transition: opacity 0.15s;
  }
  .send[aria-disabled="true"] {
    background: var(--line);
    color: var(--muted);
  }
  .notice {
    padding: 4px 8px 8px;
    color: var(--warn);
    font-size: 13px;
  }
  .about {
    display: flex;
    align-items: center;
    gap: 4px;
    width: fit-content;
    max-width: 100%;
    margin-block-end: 8px;
    padding-inline: 14px 2px;
    border: 1px solid transparent;
    border-radius: 16px;
    background: var(--soft);
    font-size: 13px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .about button {
    display: grid;
    place-items: center;
    flex: none;
    width: 32px;
    padding: 0;
    border-radius: 50%;
  }
  .about svg {
    width: 16px;
    height: 16px;
  }
  .left {
    padding: 0 8px 6px;
    color: var(--muted);
    font-size: 13px;
    text-align: end;
  }
  .uploads {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 2px 2px 10px;
  }
  li {
    position: relative;
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 3px;
    width: 84px;
    height: 84px;
    padding: 6px;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--sheet);
    font-size: 12px;
    line-height: 1.2;
  }
  li img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    border-radius: 13px;
    object-fit: cover;
  }
  li img ~ .name {
    display: none;
  }
  li.uploading img,
  li.failed img {
    opacity: 0.45;
  }
  li.failed {
    border-color: var(--warn);
  }
  .name {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  progress {
    position: absolute;
    inset: auto 8px 8px;
    width: calc(100% - 16px);
    height: 6px;
    accent-color: var(--accent);
  }
  .again {
    position: relative;
    min-height: 28px;
    padding: 2px 6px;
    border-radius: 8px;
    background: var(--sheet);
    color: var(--warn);
    font-size: 12px;
  }
  .remove {
    position: absolute;
    inset-block-start: -7px;
    inset-inline-end: -7px;
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    min-height: 26px;
    padding: 0;
    border: 2px solid var(--bg);
    border-radius: 50%;
    background: var(--ink);
    color: var(--bg);
  }
  .remove svg {
    width: 14px;
    height: 14px;
    stroke-width: 2.6;
  }
  @media (pointer: coarse) {
    textarea {
      padding-block: 10px;
    }
    .send {
      width: 44px;
      height: 44px;
    }
    .remove::after {
      content: "";
      position: absolute;
      inset: -11px;
    }
  }
`;
