"""What the command ``codes`` takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def codes_arguments(one: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add its commands. ``one`` adds one by its name and what it does."""
    listing = one("list", "which codebooks there are; of a lesson, which it uses")
    listing.add_argument("lesson", metavar="LESSON", nargs="?")
    one("show", "the codes of a codebook").add_argument("book", metavar="BOOK")
    bring = one("import", "take in a codebook of your own: a table (CSV) or JSON")
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--look", action="store_true", help="only say what is in it, and what would be changed")
    save = one("export", "save a codebook as a file")
    save.add_argument("book", metavar="BOOK")
    save.add_argument("out", metavar="FILE")
    save.add_argument("--form", choices=["csv", "json"], help="left out, as the file’s name ends")
    for name, what in (("use", "use a codebook in a lesson"), ("unuse", "put it aside; labels on notes stay")):
        command = one(name, what)
        command.add_argument("lesson", metavar="LESSON")
        command.add_argument("book", metavar="BOOK")
    retire = one("retire", "no longer offer one of your own; lessons that use it keep it")
    retire.add_argument("book", metavar="BOOK")
    retire.add_argument("--again", action="store_true", help="offer it again")
