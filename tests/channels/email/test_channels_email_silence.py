"""Machines, lists, returned mails and the bot itself get no answer; people do."""

from __future__ import annotations

import pytest

from bot.channels.email.reading import read_mail
from bot.channels.email.silence import REASONS
from bot.languages import LANGUAGES

OWN = ["support@jama.example"]


def silence(*headers: str, sender: str = "ana@mail.example") -> str | None:
    lines = [f"From: {sender}", *headers, "", "Hello"]
    return read_mail("\r\n".join(lines).encode(), own_addresses=OWN, authserv_id=None).silence


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Return-Path: <>", "null_return_path"),
        ("Return-Path:  < >", None),
        ("Return-Path: <ana@mail.example>", None),
        ("Auto-Submitted: auto-replied", "auto_submitted"),
        ("Auto-Submitted: auto-generated; owner=x", "auto_submitted"),
        ("AUTO-SUBMITTED: Auto-Notified", "auto_submitted"),
        ("Auto-Submitted: no", None),
        ("Auto-Submitted: No ; x", None),
        ("Precedence: bulk", "precedence"),
        ("Precedence: List", "precedence"),
        ("Precedence: junk", "precedence"),
        ("Precedence: normal", None),
        ("List-Id: Friends <friends.example>", "mailing_list"),
        ("List-Unsubscribe: <https://news.example/u>", "mailing_list"),
        ("X-Auto-Response-Suppress: All", "suppressed"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "suppressed"),
        ("X-Auto-Response-Suppress: DR, RN", None),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=x", "report"),
        ("Content-Type: multipart/report; report-type=disposition-notification", "report"),
        ("X-Autoreply: yes", "auto_responder"),
        ("X-Autorespond: vacation", "auto_responder"),
        ("X-Support-Bot: 1", "our_own"),
        ("Subject: Re: Automatic reply: my order", None),
        ("Subject: The automatic reply never came", None),
        ("Subject: Out of stock?", None),
        ("Subject: Autoteile bestellt", None),
        ("Subject: Im Urlaub bestelltes Paket", None),
    ],
)
def test_headers_say_whether_a_machine_wrote(header: str, reason: str | None) -> None:
    assert silence(header) == reason


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("MAILER-DAEMON@mail.example", "daemon"),
        ("Mail Delivery <postmaster@mail.example>", "daemon"),
        ("bounces+123@news.example", "daemon"),
        ("no-reply@shop.example", "no_reply"),
        ("noreply@shop.example", "no_reply"),
        ("do_not_reply@shop.example", "no_reply"),
        ("notifications-noreply@shop.example", "no_reply"),
        ("ne-pas-repondre@boutique.example", "no_reply"),
        ("nicht-antworten@laden.example", "no_reply"),
        ("noresponder@tienda.example", "no_reply"),
        ("nao-responda@loja.example", "no_reply"),
        ("nonrispondere@negozio.example", "no_reply"),
        ("support@jama.example", "our_own"),
        ("Ben Jama <Support@Jama.example>", "our_own"),
        ("support+a1b2@jama.example", "our_own"),
        ("", "no_sender"),
        ("ana@mail.example, ben@mail.example", "no_sender"),
        ("reply.anna@mail.example", None),
        ("nora.reply@mail.example", None),
        ("postmasters-fan@mail.example", None),
        ("Müller, Ida <ida@mail.example>", None),
    ],
)
def test_senders_say_whether_a_machine_wrote(sender: str, reason: str | None) -> None:
    assert silence(sender=sender) == reason


ABSENT = {
    "en": ["Automatic reply: Your order JM-1", "Out of Office", "Out of Office AutoReply: Order"],
    "fr": ["Réponse automatique : Votre commande", "Absence du bureau", "Message d’absence"],
    "es": ["Respuesta automática: Su pedido", "Fuera de la oficina", "De vacaciones"],
    "de": [
        "Automatische Antwort: Ihre Bestellung",
        "Abwesenheitsnotiz",
        "Abwesenheitsnotiz: Re: x",
    ],
    "pt": ["Resposta automática: A sua encomenda", "Fora do escritório", "Ausência temporária"],
    "ru": ["Автоматический ответ: Ваш заказ", "Автоответ: Заказ", "Вне офиса"],
    "pl": ["Odpowiedź automatyczna: Zamówienie", "Autoodpowiedź: Zamówienie", "Poza biurem"],
    "th": ["ตอบกลับอัตโนมัติ: คำสั่งซื้อ", "การตอบกลับอัตโนมัติ: JM-1", "ไม่อยู่ที่สำนักงาน"],
    "it": ["Risposta automatica: Il suo ordine", "Fuori sede", "Fuori ufficio: Re: ordine"],
    "tr": ["Otomatik yanıt: Siparişiniz", "OTOMATİK YANIT: Sipariş", "Ofis dışında"],
    "ro": ["Răspuns automat: Comanda", "În afara biroului", "Absent din birou"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_out_of_office_without_a_header_is_told_by_the_subject(language: str) -> None:
    for subject in ABSENT[language]:
        assert silence(f"Subject: {subject}") == "out_of_office", subject


def test_every_reason_has_a_code_of_its_own() -> None:
    assert len(set(REASONS)) == len(REASONS)
    assert all(code.isidentifier() for code in REASONS)
