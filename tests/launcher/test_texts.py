"""Texts from a stream, whatever stands in it: ``support-bot parse -``."""

from __future__ import annotations

import io
import json
import os
from typing import Any

import pytest

from bot.launcher.texts import MOST_CHARACTERS, as_text, lines, parse_lines


def echo(text: str) -> dict[str, Any]:
    return {"text": text}


def told(stream: bytes) -> list[str]:
    return [text for text, _ in lines(io.BytesIO(stream))]


def test_a_line_is_a_text_and_the_last_one_needs_no_end() -> None:
    assert told(b"one\ntwo\r\n\n  three  \nfour") == ["one", "two", "", "  three  ", "four"]
    assert told(b"") == []


def test_other_line_separators_are_part_of_a_text() -> None:
    assert told("a\rb\x0bc\u2028d\n".encode()) == ["a\rb\x0bc\u2028d"]


def test_broken_utf8_is_read_as_replacement_characters() -> None:
    assert told(b"caf\xe9 \xff\n\xc3\xa9\n") == ["caf\ufffd \ufffd", "é"]


@pytest.mark.parametrize("letter", ["x", "é", "ก", "😀"])
@pytest.mark.parametrize("more", [0, 1, 7, 35_000, 400_000])
def test_what_exceeds_a_messages_length_is_not_read(letter: str, more: int) -> None:
    stream = f"{letter * (MOST_CHARACTERS + more)}\nnext\n".encode()
    (first, whole), second = lines(io.BytesIO(stream))
    assert first == letter * MOST_CHARACTERS
    assert whole == (more == 0)
    assert second == ("next", True)


def test_each_result_is_there_before_the_next_text_is_read() -> None:
    reading, writing = os.pipe()
    back, forth = os.pipe()
    import threading

    with os.fdopen(reading, "rb") as texts, os.fdopen(forth, "wb") as results:
        worker = threading.Thread(target=parse_lines, args=(echo, texts, results))
        worker.start()
        with os.fdopen(back, "rb") as answers, os.fdopen(writing, "wb", buffering=0) as asked:
            for text in ("hello", "", "ไทย"):
                asked.write(f"{text}\n".encode())
                assert json.loads(answers.readline()) == {"text": text}
            asked.close()
            worker.join(5)
        assert not worker.is_alive()


def test_a_reader_who_goes_away_ends_it_quietly() -> None:
    back, forth = os.pipe()
    os.close(back)
    with os.fdopen(forth, "wb", buffering=0) as results:
        assert parse_lines(echo, io.BytesIO(b"one\ntwo\n"), results) == 0


def test_how_many_lines_were_cut_is_told() -> None:
    stream = io.BytesIO(b"short\n" + b"x" * 10_001 + b"\n" + b"y" * 90_000)
    assert parse_lines(echo, stream, io.BytesIO()) == 2


def test_an_argument_that_is_no_utf8_is_read_all_the_same() -> None:
    assert as_text(b"caf\xe9".decode("utf-8", "surrogateescape")) == "caf\ufffd"
