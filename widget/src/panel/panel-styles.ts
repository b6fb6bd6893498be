import { css } from "lit";

export const panelStyles = css`
  :host {
    display: block;
    min-height: 0;
    font:
      400 15px / 1.5 var(
        --support-chat-font,
        system-ui,
        -apple-system,
        "Segoe UI",
        Roboto,
        sans-serif
      );
    color: var(--ink);
    text-align: start;
  }
  .panel {
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    background: var(--bg);
    border-radius: inherit;
    outline: none;
  }
  .head {
    position: relative;
    z-index: 2;
    display: flex;
    align-items: center;
    gap: 4px;
    padding: calc(12px + env(safe-area-inset-top)) calc(10px + env(safe-area-inset-right)) 12px
      calc(16px + env(safe-area-inset-left));
    color: var(--on-accent);
    background: var(--accent)
      radial-gradient(120% 180% at 100% 0, #ffffff1f, #fff0 55%);
    --focus: currentColor;
    --accent-ink: currentColor;
  }
  .avatar {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    margin-inline-end: 8px;
    border-radius: 14px 14px 14px 4px;
    background: #ffffff2e;
    overflow: hidden;
  }
  .who {
    flex: 1;
    min-width: 0;
  }
  h2 {
    font-size: 17px;
    font-weight: 650;
    line-height: 1.3;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who p {
    font-size: 13px;
    line-height: 1.35;
  }
  .head .icon:hover,
  .head .icon[aria-expanded="true"] {
    background: #ffffff2e;
  }
  .strip {
    padding: 7px 16px;
    background: var(--warn-soft);
    color: var(--warn);
    font-size: 13px;
    font-weight: 600;
  }
  support-chat-log {
    flex: 1;
    min-height: 0;
  }
  support-chat-composer {
    flex: none;
  }
  .veil {
    position: absolute;
    inset: 0;
    z-index: 4;
    display: grid;
    place-items: center;
    padding: 20px;
    background: #1415178c;
    animation: appear 0.15s;
  }
  .veil.drop {
    pointer-events: none;
    color: #fff;
    font-size: 18px;
    font-weight: 650;
  }
  .veil.drop::before {
    content: "";
    position: absolute;
    inset: 12px;
    border: 2px dashed #fff;
    border-radius: 14px;
  }
  .viewer {
    background: #0d0e0fe6;
    --focus: #fff;
  }
  .viewer img {
    max-width: 100%;
    max-height: 100%;
    min-height: 0;
    object-fit: contain;
    border-radius: 8px;
  }
  .viewer .icon {
    position: absolute;
    inset-block-start: calc(12px + env(safe-area-inset-top));
    inset-inline-end: 12px;
    background: #000a;
    color: #fff;
  }
  .asking {
    display: grid;
    gap: 10px;
    max-width: 340px;
    padding: 22px;
    border-radius: 18px;
    background: var(--sheet);
    border: 1px solid transparent;
    box-shadow: 0 12px 40px #0005;
  }
  .asking h2 {
    font-size: 17px;
    font-weight: 650;
  }
  .asking .buttons {
    margin-top: 8px;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    .panel {
      border: 1px solid CanvasText;
    }
    .head {
      border-bottom: 1px solid CanvasText;
    }
  }
`;
