"""The guide to the command line, held against the parser: nothing left out, nothing made up."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from videoreflect import errors
from videoreflect.cli.arguments import parser
from videoreflect.cli.commands import COMMANDS

CALL = re.compile(r"^videoreflect .+$", re.MULTILINE)


@pytest.fixture(scope="module")
def guide(root: Path) -> str:
    return (root / "docs" / "guide" / "command-line.md").read_text("utf-8")


def commands(of: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its parser; a command of commands is not one itself."""
    below = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield " ".join(path), of
    for group in below:
        for name, one in group.choices.items():
            yield from commands(one, (*path, name))


ALL = dict(commands(parser()))
OPTIONS = {option for one in ALL.values() for action in one._actions for option in action.option_strings}


def section_of(guide: str, command: str) -> str:
    """The section that shows a command by an example; the ones about options in front do not count."""
    shown = re.compile(rf"^videoreflect (?:--\S+ \S+ )*{command}\b", re.MULTILINE)
    first, *_ = [part for part in re.split(r"^## ", guide, flags=re.MULTILINE)[3:] if shown.search(part)] or [""]
    return first


@pytest.mark.parametrize("command", ALL)
def test_every_command_is_shown_with_all_its_options(guide: str, command: str) -> None:
    section = section_of(guide, command)
    common = {option for action in parser()._actions for option in action.option_strings}
    own = {option for action in ALL[command]._actions for option in action.option_strings} - common

    assert section, f"no example of {command}"
    assert not {option for option in own if option not in section}, f"options of {command} that the guide lacks"


@pytest.mark.parametrize("option", sorted({"--vault", "--as", "--passphrase-file", "--json", "--help"}))
def test_global_options_have_a_row(guide: str, option: str) -> None:
    assert re.search(rf"^\| `{option}[ `]", guide, re.MULTILINE)


def test_no_option_is_made_up(guide: str) -> None:
    assert not set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", guide)) - OPTIONS


def test_every_example_is_understood(guide: str) -> None:
    examples = [line for line in CALL.findall(guide) if "COMMAND" not in line]
    assert len(examples) >= 20

    for example in examples:
        assert parser().parse_args(shlex.split(example)[1:]).command in COMMANDS


@pytest.mark.parametrize("form", ["--text -", "--text @note.txt", "--text @@home"])
def test_the_forms_that_keep_words_out_of_the_history_are_shown(guide: str, form: str) -> None:
    assert f"`{form}`" in guide


def test_every_choice_is_named(guide: str) -> None:
    choices = {
        str(choice)
        for one in ALL.values()
        for action in one._actions
        if action.choices is not None
        for choice in action.choices
    }

    assert {choice for choice in choices if f"`{choice}`" not in guide} == set()


def test_every_exit_code_is_told(guide: str) -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", guide, re.MULTILINE)}
    used = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")}

    assert told == used | {0}


def test_every_command_of_the_parser_does_something() -> None:
    assert {name.split()[0] for name in ALL} == COMMANDS.keys()
