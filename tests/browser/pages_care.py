"""Made-up answers about looking after the vault: keeping, erasing, checks, backups, the school recovery key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from videoreflect.domain.seen import HONEST

Shape = dict[str, Any]
HOUR = 1_763_049_600_000
DAY = 86_400_000
WORDS = ["copper", "lantern", "oyster", "velvet", "ladder", "comet", "saddle", "harbour"]
CODE = "-".join(
    ["ABCD", "EFGH", "JKMN", "PQRS", "TVWX", "YZ23", "4567", "89AB", "CDEF", "GHJK", "MNPQ", "RSTV", "WXYZ", "2345"]
)
GWYN = {"id": "2" * 32, "name": "Gwyn Parry", "first_name": "Gwyn", "initials": "GP", "role": "mentor", "mark": 2}
BACKUPS = [
    {"id": "b" * 32, "label": "Blue stick", "time_ms": HOUR, "state": "complete", "by_name": "Nadia Holt"},
    {"id": "c" * 32, "label": "", "time_ms": HOUR - 9 * DAY, "state": "begun", "by_name": "Gwyn Parry"},
    {"id": "d" * 32, "label": "Disk in the office", "time_ms": HOUR - 40 * DAY, "state": "pruned", "by_name": ""},
]
CERTIFICATES = [
    {
        "lesson": f"{number:032x}",
        "what": "recording" if number == 2 else "lesson",
        "why": ("asked", "asked", "retention", "withdrawn", "removed")[number % 5],
        "erased_ms": HOUR - number * 20 * DAY,
        "counts": {"recordings": 3, "bytes": 2_100_000_000 // (number + 1), "notes": 14, "transcripts": 1},
        "backups": ["Blue stick"] if number == 0 else [],
        "by_name": "Nadia Holt",
    }
    for number in range(8)
]
TROUBLE = [
    "Something is wrong. What is named here needs you.",
    "“Forces on a ramp”: a recording is missing or damaged. Restore it from a backup; change nothing in it before.",
    "Other accounts on this device can get at files of the vault. They are encrypted all the same. "
    "Allow only your own account on the folder, then check again.",
    "12 lessons of yours looked into, 36 recording files checked; 3 lessons of other people checked from outside, "
    "since only they can look in.",
]
SOUND = ["Nothing is wrong.", "12 lessons of yours looked into, 36 recording files checked."]


def state(kind: str) -> Shape:
    """Nothing done yet, “busy” with a check, in “trouble”, with a “key”, or something to “decide”."""
    jobs = {
        "busy": [job("checking", "running", done_ms=38), job("backing-up", "done", told=SOUND, clean=True)],
        "trouble": [job("checking", "done", told=TROUBLE, clean=False), job("backing-up", "failed", sentence=FULL)],
    }
    used = kind in {"busy", "trouble", "key"}
    return {
        "until_ms": 1_817_078_399_999 if used else None,
        "recording_erased": False,
        "school_keeps": kind != "busy",
        "jobs": jobs.get(kind, []),
        "backups": BACKUPS if used else [],
        "certificates": CERTIFICATES if used else [],
        "clock": _clock(ahead=kind == "ahead"),
        "decisions": _decisions() if kind == "decide" else {"dates": [], "access": [], "begun": []},
        "school": _school(on=kind == "key", confirmed=False, sealed=kind == "key"),
    }


FULL = "This backup needs about 5.4 GB, and 1.2 GB are free there. The last good backup is as it was."


def job(kind: str, how: str, **more: Any) -> Shape:
    """Work on the vault as a whole."""
    return {
        "job": (kind[0] * 32)[:32].replace("p", "e"),
        "kind": kind,
        "title": "/media/stick",
        "lesson": None,
        "state": how,
        "done_ms": 0,
        "total_ms": 100,
        "seconds_left": 240 if how == "running" else None,
        "sentence": "",
        "told": [],
        "clean": None,
    } | more


def _school(*, on: bool, confirmed: bool, sealed: bool = False) -> Shape:
    held = [{"lesson": "9" * 32, "owner_name": "Idris Vaughan", "bytes": 2_100_000_000}]
    return {
        "on": on,
        "words": WORDS if on else [],
        "confirmed": confirmed,
        "may_make": True,
        "sealed": held if sealed else [],
    }


def _seen() -> Shape:
    """Nine days on which a mentor and a colleague looked, and what it is worth."""
    words = [
        "Gwyn opened it on 18 October 2026 and watched 12:30–14:05 and 21:00–24:40.",
        "Nadia copied out the transcript on 17 October 2026.",
        *(f"Gwyn opened it on {day} October 2026." for day in range(16, 9, -1)),
    ]
    days = [{"person": GWYN["id"], "day": "2026-10-18", "words": one} for one in words]
    return {"days": days, "honest": HONEST, "mine": True}


def _clock(*, ahead: bool) -> Shape:
    """A clock that was ten years ahead once, or one that is right."""
    told = {"now_ms": HOUR, "latest_ms": HOUR + 3_650 * DAY if ahead else HOUR, "ahead": ahead, "alone": True}
    return told | {"asked": False, "confirmed": False, "waiting": [GWYN] if ahead else []}


def _decisions() -> Shape:
    return {
        "dates": [{"lesson": "4" * 32, "title": "Reading aloud: the wolf’s side"} | kept(1_785_542_399_999, over=True)],
        "access": [
            {"lesson": f"{1:032x}", "title": "Comparing fractions: ¾ or ⅝?", "person": GWYN, "until": "2026-12-19"}
        ],
        "begun": [{"lesson": "5" * 32, "why": "withdrawn", "started_ms": HOUR, "counts": {"bytes": 2_100_000_000}}],
    }


def replies(now: Shape, body: Any) -> dict[tuple[str, str], Callable[[str], Any]]:
    """What the routes of this part answer; a page may change ``now``."""
    return {
        ("GET", "/keeping/"): lambda _: _keeping(now),
        ("PUT", "/keeping/"): lambda _: _day(now, body),
        ("GET", "keeping"): lambda _: {"until": "2027-11-22", "grace_days": 14, "warn_days": 14},
        ("GET", "/seen/"): lambda _: _seen(),
        ("POST", "/erasure/"): lambda path: _erase(now, path.split("/")[1], body),
        ("GET", "clock"): lambda _: now["clock"],
        ("POST", "clock"): lambda _: now.update(clock=_clock(ahead=False)) or now["clock"],
        ("POST", "clock/confirmation"): lambda _: now["clock"],
        ("GET", "decisions"): lambda _: now["decisions"],
        ("GET", "certificates"): lambda _: {"certificates": now["certificates"]},
        ("POST", "vault/check"): lambda _: _starts(now, "checking"),
        ("GET", "vault/backups"): lambda _: {"backups": now["backups"]},
        ("POST", "vault/backups"): lambda _: _starts(now, "backing-up"),
        ("POST", "vault/backups/pruning"): lambda _: _starts(now, "pruning"),
        ("GET", "vault/school-key"): lambda _: now["school"],
        ("POST", "vault/school-key"): lambda _: _becomes(now, on=True, confirmed=False) | {"code": CODE},
        ("DELETE", "vault/school-key"): lambda _: _becomes(now, on=False, confirmed=False),
        ("POST", "vault/school-key/confirmation"): lambda _: _becomes(now, on=True, confirmed=True),
        ("POST", "vault/school-key/hand-over"): lambda _: _becomes(now, on=True, confirmed=True) and None,
    }


def kept(until_ms: int | None, *, warns: bool = False, over: bool = False) -> Shape:
    """The Keeping of docs/ROUTES.md, with a grace of fourteen days."""
    erased = None if until_ms is None else until_ms + 14 * 86_400_000
    said = {"until_ms": until_ms, "erased_ms": erased, "stated": until_ms is not None, "reason": ""}
    return said | {"warns": warns, "over": over}


def _day(now: Shape, body: Shape) -> Shape:
    now["until_ms"] = None if body.get("undecided") else 1_817_078_399_999
    return kept(now["until_ms"])


def _keeping(now: Shape) -> Shape:
    return kept(now["until_ms"], warns=now.get("ends") == "soon", over=now.get("ends") == "over") | {
        "may": True,
        "school_keeps": now["school_keeps"],
        "recording_erased": now["recording_erased"],
        "counts": {"recordings": 3, "bytes": 2_100_000_000, "notes": 9, "transcripts": 1},
        "backups": now["backups"],
    }


def _erase(now: Shape, lesson: str, body: Any) -> Shape:
    if body["what"] == "recording":
        now["recording_erased"] = True
    decided = now["decisions"]
    now["decisions"] = {name: [one for one in rows if one["lesson"] != lesson] for name, rows in decided.items()}
    return CERTIFICATES[0]


def _starts(now: Shape, kind: str) -> Shape:
    now["jobs"] = [*now["jobs"], job(kind, "running", done_ms=12)]
    return dict(now["jobs"][-1])


def _becomes(now: Shape, *, on: bool, confirmed: bool) -> Shape:
    now["school"] = _school(on=on, confirmed=confirmed)
    return dict(now["school"])
