"""``config.labse.yml`` trains, is packed, loaded and read with, on a tiny encoder made here."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.evaluation.utterances import learned_utterances
from bot.settings import ROOT
from tests.nlu.conftest import import_quietly

CONFIG = ROOT / "config.labse.yml"
LANGUAGES = ("en", "th")
INTENTS = ("track_order", "cancel_order", "greet")
EACH = 12


def config() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    return read


def test_all_but_the_classifier_is_as_in_our_own_configuration() -> None:
    ours = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    names = {entry["name"] for entry in ours["pipeline"]}
    kept = [e for e in config()["pipeline"] if e["name"].startswith("bot.")]
    assert kept == [entry for entry in ours["pipeline"] if entry in kept]
    assert {entry["name"] for entry in kept} <= names
    assert config()["policies"] == ours["policies"]


@pytest.mark.slow
def test_training_says_what_is_missing(tmp_path: Path) -> None:
    import_quietly()
    from bot.responder.training import what_encoders_lack

    told = config()
    for entry in told["pipeline"]:
        if entry["name"] == "LanguageModelFeaturizer":
            entry["model_weights"] = str(tmp_path)
    said = what_encoders_lack(told)
    assert said is not None
    assert "docs/labse.md" in said
    assert what_encoders_lack({"pipeline": [{"name": "WhitespaceTokenizer"}]}) is None


def make_encoder(folder: Path, texts: list[str]) -> None:
    """A BERT of one layer with random weights, whose vocabulary is the texts' letters."""
    from transformers import BertConfig, BertTokenizer, TFBertModel

    letters = sorted({letter for text in texts for letter in text.lower() if not letter.isspace()})
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{x}" for x in letters)]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    shape = BertConfig(
        vocab_size=len(tokens),
        hidden_size=24,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    encoder = TFBertModel(shape)
    encoder(encoder.dummy_inputs)
    encoder.save_pretrained(folder)


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("transformers") is None, reason="transformers is not installed: docs/labse.md"
)
@pytest.mark.filterwarnings("ignore")
def test_the_bot_learns_and_reads_on_an_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "1")
    import_quietly()
    logging.getLogger("rasa").setLevel(logging.ERROR)
    told = {
        (language, intent): [
            u.text for u in learned_utterances(language) if u.intent == intent and len(u.text) < 60
        ][:EACH]
        for language in LANGUAGES
        for intent in INTENTS
    }
    make_encoder(tmp_path / "encoder", [text for texts in told.values() for text in texts])
    read = config()
    for entry in read["pipeline"]:
        if entry["name"] == "LanguageModelFeaturizer":
            entry["model_weights"] = str(tmp_path / "encoder")
    (tmp_path / "config.yml").write_text(yaml.safe_dump(read), encoding="utf-8")
    blocks = [
        {
            "intent": intent,
            "metadata": {"language": language},
            "examples": "".join(f"- {text}\n" for text in texts),
        }
        for (language, intent), texts in told.items()
    ]
    data = {"version": "3.1", "nlu": blocks}
    (tmp_path / "nlu.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

    from rasa.model_training import train_nlu

    from bot.nlu.parsing import load_parser
    from bot.responder.training import what_encoders_lack

    assert what_encoders_lack(read) is None
    made = train_nlu(str(tmp_path / "config.yml"), str(tmp_path / "nlu.yml"), str(tmp_path), "tiny")
    parsed = load_parser(Path(made)).parse("where is my order JM-4821-7305")
    assert parsed["language"]["code"] == "en"
    assert {entry["name"] for entry in parsed["intent_ranking"]} <= set(INTENTS)
    assert parsed["intent"]["name"] in {*INTENTS, "nlu_fallback"}
    assert [entity["value"] for entity in parsed["entities"]] == ["JM-4821-7305"]
