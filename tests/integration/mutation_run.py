"""Child: change one file of a vault after the other and look.

``python -m tests.integration.mutation_run COUNT SEED [FILE]``; the file is told, after each case, what was reached.

In a process of its own, so that its memory can be bounded and a case that does not end can be ended: then this
process ends with a stack, and without a result. Prints one JSON document.
"""

from __future__ import annotations

import faulthandler
import json
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integration.mutation_vault import GWYN, PEOPLE, Mutable, Seen, built, texts_of
from tests.integration.mutations import CHANGES, SPECIAL, WEIGHTS, Target, kind_of, put_right, role_of
from tests.unit.vault.looking import REFUSED
from tests.unit.vault.school import ANNA, MARK, tree

SECONDS_FOR_A_CASE = 20
MEGABYTES_OVER = 512
FLOORLESS = frozenset({"draft", "place"})
"""Saved each second, so the state keeps no floor of them: an older one cannot be told from the newest."""
CACHES = frozenset({"index", "index-wal", "index-shm", "clock.json"})
"""Made again without a word, whatever lies there: nobody sees a difference."""
TIDIED = frozenset({"clock.json", "erased", "header.json"})
"""What is judged when a program tidies up."""
WARM_S = 0.06
"""So long after a file was written the index takes its times for settled."""
LISTS = frozenset({"uploads", "search", "to confirm"})


@dataclass
class Run:
    """What was done and found."""

    vault: Mutable
    whole: dict[str, bytes]
    earlier: tuple[dict[str, bytes], ...]
    before: dict[tuple[str, int], Seen]
    cases: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    slowest: str = ""
    older_words: int = 0

    def case(self, name: str, change: str, chosen: random.Random) -> None:
        """Change a file, look as somebody whom it concerns, and put it right again."""
        who, which = self._looker(name, change, chosen), self._lesson(name, chosen)
        tidy = self._tidies(name, chosen)
        begun = time.monotonic()
        faulthandler.dump_traceback_later(SECONDS_FOR_A_CASE, exit=True)
        try:
            if kind_of(name) == "index":
                self._warm(who, which)
            if not CHANGES[change](self._target(name), chosen):
                return
            self.cases[change] += 1
            self.kinds[kind_of(name)] += 1
            after = self.vault.seen(who, which, tidy=tidy)
            self.refused[change] += REFUSED in after.values()
            wrong = self._wrong(name, who, change, self.before[who, which], after)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
            wrong = ["".join(traceback.format_exception(error)[-3:])]
        finally:
            faulthandler.cancel_dump_traceback_later()
            if (took_s := time.monotonic() - begun) > self.slowest_s:
                self.slowest_s, self.slowest = took_s, f"{kind_of(name)}, {change}"
            put_right(self.vault.path, self.whole)
        if wrong:
            self.failures.append(f"{kind_of(name)}, {change}, seen by {who}: {'; '.join(wrong)}")

    def _warm(self, who: str, which: int) -> None:
        """Bring a person's index up to date with the times of the files as they lie there, so that it is used."""
        for _ in range(2):
            self.vault.seen(who, which)
            time.sleep(WARM_S)

    def _target(self, name: str) -> Target:
        kind, role = kind_of(name), role_of(name)
        alike = tuple(raw for other, raw in self.whole.items() if other != name and kind_of(other) == kind)
        earlier = tuple(raw for tree in self.earlier for other, raw in tree.items() if role_of(other) == role)
        raw = (self.vault.path / name).read_bytes() if kind == "index" else self.whole[name]
        return Target(self.vault.path / name, raw, earlier, alike, self.vault.path, self._folders(name))

    def _folders(self, name: str) -> tuple[dict[str, bytes], ...]:
        """Capsules as they were earlier, without what is somebody's own: of that an older copy is told apart."""
        if kind_of(name) == "header.json":
            wanted = [name.removesuffix("header.json")]
        elif kind_of(name) == "erased":
            wanted = [f"capsules/{lesson}/" for lesson in self.vault.erased]
        else:
            return ()
        found = [
            {other: raw for other, raw in tree.items() if other.startswith(part) and kind_of(other) != "private"}
            for tree in self.earlier
            for part in wanted
        ]
        return tuple(one for one in found if one)

    def _looker(self, name: str, change: str, chosen: random.Random) -> str:
        """Somebody who has seen the newer state: Olga has not, of a capsule that she cannot open any more."""
        if change == "an earlier capsule":
            return chosen.choice([ANNA, MARK])
        ids = self.vault.schools[0].people
        concerned = [person for person in (*PEOPLE, GWYN) if ids[person] in name]
        anybody = [ANNA, ANNA, MARK, MARK, *PEOPLE, GWYN]
        if kind_of(name) == "index" or (concerned and chosen.random() < 0.8):
            return concerned[0]
        return chosen.choice(anybody)

    def _lesson(self, name: str, chosen: random.Random) -> int:
        in_it = [which for which in (0, 1) if self.vault.schools[which].lesson in name]
        return in_it[0] if in_it else chosen.randrange(2)

    def _tidies(self, name: str, chosen: random.Random) -> bool:
        """While an erasing is not confirmed, tidying up drops everybody's index: it would never be read."""
        return kind_of(name) in TIDIED or (not kind_of(name).startswith("index") and chosen.random() < 0.3)

    def _wrong_in_cache(self, name: str, who: str, change: str, differs: list[str], after: Seen) -> list[str]:
        """Nothing may differ; but of single older pages of an index see “accepted risks” in docs/THREAT-MODEL.md."""
        if kind_of(name) == "index" and change == "an earlier page" and differs == ["search"]:
            said = after["search"] != REFUSED and texts_of(after["search"]) <= self.vault.found_ever[who]
            self.older_words += said
            return [] if said else differs
        return differs

    def _wrong(self, name: str, who: str, change: str, before: Seen, after: Seen) -> list[str]:
        """What was shown that is not so. Lists may lack what cannot be opened, or show it as damaged."""
        differs = [what for what in before if after.get(what, REFUSED) != before[what]]
        if kind_of(name) in CACHES:
            return self._wrong_in_cache(name, who, change, differs, after)
        is_lost = kind_of(name).startswith("private") and change in ("gone", "renamed")
        found = [what for what in differs if after.get(what, REFUSED) != REFUSED]
        found = [what for what in found if not (what in LISTS and after[what] <= before[what])]
        if "lessons" in found and after["lessons"] <= {one.lesson for one in self.vault.schools}:
            found.remove("lessons")
        if "list" in found and _is_part(before["list"], after["list"], is_lost=is_lost):
            found.remove("list")
        if kind_of(name).startswith("private"):
            found = [what for what in found if what not in FLOORLESS]
        if is_lost and after["notes"] != REFUSED and set(before["notes"]) - set(after["notes"]):
            # Whoever may write may delete a private file: that is how an erasure without keys reaches it.
            found = [what for what in found if what != "notes"]
        return found


def _is_part(before: dict[str, Any], after: dict[str, Any], *, is_lost: bool) -> bool:
    """Whether a list says nothing else of a lesson, but that its notes cannot be read, or fewer of them."""
    for lesson, told in after.items():
        *known, tally = before.get(lesson, (None,))
        is_known = [*told[:-1]] == known
        if not is_known or not (told[-1] == tally or told[-1].problem or is_lost):
            return False
    return True


def prepared(folder: Path) -> Run:
    """Make the vault, and see what it shows when nothing is wrong."""
    vault = built(folder)
    whole = tree(vault.path)
    before = vault.seen_by_all()
    put_right(vault.path, whole)
    tidied = vault.seen_by_all(tidy=True)
    put_right(vault.path, whole)
    if tidied != before:
        raise AssertionError("tidying up changed what people see of a vault that nobody has changed")
    return Run(vault, whole, tuple(tree(earlier) for earlier in vault.earlier), before)


def carry_out(
    run: Run,
    count: int,
    seed: int,
    changes: Sequence[str] = (),
    kinds: Sequence[str] = (),
    tell: Callable[[], None] = lambda: None,
) -> None:
    """Make so many changes, files in turn and changes at random; of some kinds only, if they are named."""
    chosen = random.Random(seed)
    names = [name for name in sorted(run.whole) if not kinds or kind_of(name) in kinds]
    changes = list(changes or CHANGES)
    weights = [WEIGHTS.get(change, 1) for change in changes]
    number = 0
    while sum(run.cases.values()) < count:
        name, change = names[number % len(names)], chosen.choices(changes, weights)[0]
        number += 1
        if name.endswith(("lock", "-shm")) and change not in SPECIAL:
            continue
        run.case(name, change, chosen)
        tell()


def _bounded_memory() -> int:
    """Let the address space grow by so much from here; return the peak so far, in KiB."""
    size_kib = next(
        int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmSize")
    )
    limit = (size_kib << 10) + (MEGABYTES_OVER << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Run and tell; what was reached is written after each case to the file that is named last, if one is."""
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        run = prepared(Path(folder))
        before_kib, begun = _bounded_memory(), time.monotonic()

        def told() -> dict[str, Any]:
            more_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) >> 10
            seconds = round(time.monotonic() - begun)
            return {
                "done": sum(run.cases.values()), "cases": run.cases, "kinds": run.kinds, "refused": run.refused,
                "failures": run.failures, "older_words": run.older_words, "files": len(run.whole), "seed": seed,
                "seconds": seconds,
                "slowest_s": round(run.slowest_s, 2), "slowest": run.slowest, "megabytes_more": more_mib,
            }  # fmt: skip

        def note() -> None:
            for file in sys.argv[3:]:
                Path(file).write_text(json.dumps(told()), encoding="utf-8")

        carry_out(run, count, seed, tell=note)
        result = told() | {"clean_after": run.vault.seen_by_all() == run.before}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
