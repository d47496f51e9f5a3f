"""The ways in which a file of a vault is changed: flipped, cut, swapped, older, something else, hostile."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = 4096
DEEP, LONG = 200_000, 3 << 20
SPARSE_BYTES = 10 << 30


@dataclass(frozen=True)
class Target:
    """A file that is to be changed: its bytes, what it was on earlier days, and others of its kind.

    ``folders``: its capsule as it was on each of those days, path below the vault -> bytes, for whoever puts
    back all that belongs together; or a capsule that was erased since.
    """

    path: Path
    raw: bytes
    earlier: tuple[bytes, ...]
    alike: tuple[bytes, ...]
    vault: Path = Path()
    folders: tuple[Mapping[str, bytes], ...] = ()


Change = Callable[[Target, random.Random], bool]
"""Changes the file on the disk; False if this file cannot be changed in this way."""


def _rewrite(make: Callable[[Target, random.Random], bytes | None]) -> Change:
    """A change that puts other bytes in place of the file's."""

    def change(target: Target, chosen: random.Random) -> bool:
        made = make(target, chosen)
        if made is None or made == target.raw:
            return False
        target.path.write_bytes(made)
        return True

    return change


# -- Bytes -------------------------------------------------------------------------------------


def _flipped(target: Target, chosen: random.Random) -> bytes | None:
    if not target.raw:
        return None
    made = bytearray(target.raw)
    made[chosen.randrange(len(made))] ^= 1 << chosen.randrange(8)
    return bytes(made)


def _cut(target: Target, chosen: random.Random) -> bytes | None:
    length = chosen.choice([chosen.randrange(len(target.raw) + 1), 0, 1, len(target.raw) - 1])
    return target.raw[: max(0, length)]


def _overwritten(target: Target, chosen: random.Random) -> bytes | None:
    at, length = chosen.randrange(len(target.raw) + 1), chosen.choice([1, 16, 512, PAGE])
    return (target.raw[:at] + chosen.randbytes(length) + target.raw[at + length :])[: len(target.raw)]


def _longer(target: Target, chosen: random.Random) -> bytes | None:
    at, length = chosen.randrange(len(target.raw) + 1), chosen.choice([1, 16, PAGE])
    return chosen.choice([
        target.raw + bytes(length), target.raw + target.raw, target.raw[:at] + target.raw[at : at + length] * 2,
        target.raw[:at] + target.raw[at : at + length] * 2 + target.raw[at + length :],
    ])  # fmt: skip


def _left_out(target: Target, chosen: random.Random) -> bytes | None:
    at, length = chosen.randrange(len(target.raw) + 1), chosen.choice([1, 16, PAGE])
    return target.raw[:at] + target.raw[at + length :]


def _zeros(target: Target, chosen: random.Random) -> bytes | None:
    at = chosen.randrange(0, len(target.raw) + 1, PAGE)
    page = bytes(min(PAGE, len(target.raw) - at))
    return chosen.choice([bytes(len(target.raw)), target.raw[:at] + page + target.raw[at + PAGE :]])


# -- Other bytes that were genuine once, or elsewhere ------------------------------------------------


def _earlier(target: Target, chosen: random.Random) -> bytes | None:
    return chosen.choice(target.earlier) if target.earlier else None


def _earlier_page(target: Target, chosen: random.Random) -> bytes | None:
    """One page, or each page with some chance, as it was on an earlier day."""
    if not target.earlier or len(target.raw) < PAGE:
        return None
    earlier = chosen.choice(target.earlier)
    there = range(0, min(len(earlier), len(target.raw)), PAGE)
    differing = [at for at in there if earlier[at : at + PAGE] != target.raw[at : at + PAGE]]
    if not differing:
        return None
    places = [chosen.choice(differing)] if chosen.random() < 0.6 else [at for at in differing if chosen.random() < 0.5]
    made = bytearray(target.raw)
    for at in places:
        made[at : at + PAGE] = earlier[at : at + PAGE]
    return bytes(made)


def _earlier_capsule(target: Target, chosen: random.Random) -> bool:
    """Everything of a capsule that belongs together as it was on an earlier day; of a marker what was erased."""
    if not target.folders:
        return False
    back = chosen.choice(target.folders)
    if all((target.vault / name).is_file() and (target.vault / name).read_bytes() == raw for name, raw in back.items()):
        return False
    for name, raw in back.items():
        (target.vault / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (target.vault / name).write_bytes(raw)
    return True


def _another(target: Target, chosen: random.Random) -> bytes | None:
    return chosen.choice(target.alike) if target.alike else None


def _page_of_another(target: Target, chosen: random.Random) -> bytes | None:
    if not target.alike or len(target.raw) < PAGE:
        return None
    other, at = chosen.choice(target.alike), chosen.randrange(0, len(target.raw), PAGE)
    return target.raw[:at] + other[at : at + PAGE] + target.raw[at + PAGE :]


def _pages_swapped(target: Target, chosen: random.Random) -> bytes | None:
    if len(target.raw) < 2 * PAGE:
        return None
    pages = [target.raw[at : at + PAGE] for at in range(0, len(target.raw), PAGE)]
    one, other = chosen.sample(range(len(pages)), 2)
    pages[one], pages[other] = pages[other], pages[one]
    return b"".join(pages)


# -- Something that is no such file --------------------------------------------------------------


def _instead(target: Target, make: Callable[[Path], None]) -> bool:
    target.path.unlink()
    make(target.path)
    return True


def _link(target: Target, chosen: random.Random) -> bool:
    """To a true copy of itself, to nothing, to itself, to a device that never ends."""
    aside = target.path.with_name("aside")
    aside.write_bytes(target.raw)
    there = chosen.choice([aside, target.path.parent / "nowhere", target.path, Path("/dev/zero"), Path("/dev/tty")])
    return _instead(target, lambda path: path.symlink_to(there))


def _folder(target: Target, _: random.Random) -> bool:
    return _instead(target, lambda path: path.mkdir())


def _pipe(target: Target, _: random.Random) -> bool:
    return _instead(target, os.mkfifo)


def _sparse(target: Target, chosen: random.Random) -> bool:
    """Ten gigabytes of nothing, behind the file’s own bytes or alone."""
    if chosen.random() < 0.5:
        target.path.write_bytes(b"")
    os.truncate(target.path, SPARSE_BYTES)
    return True


def _gone(target: Target, _: random.Random) -> bool:
    target.path.unlink()
    return True


def _renamed(target: Target, chosen: random.Random) -> bool:
    name = target.path.name
    other = chosen.choice(
        [name[:-1] + "2", f"{chosen.randbytes(16).hex()}{target.path.suffix}", name.upper(), name + " "]
    )
    if (target.path.parent / other).exists():
        return False
    target.path.rename(target.path.parent / other)
    return True


# -- Hostile JSON ---------------------------------------------------------------------------------

_PARTS: tuple[Callable[[], str], ...] = (
    lambda: "[" * DEEP,
    lambda: "[" * DEEP + "]" * DEEP,
    lambda: '{"a":' * DEEP,
    lambda: '"' + "a" * LONG + '"',
    lambda: "9" * 100_000,
    lambda: "1e99999",
    lambda: "-1",
    lambda: "1.0",
    lambda: "NaN",
    lambda: "-Infinity",
    lambda: "true",
    lambda: "null",
    lambda: '"\\ud800"',
    lambda: '"\\u0000"',
    lambda: '"../../../../etc/passwd"',
    lambda: "[]",
    lambda: "{}",
    lambda: "18446744073709551616",
)


def _hostile(target: Target, chosen: random.Random) -> bytes | None:
    """One value of a JSON file, at any depth, replaced by something hostile; or a key twice, or one more."""
    if not target.path.name.endswith(".json") or target.raw[:1] != b"{":
        return None
    fields = json.loads(target.raw)
    if "signed" in fields and chosen.random() < 0.6:
        inner = _with_a_hostile_value(json.loads(fields["signed"]), chosen)
        return json.dumps(fields | {"signed": inner}).encode()
    kind = chosen.randrange(4)
    if kind == 0:
        key = chosen.choice(list(fields))
        return target.raw[:-1] + f",{json.dumps(key)}:{json.dumps(fields[key])}}}".encode()
    if kind == 1:
        return target.raw[:-1] + f',"more":{chosen.choice(_PARTS)()}}}'.encode()
    return _with_a_hostile_value(fields, chosen).encode(errors="surrogatepass")


def _with_a_hostile_value(fields: dict[str, Any], chosen: random.Random) -> str:
    mark = "here-" + chosen.randbytes(8).hex()
    holder: Any = fields
    while True:
        places = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        place = chosen.choice(places)
        inside = holder[place]
        if not (isinstance(inside, dict | list) and inside) or chosen.random() < 0.3:
            holder[place] = mark
            return json.dumps(fields).replace(f'"{mark}"', chosen.choice(_PARTS)())
        holder = inside


def _forged(target: Target, chosen: random.Random) -> bytes | None:
    """A header that says something else that makes sense, under the next number; the signature is the old one."""
    if target.path.name != "header.json":
        return None
    fields = json.loads(target.raw)
    body = json.loads(fields["signed"])
    body["serial"] += 1
    member = chosen.choice(body["members"])
    kind = chosen.randrange(4)
    if kind == 0:
        member["until"] = 1795304545188 << chosen.randrange(4)
    elif kind == 1:
        body["members"].append({"person": chosen.randbytes(16).hex(), "role": "mentor", "until": None})
    elif kind == 2:
        member["role"] = "mentor" if member["role"] == "owner" else "owner"
    else:
        body["erase_after"] = 1
    return json.dumps(fields | {"signed": json.dumps(body, sort_keys=True, separators=(",", ":"))}).encode()


CHANGES: dict[str, Change] = {
    "flipped": _rewrite(_flipped),
    "cut": _rewrite(_cut),
    "overwritten": _rewrite(_overwritten),
    "longer": _rewrite(_longer),
    "left out": _rewrite(_left_out),
    "zeros": _rewrite(_zeros),
    "earlier": _rewrite(_earlier),
    "an earlier page": _rewrite(_earlier_page),
    "an earlier capsule": _earlier_capsule,
    "another's": _rewrite(_another),
    "a page of another": _rewrite(_page_of_another),
    "pages swapped": _rewrite(_pages_swapped),
    "hostile JSON": _rewrite(_hostile),
    "forged": _rewrite(_forged),
    "a link": _link,
    "a folder": _folder,
    "a pipe": _pipe,
    "ten sparse gigabytes": _sparse,
    "gone": _gone,
    "renamed": _renamed,
}
WEIGHTS = {"flipped": 8, "cut": 3, "an earlier page": 4, "hostile JSON": 4, "forged": 4, "an earlier capsule": 6}
SPECIAL = frozenset({"a link", "a folder", "a pipe", "ten sparse gigabytes", "gone", "renamed"})


def kind_of(name: str) -> str:
    """What kind of file lies under a name in the vault; files of one kind are swapped with each other."""
    folder, _, last = name.rpartition("/")
    for part in ("grants", "private", "blobs", "erased"):
        if folder.endswith(part):
            return part
    if folder.startswith("uploads"):
        return "upload list" if last == "upload.json" else "upload part"
    if last.startswith("records"):
        return "records" + last.partition(".db")[2]
    if ".index.db" in last:
        return "index" + last.partition(".db")[2]
    return last if folder != "people" else last[last.index(".") :]


def role_of(name: str) -> str:
    """A name without the epoch: what a file is, whichever key it is under."""
    folder, _, last = name.rpartition("/")
    if folder.endswith("grants"):
        return f"{folder}/{last.partition('.')[0]}"
    return f"{folder}/{re.sub(r'^records[.][0-9]+', 'records', last)}"


def put_right(path: Path, whole: dict[str, bytes]) -> None:
    """Make the folder again what it was: what is too much goes, what differs is written again."""
    for entry in sorted(path.rglob("*"), reverse=True):
        name, mode = str(entry.relative_to(path)), entry.lstat().st_mode
        if stat.S_ISDIR(mode):
            if name in whole or not any(there.startswith(f"{name}/") for there in whole):
                shutil.rmtree(entry)
        elif name not in whole or not stat.S_ISREG(mode):
            entry.unlink()
    for name, raw in whole.items():
        file = path / name
        if not file.exists() or file.stat().st_size != len(raw) or file.read_bytes() != raw:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.write_bytes(raw)
