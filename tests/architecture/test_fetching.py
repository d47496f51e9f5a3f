"""Only the command ``model get`` opens a connection: nothing else reaches the one function that does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FETCHING = "videoreflect.speech.hub"
REACHED_FROM = {"videoreflect/speech/store.py", "videoreflect/cli/models.py"}
"""The store offers it, and the command names the place to which it connects."""

CONNECTING = ("urllib.request", "http.client", "socket", "ssl", "requests", "httpx", "aiohttp", "huggingface_hub")
MAY_CONNECT = {"videoreflect/speech/hub.py"}
ON_THIS_DEVICE = {"videoreflect/serve.py", "videoreflect/web/opening.py"}
"""They look for a free port of this device."""


@pytest.fixture(scope="module")
def sources(root: Path) -> dict[str, ast.Module]:
    found = sorted((root / "videoreflect").rglob("*.py"))
    return {path.relative_to(root).as_posix(): ast.parse(path.read_text("utf-8")) for path in found}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def test_only_the_store_and_the_command_know_what_fetches(sources: dict[str, ast.Module]) -> None:
    assert {path for path, tree in sources.items() if FETCHING in set(imported(tree))} == REACHED_FROM


def test_only_the_command_asks_the_store_to_fetch(sources: dict[str, ast.Module]) -> None:
    """Seen to fail with ``ModelStore().get`` called in ``web/model_routes.py``."""
    asking = {path for path, tree in sources.items() if any(map(_asks_a_store, ast.walk(tree)))}

    assert asking == {"videoreflect/cli/models.py"}


def test_no_other_module_can_connect(sources: dict[str, ast.Module]) -> None:
    found = {path for path, tree in sources.items() if any(one in CONNECTING for one in imported(tree))}

    assert found == MAY_CONNECT | ON_THIS_DEVICE


def _asks_a_store(node: ast.AST) -> bool:
    """``store.get(…)`` or ``ModelStore(…).get(…)``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get"):
        return False
    asked = node.func.value
    name = asked.func if isinstance(asked, ast.Call) else asked
    return isinstance(name, ast.Name) and name.id in {"store", "models", "ModelStore"}
