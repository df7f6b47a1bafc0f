"""A site takes the place of another as a whole, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.site import place
from ingestion.site.names import file_name
from ingestion.site.place import check_place, made_from, replacement_folder
from ingestion.warehouse.state import ForeignError


def _write(folder: Path, text: str) -> None:
    with replacement_folder(folder, {"refresh_id": text}) as made:
        (made / "index.html").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("exchange", [True, False])
def test_the_new_folder_is_there_whole_and_the_old_one_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        # A system that cannot exchange two folders at once.
        monkeypatch.setattr(place.ctypes, "CDLL", lambda *_, **__: object())
    folder = tmp_path / "a b" / "site"
    for text in ("one", "two"):
        _write(folder, text)
        assert (folder / "index.html").read_text(encoding="utf-8") == text
        assert made_from(folder) == {"refresh_id": text}
        assert [path.name for path in folder.parent.iterdir()] == ["site"]


def test_what_fails_leaves_the_old_site_and_nothing_else(tmp_path: Path) -> None:
    _write(tmp_path / "site", "one")
    with pytest.raises(RuntimeError), replacement_folder(tmp_path / "site", {}) as made:
        (made / "index.html").write_text("half", encoding="utf-8")
        raise RuntimeError
    assert (tmp_path / "site" / "index.html").read_text(encoding="utf-8") == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_is_no_site_is_left_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    check_place(other)
    (other / "thesis.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(other)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("other", "link", "file"):
        with pytest.raises(ForeignError):
            _write(tmp_path / name, "x")
    assert (other / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_somebody_fills_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with pytest.raises(ForeignError), replacement_folder(folder, {}):
        folder.mkdir()
        (folder / "thesis.txt").write_text("mine", encoding="utf-8")
    assert [path.name for path in tmp_path.rglob("*")] == ["site", "thesis.txt"]


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "å" * 300, "", "x" * 300, "-", "a\x00b", ".."])
def test_no_key_leads_out_of_its_folder_and_no_two_share_a_name(key: str) -> None:
    name = file_name(key)
    assert name and len(name.encode()) < 200 and not set(name) & set("/\\.\x00")
    assert name != file_name(key + "/")
    assert file_name("norrmalm-2021-VB") == "norrmalm-2021-VB"
