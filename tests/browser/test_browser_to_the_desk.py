"""From a customer's question to a closed ticket: a customer in Thai, a person in English."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot.orders.demo_shop import demo_order
from tests.browser.chat_page import Chat, until
from tests.browser.conftest import NewChat
from tests.browser.desk_page import DeskPage, hire
from tests.email.letters import text_of
from tests.whole.mail_correspondent import Correspondent, Post, with_mail
from tests.whole.running_bot import Bot
from tests.whole.test_mail_whole import PHOTO, conversation_of, rows, words_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

THAI = words_of("th")
Person = Callable[[Bot, str], DeskPage]


@pytest.fixture(scope="module")
def mail_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bot, Post]]:
    """A bot with its email worker, a mailbox and a mail server."""
    post = Post()
    post.start()
    running = with_mail(Bot(tmp_path_factory.mktemp("mail-bot")), post)
    running.start()
    try:
        yield running, post
    finally:
        running.stop()
        post.stop()


@pytest.fixture
def person(chromium: Browser) -> Iterator[Person]:
    """Lets somebody new come to a bot's desk, who speaks English and Thai. No page of theirs may
    have had an error."""
    opened: list[DeskPage] = []

    def come(bot: Bot, name: str) -> DeskPage:
        email = f"{uuid.uuid4().hex[:8]}@shop.example"
        hire(bot, email, name, "--languages", "en,th")
        opened.append(DeskPage(chromium, bot, email))
        return opened[-1]

    yield come
    for one in opened:
        one.page.context.close()
    assert [error for one in opened for error in one.errors] == []


def claimed(chat: Chat, order: str) -> str:
    """Claims a defect of an order with a photo; the ticket's number."""
    chat.page.locator(f"button.ask[data-order='{order}']").click()
    chat.is_greeted()
    for words, asked in (("defect", "utter_ask_description"), ("defect_description", None)):
        chat.field.fill(THAI[words])
        chat.field.press("Enter")
        chat.answered(response=asked or "utter_ask_photo")
    name, kind, content = PHOTO[0]
    file = {"name": name, "mimeType": kind, "buffer": content}
    chat.page.locator("support-chat input[type=file]").set_input_files(file)
    until(lambda: chat.page.locator("support-chat .uploads li").count(), "the photo")
    until(lambda: chat.page.locator("support-chat .uploads progress").count() == 0, "the upload")
    chat.send_button.click()
    return str(chat.answered(response="utter_ticket.opened")["ticket"]["number"])


def test_a_thai_customer_and_an_english_agent_come_to_an_end(
    bot: Bot, new_chat: NewChat, person: Person
) -> None:
    chat = new_chat().visit("/?lang=th")
    number = claimed(chat, demo_order("th", "delivered"))
    agent = person(bot, "Maria Silva")
    agent.open(number)
    words = agent.page.locator(".packet")
    expect(words).to_contain_text(THAI["defect_description"])
    expect(words.locator(".summary[lang=en]")).to_contain_text("defect")
    picture = agent.page.locator(".packet a.photo img")
    until(lambda: picture.evaluate("one => one.naturalWidth") > 0, "the photo at the desk")
    agent.press("Take it")
    joined = chat.answered(response="utter_desk.joined")
    assert joined["language"] == "th"
    assert "Maria" in joined["text"]
    assert "Silva" not in joined["text"]
    agent.note("crack is well seen")
    canned = agent.canned("I'm sorry for the trouble")
    agent.write(canned)
    until(lambda: canned in chat.texts(), "the canned reply in the widget")
    chat.field.press_sequentially(THAI["thank"])
    expect(agent.page.locator("#state")).to_contain_text("is typing")
    chat.field.press("Enter")
    expect(agent.page.locator("#messages .customer .text").last).to_have_text(THAI["thank"])
    expect(agent.page.locator("#state")).to_contain_text("the assistant is silent")
    agent.press("Back to the assistant")
    chat.answered(response="utter_desk.handed_back")
    chat.field.fill(THAI["methods"])
    chat.field.press("Enter")
    chat.answered(response="utter_ask_payment_methods")
    agent.open(number)
    agent.close()
    chat.answered(response="utter_desk.closed")
    assert not any("crack is well seen" in text for text in chat.texts())


def test_who_writes_mails_is_answered_by_a_person_in_a_letter(
    mail_bot: tuple[Bot, Post], person: Person
) -> None:
    bot, post = mail_bot
    order = demo_order("th", "delivered")
    customer = Correspondent(post, "demo-th@example.com")
    customer.writes(f"{THAI['defect']} {order}", subject="สินค้าแตก")
    customer.writes(THAI["defect_description"], files=PHOTO)
    conversation = conversation_of(bot, "demo-th")
    ((number,),) = rows(bot, "SELECT number FROM tickets WHERE conversation_id = ?", conversation)
    agent = person(bot, "Tom Berg")
    agent.open(number)
    picture = agent.page.locator(".packet a.photo img")
    until(lambda: picture.evaluate("one => one.naturalWidth") > 0, "the photo at the desk")
    agent.press("Take it")
    canned = agent.canned("I'm sorry for the trouble")
    agent.write(canned)
    until(
        lambda: any(canned in text_of(one) for one in post.letters("demo-th@example.com")),
        "the person's words in a letter",
        60,
    )
    customer.letter = post.letters("demo-th@example.com")[-1]
    assert customer.letter["Subject"] == "Re: สินค้าแตก"
    told = len(post.letters("demo-th@example.com"))
    customer.sends(THAI["thank"])
    expect(agent.page.locator("#messages .customer .text").last).to_have_text(
        THAI["thank"], timeout=60_000
    )
    agent.press("Back to the assistant")
    post.await_letters(told + 1, "demo-th@example.com")
    answer = customer.writes(THAI["methods"])
    assert "PayPal" in text_of(answer)
    agent.open(number)
    agent.close()
    until(
        lambda: number in text_of(post.letters("demo-th@example.com")[-1]),
        "the last word in a letter",
        60,
    )
