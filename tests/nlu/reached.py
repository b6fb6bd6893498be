"""What a model has reached, as ``targets.yml`` keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.targets import Target
from bot.languages import LANGUAGES


def better_or_equal(target: Target, value: float, before: float) -> bool:
    """Whether a figure is no worse than it was. Figures are told to four decimals."""
    return value <= before if target.most is not None else value >= before


def written(
    path: Path, targets: Sequence[Target], report: Mapping[str, Any], *, only_better: bool
) -> str:
    """The file's text with what is reached now, its comments as they are. ``only_better`` keeps
    what was reached before where it was more. What depends on the machine is left out."""
    text = re.sub(r"^  reached:.*\n(?:    .*\n)*", "", path.read_text(encoding="utf-8"), flags=re.M)
    for target in targets:
        if not target.figure.startswith("figures."):
            continue
        reached = dict(target.reached) if only_better else {}
        for where, value in target.values(report).items():
            before = reached.get(where)
            if before is None or better_or_equal(target, value, before):
                reached[where] = value
        order = [where for where in ("all", *LANGUAGES) if where in reached]
        line = ", ".join(f"{where}: {reached[where]:g}" for where in order)
        text = re.sub(
            rf"^{target.name}:\n(?:  .*\n)+",
            lambda found, line=line: f"{found.group()}  reached: {{{line}}}\n",  # type: ignore[misc]
            text,
            flags=re.M,
        )
    return text
