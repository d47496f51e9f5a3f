"""Every error has a code of its own and tells a person what to do."""

from __future__ import annotations

import inspect

import pytest

from videoreflect import errors

DEFINED = [found for _, found in inspect.getmembers(errors, inspect.isclass) if found.__module__ == errors.__name__]
CLASSES = [found for found in DEFINED if issubclass(found, errors.VideoReflectError)]


def test_all_errors_are_one_tree() -> None:
    assert CLASSES == DEFINED


def test_no_two_errors_share_a_code() -> None:
    codes = [found.code for found in CLASSES]

    assert sorted(set(codes)) == sorted(codes)


@pytest.mark.parametrize("found", CLASSES, ids=lambda found: found.__name__)
def test_an_error_carries_its_own_code_and_sentence(found: type[errors.VideoReflectError]) -> None:
    assert {"code", "default"} <= vars(found).keys()
    assert found.code == found.code.lower().replace(" ", "-").replace("_", "-")
    assert found.default[0].isupper() or found.default.startswith("ffmpeg ")
    assert found.default.endswith(".")
    assert len(found.default.split()) > 4
    assert str(found()) == found.default
    assert 1 <= found.exit_code < 64
