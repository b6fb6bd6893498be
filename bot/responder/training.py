"""``python -m bot.responder.training FILE CONFIG``: trains the model and says how far it is.

Prints ``@progress DONE OF WHAT`` for each step, for the launcher's bar.
"""

from __future__ import annotations

import gc
import logging
import re
import sys
import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT

_STARTS = re.compile(r"Starting to train component '(\w+)'")


class _Progress(logging.Handler):
    """Turns Rasa's log of trained components into progress lines."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.done = 0
        self.steps = steps

    def emit(self, record: logging.LogRecord) -> None:
        if found := _STARTS.search(record.getMessage()):
            self.tell(found.group(1))

    def tell(self, what: str) -> None:
        """Says that a step begins."""
        print(f"@progress {min(self.done, self.steps)} {self.steps} {what}", flush=True)
        self.done += 1


def main(output: Path, config: Path) -> int:
    """Trains into ``output`` by ``config``. Gives 0, or 1 where Rasa made no model."""
    read = yaml.safe_load(config.read_text(encoding="utf-8"))
    if lacking := what_encoders_lack(read):
        print(lacking)
        return 1
    progress = _Progress(len(read["pipeline"]) + len(read["policies"]) + 2)
    progress.tell("reading the data")
    warnings.simplefilter("ignore")
    # Rasa copies 66,000 messages four times over: looking for cycles among them is a third of that.
    gc.disable()
    import rasa

    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.setLevel(logging.INFO)
    hooks.addHandler(progress)
    hooks.propagate = False
    made = rasa.train(
        domain=str(ROOT / "domain.yml"),
        config=str(config),
        training_files=[str(ROOT / "data")],
        output=str(output.parent),
        force_training=True,
        fixed_model_name=output.name.removesuffix(".tar.gz"),
    )
    progress.tell("done")
    return 0 if made.model and Path(made.model).exists() else 1


def what_encoders_lack(config: Mapping[str, Any]) -> str | None:
    """What a pipeline with a pretrained encoder lacks to be trained, in a sentence; None where it
    lacks nothing. Rasa would ask the internet for it, and say something else."""
    for entry in config["pipeline"]:
        if entry["name"] != "LanguageModelFeaturizer":
            continue
        if find_spec("transformers") is None:
            return "The package transformers is not installed: see docs/labse.md"
        weights = Path(entry.get("model_weights") or "")
        if not (ROOT / weights / "tf_model.h5").is_file():
            return f"There is no encoder in {ROOT / weights}: see docs/labse.md"
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
