"""Forms that stand by themselves: forwarded mails, rarer programs, and what is kept in doubt."""

from __future__ import annotations

import pytest

from bot.channels.email.reading import read_mail
from bot.channels.email.reply_marker import is_reply_marker, reply_marker
from tests.channels.email.mail_clients import mail

FORWARDED = [
    "---------- Forwarded message ---------",
    "Begin forwarded message:",
    "Début du message réexpédié :",
    "Inicio del mensaje reenviado:",
    "Anfang der weitergeleiteten Nachricht:",
    "Início da mensagem reencaminhada:",
    "Início da mensagem encaminhada:",
    "Начало переадресованного сообщения:",
    "Początek przekazywanej wiadomości:",
    "เริ่มข้อความที่ส่งต่อ:",
    "Inizio messaggio inoltrato:",
    "İleti başlangıcı:",
    "Începe mesajul redirecționat:",
    "-------- Message transféré --------",
    "-------- Weitergeleitete Nachricht --------",
    "-------- Перенаправленное сообщение --------",
    "-------- İletilen İleti --------",
    "-------- Mesaj redirecționat --------",
    "-------- Messaggio Inoltrato --------",
]
SAID_ABOVE = [
    "*From:* Shop <s@x.example>\n*Sent:* Saturday\n*To:* me\n*Subject:* hi",
    "From: Shop <s@x.example>\nSent: Saturday\n\nTo: me\n\nSubject: hi",
    'Von: "Shop" <s@x.example>\nAn: me\nDatum: 28.11.2026 14:03:00\nBetreff: x',
    "On 28 Nov 2026, at 14:03, Ben Jama\n<support@jama.example> wrote:",
    "---- On Sat, 28 Nov 2026 14:03:12 +0000 Ben <b@jama.example> wrote ----",
    "------- Original Message -------\nOn Saturday, November 28th, 2026 at 2:03 PM, Ben wrote:",
    "Shop <s@x.example> schrieb am Sa., 28. Nov. 2026, 14:03:",
    "Shop <s@x.example>, 28 Kas 2026 Cmt, 14:03 tarihinde\nşunu yazdı:",
    '----------------\nКому: a (a@y.ru);\nТема: JM;\n28.11.2026, 14:03, "Ben" <b@jama.example>:',
    "Отправлено из мобильной Почты Mail.ru\n\nсб, 28 ноября 2026 г., 14:03 +0300 от B <b@x.ru>:",
    "Sent with Proton Mail secure email.\n\n------- Original Message -------",
]
DEVICES = [
    "Get Outlook for Android",
    "Sent from Mail for Windows",
    "Sent from Yahoo Mail on Android",
    "Envoyé à partir de Outlook pour Android",
    "Gesendet mit der GMX Mail App",
    "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
    "Enviado desde mi smartphone Samsung Galaxy.",
    "Отправлено со смартфона Samsung Galaxy.",
    "Wysłane z aplikacji Poczta dla Windows",
    "ส่งจากสมาร์ทโฟน Samsung Galaxy",
    "Inviato da Libero Mail per Android",
    "Samsung cihazımdan gönderildi",
    "Trimis de pe telefonul meu Samsung",
]
KEPT = [
    "Sent from home, my iPhone is broken and I want my money back.",
    "Sent from my iPhone order page there is an error",
    "My address: a@b.example\nPhone: 123\nSubject: return\nFrom: Leeds",
    "Hello\n—\nAnn\n\nP.S. the box is here",
    "One thing\n--\nAnother thing\n\nAnd a third one",
    "5 > 3, and 3 < 5",
    "##Order## - 12 - ##",
    "Regards\nAnn Smith\nAnn Ltd, 1 High Street\nThis mail is confidential.",
]


def text_of(plain: str) -> str:
    return read_mail(mail(plain, None), own_addresses=[], authserv_id=None).text


@pytest.mark.parametrize("line", FORWARDED)
def test_a_forwarded_mail_is_not_the_customers_wish(line: str) -> None:
    assert text_of(f"See below.\n\n{line}\n\nCancel everything!") == "See below."
    assert text_of(f"{line}\n\nCancel everything!") == ""


@pytest.mark.parametrize("above", SAID_ABOVE)
def test_rarer_forms_are_cut_too(above: str) -> None:
    assert text_of(f"Yes, please\n\n{above}\n\nWhich order?") == "Yes, please"


@pytest.mark.parametrize("line", DEVICES)
def test_the_line_of_a_device_is_no_wish(line: str) -> None:
    assert text_of(f"Yes, please\n\n{line}\n") == "Yes, please"


@pytest.mark.parametrize("text", KEPT)
def test_in_doubt_the_text_stays(text: str) -> None:
    assert text_of(text) == text


def test_the_reply_marker_is_known_by_its_signs_however_it_is_quoted() -> None:
    line = reply_marker("Bitte  über\ndieser Zeile antworten")
    assert line == "##- Bitte über dieser Zeile antworten -##"
    for quoted in (line, f"> {line}", f"\t>> {line[:20]}", f"| *{line}*"):
        assert is_reply_marker(quoted)
    assert not is_reply_marker("I wrote ##- above -##")
