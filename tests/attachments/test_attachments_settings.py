"""Where files lie is set by a folder or an address that fsspec serves; and how long all stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BadSetting, load_settings


def test_files_lie_under_var_unless_set(tmp_path: Path) -> None:
    made = load_settings(_env_file=None, var=tmp_path)
    assert made.attachments == str(tmp_path / "attachments")


@pytest.mark.parametrize("url", ["/srv/files", "file:///srv/files", "memory://files"])
def test_a_folder_or_an_address_serves(url: str) -> None:
    assert load_settings(_env_file=None, attachments_url=url).attachments == url


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("attachments_url", "files"),
        ("attachments_url", "nonsense://bucket"),
        ("attachments_url", "../files"),
        ("retention_days", "0"),
        ("retention_days", "a year"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(field: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"SUPPORT_BOT_{field.upper()} does not fit"):
        load_settings(_env_file=None, **{field: value})
