import { html, nothing, type TemplateResult } from "lit";
import type { Message } from "../conversation/message";
import { date, money } from "../text/dates";
import type { Say } from "../text/words";

const WAY = ["paid", "confirmed", "shipped", "delivered"];
const STATUSES = [...WAY, "refunded", "cancelled"];
/** Responses after which the order is cancelled, whatever the decision before it said. */
const CANCELLED = ["utter_cancel.done", "utter_change.done", "utter_address.done"];
/** The facts that are deadlines of the customer's, the nearest first. */
const DEADLINES = [
  "cancel_until",
  "ship_by",
  "claim_from",
  "guarantee_until",
  "return_until",
  "review_until",
  "due_by",
];
const MOST_DEADLINES = 2;

/** What a rule's code says of an order's status, where no fact does: see POLICY's tables. */
const STATUS_OF_CODE: Readonly<Record<string, string>> = {
  "cancel.allowed": "paid",
  "cancel.window_over": "paid",
  "cancel.confirmed": "confirmed",
  "cancel.already_cancelled": "cancelled",
  "cancel.already_refunded": "refunded",
  "change.cancel_and_rebuy": "paid",
  "address.cancel_and_rebuy": "paid",
  "dispatch.not_confirmed_yet": "paid",
  "dispatch.within_lead_time": "confirmed",
  "dispatch.extended_lead_time": "confirmed",
  "dispatch.overdue": "confirmed",
  "tracking.virtual_number": "shipped",
  "tracking.delivered": "delivered",
  "not_received.wait": "shipped",
  "not_received.refund_request": "shipped",
  "not_received.guarantee_expired": "shipped",
  "not_received.marked_delivered": "delivered",
  "return.start": "delivered",
  "return.too_late": "delivered",
  "refund.on_its_way": "refunded",
  "refund.cancelled_on_its_way": "cancelled",
};

/** The order's status as a message has it; null where it says none. */
export function statusOf({ decision, response }: Message): string | null {
  if (!decision) return null;
  if (response && CANCELLED.includes(response)) return "cancelled";
  const [subject, rest] = decision.code.split(".");
  const said =
    decision.facts.status ?? (subject === "track" ? rest : STATUS_OF_CODE[decision.code]);
  return typeof said === "string" && STATUSES.includes(said) ? said : null;
}

/** The deadlines to show: their fact's name, and the date in the message's language. */
export function deadlinesOf(message: Message): [string, string][] {
  const facts = message.decision?.facts ?? {};
  const isOver = message.response !== undefined && CANCELLED.includes(message.response);
  return DEADLINES.flatMap((name): [string, string][] => {
    if (isOver && name === "cancel_until") return [];
    if (name === "cancel_until" && facts.window_open === false) return [];
    const said = date(facts[name], message.language, {
      withTime: name === "cancel_until",
      zone: message.decision?.timezone,
    });
    return said ? [[name, said]] : [];
  }).slice(0, MOST_DEADLINES);
}

/** The order that a message is about: number, status, how far it is, deadlines. */
export function orderCard(message: Message, say: Say): TemplateResult | typeof nothing {
  const { decision, language } = message;
  if (!decision?.order_number) return nothing;
  const status = statusOf(message);
  const total = money(decision.facts.total, language);
  const numbers = decision.facts.tracking_numbers;
  const tracking = Array.isArray(numbers) ? numbers.filter((one) => typeof one === "string") : [];
  const row = (label: string, value: string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<article class="order" aria-label=${say("order", { number: decision.order_number })}>
    <header>
      <h3>
        ${decision.title ? html`<span class="title">${decision.title}</span>` : nothing}
        <span class=${decision.title ? "number" : "title"}>${decision.order_number}</span>
      </h3>
      ${status ? html`<span class="status ${status}">${say(`status_${status}`)}</span>` : nothing}
    </header>
    ${status && WAY.includes(status) ? wayTo(status) : nothing}
    <dl>
      ${deadlinesOf(message).map(([name, said]) => row(say(`fact_${name}`), said))}
      ${total ? row(say("fact_total"), total) : nothing}
      ${tracking.length ? row(say("fact_tracking_numbers"), tracking.join(", ")) : nothing}
    </dl>
  </article>`;
}

function wayTo(status: string): TemplateResult {
  const reached = WAY.indexOf(status);
  return html`<div class="way" aria-hidden="true">
    ${WAY.map((_, index) => html`<i class=${index <= reached ? "done" : ""}></i>`)}
  </div>`;
}
