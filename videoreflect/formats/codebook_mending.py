"""A codebook from outside, as anybody may have typed it: what can be put right is, and each change is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from videoreflect.domain.codebook import (
    COLOURS,
    MOST_CODES,
    MOST_LETTERS,
    SLUG,
    Code,
    Codebook,
    Group,
    checked_codebook,
    is_key,
    is_letters,
    one_line,
)
from videoreflect.domain.note import printable
from videoreflect.errors import InvalidInput

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_TOKENS = (0x05346B, 0xB04309, 0x307454, 0x8E527C, 0xAD8507, 0x3A94A8, 0x671619, 0x6C66CC, 0x7A8F67, 0x483F47)
"""The ten colours of codes; all of them can be told apart with every kind of sight, in light and in dark."""

YES = {"yes", "true", "1", "x", "y", "one of", "ja", "oui"}


@dataclass(frozen=True, slots=True)
class LooseCode:
    """A code as it was found: every text as it stood, "" where there was none."""

    name: str
    letters: str = ""
    colour: str = ""
    key: str = ""
    about: str = ""
    id: str = ""
    group: str = ""
    group_id: str = ""
    one_of: bool = False


@dataclass(frozen=True, slots=True)
class LooseBook:
    """A codebook as it was found."""

    codes: Sequence[LooseCode]
    id: str = ""
    title: str = ""
    source: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A codebook that can be kept, and in sentences what had to be changed."""

    book: Codebook
    told: tuple[str, ...]


@dataclass(slots=True)
class _Changes:
    """How many codes were changed in which way, and one of them by name."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kind: str, name: str) -> None:
        self.found.setdefault(kind, []).append(name)

    def told(self) -> tuple[str, ...]:
        return tuple(_SENTENCES[kind](names) for kind, names in self.found.items())


def mended(found: LooseBook, called: str = "") -> Taken:
    """A codebook out of what was found. ``called``: the title if it names none, such as the file's name.

    Raises InvalidInput if it is none at all, has too many codes, or texts that are too long.
    """
    named = [code for code in found.codes if one_line(code.name)]
    if len(named) > MOST_CODES:
        raise InvalidInput(
            f"A codebook has at most {MOST_CODES:,} codes. This one has {len(named):,}: nothing was taken in."
        )
    changes = _Changes()
    for _ in range(len(found.codes) - len(named)):
        changes.note("nameless", "")
    title = one_line(found.title) or one_line(called) or "Codebook"
    groups, group_of = _groups(named)
    book = Codebook(
        id=_short_name(found.id, title),
        title=title,
        codes=_codes(named, group_of, changes),
        groups=groups,
        source=printable(found.source),
        about=printable(found.about),
    )
    return Taken(checked_codebook(book), changes.told())


def slug(text: str) -> str:
    """Small letters, digits and “-” out of a text; what has none of them becomes “code”."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "code"


def _short_name(wanted: str, called: str) -> str:
    return wanted if SLUG.fullmatch(wanted) else slug(wanted or called)


def _codes(named: Sequence[LooseCode], group_of: dict[str, str], changes: _Changes) -> tuple[Code, ...]:
    ids, names, letters, keys = set[str](), set[str](), set[str](), set[str]()
    return tuple(
        Code(
            id=_free(_short_name(one.id, one.name), ids, _with_number),
            name=_name(one, names, changes),
            letters=_letters(one, letters, changes),
            colour=_colour(one, place, changes),
            key=_key(one, keys, changes),
            about=printable(one.about),
            group=group_of.get(_group_key(one), ""),
        )
        for place, one in enumerate(named)
    )


def _groups(named: Sequence[LooseCode]) -> tuple[tuple[Group, ...], dict[str, str]]:
    ids: set[str] = set()
    found: dict[str, Group] = {}
    for one in named:
        key, name = _group_key(one), one_line(one.group)
        if name and key not in found:
            found[key] = Group(_free(_short_name(one.group_id, name), ids, _with_number), name, one.one_of)
        elif name and one.one_of and not found[key].one_of:
            found[key] = Group(found[key].id, found[key].name, one_of=True)
    return tuple(found.values()), {key: group.id for key, group in found.items()}


def _group_key(one: LooseCode) -> str:
    return one_line(one.group).casefold()


def _name(one: LooseCode, taken: set[str], changes: _Changes) -> str:
    wanted = one_line(one.name)
    name = _free(wanted, taken, lambda text, n: f"{text} ({n})")
    if name != wanted:
        changes.note("name", wanted)
    return name


def _letters(one: LooseCode, taken: set[str], changes: _Changes) -> str:
    wanted = one_line(one.letters)
    if is_letters(wanted) and wanted.casefold() not in taken:
        taken.add(wanted.casefold())
        return wanted
    if wanted:
        changes.note("letters", one_line(one.name))
    return _free(_initials(wanted if is_letters(wanted) else one.name), taken, _letters_with_number)


def _initials(name: str) -> str:
    words = re.findall(r"[^\W_]+", one_line(name))
    short = "".join(word[0] for word in words) if len(words) > 1 else "".join(words)[:2]
    return "".join(c for c in short.upper() if c.isalnum())[:3] or "X"


def _letters_with_number(text: str, number: int) -> str:
    digits = str(number)
    return text[: max(0, MOST_LETTERS - len(digits))] + digits


def _with_number(text: str, number: int) -> str:
    return f"{text[: 39 - len(str(number))].rstrip('-')}-{number}"


def _free(wanted: str, taken: set[str], other: Callable[[str, int], str]) -> str:
    """``wanted``, or the first other form of it that nobody has. At most 2,000 codes: it ends soon."""
    found, number = wanted, 2
    while found.casefold() in taken:
        found, number = other(wanted, number), number + 1
    taken.add(found.casefold())
    return found


def _colour(one: LooseCode, place: int, changes: _Changes) -> int:
    wanted, by_order = one.colour.strip(), place % COLOURS + 1
    if not wanted:
        return by_order
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 2 and 1 <= int(wanted) <= COLOURS:
        return int(wanted)
    if _HEX.fullmatch(wanted):
        changes.note("nearest", one_line(one.name))
        return _nearest(wanted.removeprefix("#"))
    changes.note("colour", one_line(one.name))
    return by_order


def _nearest(digits: str) -> int:
    wide = digits if len(digits) == 6 else "".join(2 * one for one in digits)
    wanted = int(wide, 16)
    return 1 + min(range(len(_TOKENS)), key=lambda at: _apart(wanted, _TOKENS[at]))


def _apart(a: int, b: int) -> float:
    """How different two colours look, roughly ("redmean")."""
    red, green, blue = ((a >> by & 255) - (b >> by & 255) for by in (16, 8, 0))
    mean = ((a >> 16 & 255) + (b >> 16 & 255)) / 2
    return (2 + mean / 256) * red**2 + 4 * green**2 + (2 + (255 - mean) / 256) * blue**2


def _key(one: LooseCode, taken: set[str], changes: _Changes) -> str:
    wanted = one.key.strip()
    if not wanted:
        return ""
    if not is_key(wanted):
        changes.note("key", one_line(one.name))
        return ""
    if wanted.casefold() in taken:
        changes.note("key-twice", one_line(one.name))
        return ""
    taken.add(wanted.casefold())
    return wanted


def _codes_named(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name[:40]}”" for name in names[:3])
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{shown}{more}"


_SENTENCES: dict[str, Callable[[Sequence[str]], str]] = {
    "nameless": lambda names: f"{_rows(len(names))} without a name left out.",
    "name": lambda names: f"A name stood there more than once, so a number was added: {_codes_named(names)}.",
    "letters": lambda names: (
        f"Letters that could not be used, or that another code has, were changed: {_codes_named(names)}."
    ),
    "colour": lambda names: f"Colours that could not be read were chosen anew: {_codes_named(names)}.",
    "nearest": lambda names: f"Colours were set to the nearest that everybody can tell apart: {_codes_named(names)}.",
    "key": lambda names: f"Keys that are not one letter or digit were left out: {_codes_named(names)}.",
    "key-twice": lambda names: f"A key that an earlier code has already was left out: {_codes_named(names)}.",
}


def _rows(many: int) -> str:
    return "1 row is" if many == 1 else f"{many:,} rows are"
