"""Modules that are loaded when something of them is used."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from ingestion.warehouse.border.later import load_later


def test_a_module_is_loaded_when_something_of_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("put_off", "at_once"):
        told = f"open({str(tmp_path / name)!r} + '.loaded', 'w').close()\nVALUE = '{name}'\n"
        (tmp_path / f"{name}.py").write_text(told, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    load_later({"put_off"})
    put_off, at_once = (importlib.import_module(name) for name in ("put_off", "at_once"))
    assert [one.name for one in tmp_path.glob("*.loaded")] == ["at_once.loaded"]
    assert (put_off.VALUE, at_once.VALUE) == ("put_off", "at_once")
    assert (tmp_path / "put_off.loaded").exists()
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("nowhere")
