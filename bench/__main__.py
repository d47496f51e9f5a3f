"""The command: ``python -m bench [NAME…] [--quick] [--repeats N] [--size MIB] [--json]``."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time

from bench.settings import Settings, load, machine
from bench.table import Table

NAMES = (
    "encrypt", "vault", "consent", "unshare", "index", "transcribe", "onsets", "voices", "long", "player", "review",
    "memory",
)  # fmt: skip
REPEATS, SIZE_MIB, QUICK_MIB = 3, 1024, 64


def main(arguments: list[str]) -> int:
    """Measure and print; a table is printed as soon as it is there."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"there is no table named {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    usual = (1, QUICK_MIB) if given.quick else (REPEATS, SIZE_MIB)
    repeats, size = given.repeats or usual[0], given.size or usual[1]
    settings = Settings(given.quick, max(1, repeats), max(2, size))
    documents = []
    for name in given.names or NAMES:
        documents.append(_measured(name, settings, quiet=given.json))
    if given.json:
        print(json.dumps({"machine": machine(), "tables": documents}, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure beside peers, and print the tables.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; all if none")
    parser.add_argument("--quick", action="store_true", help="small sizes, once each: proves that it works")
    parser.add_argument("--repeats", type=int, help="how often each thing is measured (3)")
    parser.add_argument("--size", type=int, metavar="MIB", help="of the big file and of the upload (1024)")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of text")
    return parser


def _measured(name: str, settings: Settings, *, quiet: bool) -> dict[str, object]:
    before, begun = load(), time.monotonic()
    table: Table = importlib.import_module(f"bench.{name}").measure(settings)
    stated = f"{machine()}; load {before} before, {load()} after; {time.monotonic() - begun:.0f} s in all"
    if not quiet:
        print(f"{table.as_text()}\n  {stated}\n", flush=True)
    return {"name": name, "measured_on": stated} | table.as_json()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
