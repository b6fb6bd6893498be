import { css } from "lit";

export const logStyles = css`
  :host {
    position: relative;
    display: block;
  }
  .log {
    height: 100%;
    padding: 16px calc(14px + env(safe-area-inset-right)) 8px
      calc(14px + env(safe-area-inset-left));
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    outline-offset: -3px;
  }
  .day,
  .event {
    margin: 14px auto;
    color: var(--muted);
    font-size: 13px;
    text-align: center;
    text-wrap: balance;
  }
  .day:first-child {
    margin-block-start: 2px;
  }
  .event {
    width: fit-content;
    max-width: 92%;
    padding: 5px 14px;
    border-radius: 14px;
    background: var(--soft);
    color: var(--ink);
  }
  .again {
    display: block;
    margin: 0 auto 12px;
    border: 1.5px solid var(--accent-ink);
    color: var(--accent-ink);
  }
  .row {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 6px;
    margin-block-end: 6px;
    animation: arrive 0.22s ease-out;
  }
  .row.customer {
    align-items: flex-end;
  }
  .bubble {
    position: relative;
    max-width: min(86%, 34em);
    padding: 9px 14px;
    border: 1px solid var(--line);
    border-radius: 18px 18px 18px 5px;
    background: var(--surface);
    box-shadow: var(--shadow);
    white-space: pre-wrap;
    /* Words stay whole where they can: Thai is broken between its words by the browser's own
       dictionary, by each message's lang. */
    overflow-wrap: anywhere;
    word-break: normal;
    line-break: auto;
    hyphens: manual;
    text-align: start;
    text-wrap: pretty;
  }
  .bubble :lang(th) {
    line-height: 1.65;
  }
  .agent .bubble {
    background: var(--soft);
    border-color: transparent;
  }
  .customer .bubble {
    border-color: transparent;
    border-radius: 18px 18px 5px 18px;
    background: var(--accent);
    color: var(--on-accent);
    box-shadow: none;
    --focus: var(--on-accent);
  }
  .sending .bubble,
  .queued .bubble {
    opacity: 0.85;
  }
  a {
    color: var(--accent-ink);
    text-underline-offset: 2px;
  }
  .customer a {
    color: inherit;
  }
  .meta {
    padding-inline: 6px;
    margin-block-end: 6px;
    color: var(--muted);
    font-size: 12px;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    max-width: 100%;
    padding-block: 2px 4px;
  }
  .choices button {
    min-height: 38px;
    padding: 6px 15px;
    border: 1.5px solid var(--accent-ink);
    border-radius: 20px;
    background: var(--surface);
    color: var(--accent-ink);
    font-weight: 600;
    line-height: 1.3;
    text-align: start;
    overflow-wrap: anywhere;
    transition: background 0.15s;
  }
  .choices button:hover:not(:disabled) {
    background: var(--soft);
  }
  .choices button:disabled {
    border-color: var(--line);
    background: none;
    color: var(--muted);
  }
  .choices button.chosen {
    border-color: var(--accent-ink);
    background: var(--soft);
    color: var(--ink);
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    max-width: 86%;
  }
  .customer .files {
    justify-content: flex-end;
  }
  .whole {
    white-space: nowrap;
  }
  .picture {
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 16px;
    overflow: hidden;
  }
  .picture img {
    display: block;
    max-width: 220px;
    max-height: 220px;
    min-width: 60px;
  }
  .file {
    display: flex;
    align-items: center;
    gap: 8px;
    max-width: 100%;
    padding: 8px 14px 8px 10px;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--surface);
    text-align: start;
  }
  .name {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .file small {
    flex: none;
    color: var(--muted);
  }
  .unsent {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 2px 4px;
    color: var(--warn);
    font-size: 13px;
  }
  .unsent svg {
    width: 18px;
    height: 18px;
  }
  .unsent button {
    padding: 2px 8px;
    border-radius: 8px;
    color: var(--ink);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .dots {
    display: flex;
    gap: 5px;
    padding: 14px 16px;
  }
  .dots i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--muted);
    animation: think 1.2s infinite ease-in-out;
  }
  .dots i:nth-of-type(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-of-type(3) {
    animation-delay: 0.3s;
  }
  .jump {
    position: absolute;
    inset-block-end: 10px;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 6px;
    width: fit-content;
    margin-inline: auto;
    padding: 4px 14px 4px 10px;
    border: 1px solid var(--line);
    border-radius: 20px;
    background: var(--sheet);
    box-shadow: 0 4px 16px #00000026;
    font-size: 13px;
    font-weight: 600;
  }
  .jump svg {
    width: 18px;
    height: 18px;
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  @keyframes think {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border-color: CanvasText;
    }
    .dots i {
      background: CanvasText;
    }
    .choices button.chosen {
      border-color: Highlight;
    }
  }
`;
