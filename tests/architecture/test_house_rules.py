"""Rules of the house that no linter knows."""

from __future__ import annotations

from pathlib import Path

MOST_LINES = 400
NAMES_THAT_SAY_NOTHING = frozenset({"common", "helper", "helpers", "manager", "misc", "util", "utils"})


def modules(root: Path) -> list[Path]:
    """Return every module of the package and app.py."""
    return [*sorted((root / "videoreflect").rglob("*.py")), *root.glob("app.py")]


def test_no_file_grew_beyond_one_sitting(root: Path) -> None:
    long = {
        str(path.relative_to(root)): lines
        for path in modules(root)
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }

    assert not long, f"over {MOST_LINES} lines: {long}"


def test_every_name_says_what_is_inside(root: Path) -> None:
    folders = [path for path in (root / "videoreflect").rglob("*") if path.is_dir()]
    vague = [
        str(path.relative_to(root))
        for path in [*modules(root), *folders]
        if NAMES_THAT_SAY_NOTHING & set(path.stem.split("_"))
    ]

    assert not vague, f"name the thing: {vague}"


def test_every_module_says_what_it_is_for(root: Path) -> None:
    silent = [
        str(path.relative_to(root)) for path in modules(root) if not path.read_text("utf-8").lstrip().startswith('"""')
    ]

    assert not silent, f"no docstring at the top: {silent}"
