"""The project's own wording, copies of it to break, and small shops with a few responses."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages import Catalog, pofile

from bot.languages import LANGUAGES
from bot.nlg.catalogs import catalog_path
from bot.nlg.extracting import extract
from bot.settings import ROOT

TRANSLATED = tuple(code for code in LANGUAGES if catalog_path(ROOT, code).exists())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of domain.yml and the catalogs that a test may break."""
    shutil.copy(ROOT / "domain.yml", tmp_path / "domain.yml")
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    return tmp_path


SmallShop = Callable[..., Path]


@pytest.fixture
def small_shop(tmp_path: Path) -> SmallShop:
    """Makes a project folder of a few responses, with translations by language and context."""

    def make(
        responses: Mapping[str, list[dict[str, Any]]],
        translations: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Path:
        for entries in responses.values():
            for entry in entries:
                entry.setdefault("metadata", {}).setdefault("note", "For a test.")
        (tmp_path / "domain.yml").write_text(
            yaml.safe_dump({"responses": dict(responses)}, allow_unicode=True), encoding="utf-8"
        )
        extract(tmp_path)
        for language, texts in (translations or {}).items():
            change(tmp_path, language, lambda c, texts=texts: _translate(c, texts))
        return tmp_path

    return make


def _translate(catalog: Catalog, texts: Mapping[str, Any]) -> None:
    for message in catalog:
        if message.context in texts:
            message.string = texts[message.context]


def change(root: Path, language: str, edit: Callable[[Catalog], None]) -> None:
    """Reads a catalog, lets ``edit`` work on it, and writes it back."""
    path = catalog_path(root, language)
    with path.open("rb") as file:
        catalog = pofile.read_po(file, locale=language, charset="utf-8")
    edit(catalog)
    with path.open("wb") as file:
        pofile.write_po(file, catalog, width=0)
