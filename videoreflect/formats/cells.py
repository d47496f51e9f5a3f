"""Cells of a table that a spreadsheet may open: nothing in them is taken for a formula.

A cell that a spreadsheet would take for one gets an apostrophe in front, which spreadsheets take for "this is text".
So does one that begins with an apostrophe already; reading takes exactly one away again.
"""

from __future__ import annotations

_GUARD = "'"
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", _GUARD)


def guarded(cell: str) -> str:
    """A text as it can stand in a cell."""
    return _GUARD + cell if cell.startswith(_GUARDED) else cell


def bared(cell: str) -> str:
    """The text that stood there."""
    return cell[1:] if cell.startswith(_GUARD) and cell[1:].startswith(_GUARDED) else cell
