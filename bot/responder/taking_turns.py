"""One turn inside Rasa: the message is read in its context, each of its wishes is served, and all
of it is saved once."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.responder.in_context import in_context
from bot.responder.two_wishes import served
from bot.responder.wire import Turn

CHANNEL = "gateway"


async def run_turn(processor: MessageProcessor, turn: Turn) -> None:
    """What Rasa's ``handle_message`` does, once for each wish of the message; saves at the end.

    Every wish has the message's id, and the second says in its metadata that it is one
    (``also``) and after which it comes (``after``), and both what the ``whole`` message was.
    """
    output = CollectingOutputChannel()
    tracker = await processor.fetch_tracker_and_update_session(
        turn.conversation_id, output, dict(turn.metadata)
    )
    parsed = turn.chosen
    if parsed is None:
        parsed = await processor.parse_message(_message(turn, output, turn.metadata), tracker)
        parsed = in_context(parsed, tracker.current_slot_values())
    parts = served(parsed, tracker.current_slot_values())
    for number, part in enumerate(parts):
        metadata = dict(turn.metadata)
        if len(parts) > 1:
            metadata["whole"] = turn.rasa_text
        if number:
            metadata.update(also=True, after=parts[0]["intent"]["name"])
        message = _message(turn, output, metadata, part)
        await processor._handle_message_with_tracker(message, tracker)
        tracker = await processor.run_action_extract_slots(output, tracker)
        await processor._run_prediction_loop(output, tracker)
        _note_what_was_answered(processor, tracker)
    await processor.run_anonymization_pipeline(tracker)
    await processor.save_tracker(tracker)


def _message(
    turn: Turn,
    output: CollectingOutputChannel,
    metadata: Any,
    part: dict[str, Any] | None = None,
) -> UserMessage:
    return UserMessage(
        part["text"] if part else turn.rasa_text,
        output,
        turn.conversation_id,
        parse_data=part,
        input_channel=CHANNEL,
        message_id=turn.message_id,
        metadata=dict(metadata),
    )


def _note_what_was_answered(processor: MessageProcessor, tracker: DialogueStateTracker) -> None:
    """A general answer is a response without an action to note it: what follows up on it must not
    be taken to follow up on what was answered before."""
    intent = str(tracker.latest_message.intent.get("name")) if tracker.latest_message else ""
    if (not intent.startswith("ask_") and intent != "contact_seller") or intent == "ask_help":
        return
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return
        if isinstance(event, ActionExecuted) and event.action_name == f"utter_{intent}":
            tracker.update(SlotSet("last_need", intent), processor.domain)
            return
