import { css } from "lit";

export const orderStyles = css`
  .order {
    width: min(100%, 350px);
    padding: 13px 15px;
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--surface);
    box-shadow: var(--shadow);
  }
  .order header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 6px 10px;
  }
  .order h3 {
    min-width: 0;
    font-size: 15px;
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .title,
  .number {
    display: block;
  }
  .number {
    color: var(--muted);
    font-size: 13px;
    font-weight: 400;
  }
  .status {
    padding: 1px 10px;
    border: 1px solid transparent;
    border-radius: 11px;
    background: var(--soft);
    color: var(--ink);
    font-size: 13px;
    font-weight: 600;
  }
  .status.cancelled,
  .status.refunded {
    background: none;
    border-color: var(--muted);
    color: var(--muted);
  }
  .way {
    display: flex;
    gap: 4px;
    margin-block-start: 11px;
  }
  .way i {
    flex: 1;
    height: 5px;
    border-radius: 3px;
    background: var(--line);
  }
  .way .done {
    background: var(--accent-ink);
  }
  .order dl {
    display: grid;
    gap: 5px;
  }
  .order dl:not(:empty) {
    margin-block-start: 11px;
  }
  .order dl div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 14px;
    font-size: 14px;
  }
  .order dt {
    color: var(--muted);
  }
  .order dd {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  @media (forced-colors: active) {
    .way i {
      border: 1px solid CanvasText;
    }
    .way .done {
      background: Highlight;
    }
    .order,
    .status {
      border-color: CanvasText;
    }
  }
`;
