"""The words of the surfaces stand beside the responses, in the same catalogs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlg import Wording
from bot.nlg.catalogs import Catalogs
from bot.nlg.interface import read_interface
from bot.nlg.responses import BadResponse


def written(root: Path, text: str) -> Path:
    folder = root / "locales" / "interface"
    folder.mkdir(parents=True)
    (folder / "widget.yml").write_text(text, encoding="utf-8")
    return root


def test_a_surface_gets_all_its_words_by_name_with_placeholders_left_to_it(tmp_path: Path) -> None:
    texts = read_interface(
        written(
            tmp_path,
            "widget.send: {text: Send, note: button}\n"
            "widget.left: {text: '{n} left', note: a count}\n",
        )
    )
    wording = Wording(texts, Catalogs({}), {})
    assert wording.words("widget", "en") == {"send": "Send", "left": "{n} left"}


def test_a_text_of_a_surface_is_said_like_any_response(tmp_path: Path) -> None:
    texts = read_interface(
        written(
            tmp_path,
            "widget.left:\n  text: '{n} files left'\n  note: a count\n"
            "  plural: {count: n, one: '{n} file left'}\n",
        )
    )
    wording = Wording(texts, Catalogs({}), {})
    assert wording.say("widget.left", "en", {"n": 1}).text == "1 file left"
    assert wording.say("widget.left", "en", {"n": 3}).text == "3 files left"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("desk.send: {text: Send, note: n}", "begins with the name of its file"),
        ("widget.send: {text: Send}", "a note"),
        ("widget.send: {text: Send, note: n, colour: red}", "no such field: colour"),
    ],
)
def test_a_text_that_is_not_of_the_agreed_form_is_refused(
    tmp_path: Path, text: str, complaint: str
) -> None:
    root = written(tmp_path, text)
    with pytest.raises(BadResponse, match=complaint):
        read_interface(root)
