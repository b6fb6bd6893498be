"""``python -m bot.responder.training FILE``: trains the model and says how far it is.

Prints ``@progress DONE OF WHAT`` for each step, for the launcher's bar.
"""

from __future__ import annotations

import logging
import re
import sys
import warnings
from pathlib import Path

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


def main(output: Path) -> int:
    """Trains into ``output``. Gives 0, or 1 where Rasa made no model."""
    progress = _Progress(_trained_components() + 2)
    progress.tell("reading the data")
    warnings.simplefilter("ignore")
    import rasa

    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.setLevel(logging.INFO)
    hooks.addHandler(progress)
    hooks.propagate = False
    made = rasa.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "data")],
        output=str(output.parent),
        force_training=True,
        fixed_model_name=output.name.removesuffix(".tar.gz"),
    )
    progress.tell("done")
    return 0 if made.model and Path(made.model).exists() else 1


def _trained_components() -> int:
    import yaml

    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    return len(config["pipeline"]) + len(config["policies"])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
