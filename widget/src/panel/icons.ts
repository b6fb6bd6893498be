import { svg, type TemplateResult } from "lit";

/** An icon of 24 by 24, drawn by lines in the colour of the text around it. */
const icon = (shape: ReturnType<typeof svg>): TemplateResult =>
  svg`<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"
    stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${shape}</svg>` as unknown as TemplateResult;

export const closeIcon = icon(svg`<path d="m6.5 6.5 11 11m0-11-11 11"/>`);
export const menuIcon = icon(
  svg`<path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2.2"/><circle cx="8.5" cy="17" r="2.2"/>`,
);
export const sendIcon = icon(svg`<path d="M12 19V5.5M6 11l6-6 6 6"/>`);
export const attachIcon = icon(
  svg`<path d="m20 11.5-7.8 7.7a5 5 0 0 1-7-7l8-8a3.3 3.3 0 0 1 4.7 4.7l-8 8a1.7 1.7 0 0 1-2.4-2.4l7.3-7.2"/>`,
);
export const fileIcon = icon(
  svg`<path d="M13.5 3.5H7a1.5 1.5 0 0 0-1.5 1.5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5z"/><path d="M13.5 3.5v5h5"/>`,
);
export const downIcon = icon(svg`<path d="M12 5v13.5M6 13l6 6 6-6"/>`);
export const warnIcon = icon(svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 8v4.5m0 3.2v.1"/>`);
export const bubbleIcon = icon(
  svg`<path d="M5 5.5h14A1.5 1.5 0 0 1 20.5 7v9a1.5 1.5 0 0 1-1.5 1.5h-6.5L8 21v-3.5H5A1.5 1.5 0 0 1 3.5 16V7A1.5 1.5 0 0 1 5 5.5z"/><path d="M8 10h8m-8 3.5h5"/>`,
);

/** A face, from 1 (sad) to 5 (glad). */
export const face = (mood: number): TemplateResult => {
  const bend = (mood - 3) * 2.6;
  return icon(
    svg`<circle cx="12" cy="12" r="9"/><path d=${`M7.8 ${15 - bend / 3}q4.2 ${bend} 8.4 0`}/><path d="M9 9v.8m6-.8v.8"/>`,
  );
};
