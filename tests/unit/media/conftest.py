"""Clips for the media tests, made once for all."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from tests.unit.media.recipes import Kitchen


@pytest.fixture(scope="session")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Kitchen:
    """Return what makes clips by name; see ``recipes``."""
    return Kitchen(tmp_path_factory.mktemp("clips"))


@pytest.fixture(scope="session")
def clip(kitchen: Kitchen) -> Callable[[str], io.BytesIO]:
    """Return a function that gives a fresh reader of the clip of that name."""
    return lambda name: io.BytesIO(kitchen.bytes_of(name))
