const SVG = "http://www.w3.org/2000/svg";

const DRAWINGS = {
  bubble:
    "M5 5.5h14A1.5 1.5 0 0 1 20.5 7v9a1.5 1.5 0 0 1-1.5 1.5h-6.5L8 21v-3.5H5A1.5 1.5 0 0 1 3.5 16V7A1.5 1.5 0 0 1 5 5.5zM8 10h8m-8 3.5h5",
  close: "m6 9.5 6 6 6-6",
};

/** The round button in the corner, with its badge of unread messages. */
export class LaunchButton {
  readonly element = document.createElement("button");
  private readonly badge = document.createElement("span");
  private readonly drawing = document.createElementNS(SVG, "path");

  constructor() {
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    icon.append(this.drawing);
    // A page may bring its own icon.
    const slot = document.createElement("slot");
    slot.name = "icon";
    slot.append(icon);
    this.badge.className = "badge";
    this.badge.setAttribute("part", "badge");
    // Its number is in the button's name.
    this.badge.setAttribute("aria-hidden", "true");
    this.element.type = "button";
    this.element.className = "launch";
    this.element.setAttribute("part", "button");
    this.element.setAttribute("aria-haspopup", "dialog");
    this.element.append(slot, this.badge);
    this.setOpen(false);
    this.setUnread(0);
  }

  setOpen(open: boolean): void {
    this.element.setAttribute("aria-expanded", String(open));
    this.drawing.setAttribute("d", open ? DRAWINGS.close : DRAWINGS.bubble);
  }

  setBusy(busy: boolean): void {
    this.element.setAttribute("aria-busy", String(busy));
  }

  setUnread(count: number): void {
    this.badge.hidden = count === 0;
    this.badge.textContent = count > 9 ? "9+" : String(count);
  }

  setLabel(label: string, language: string): void {
    this.element.setAttribute("aria-label", label);
    this.element.title = label;
    this.element.lang = language;
  }
}
