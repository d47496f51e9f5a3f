"""Made-up answers about the people in the picture: who objects, what members ask for, what is to be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DAY = 86_400_000
SAID = 1_792_454_400_000
DUE = SAID + 31 * DAY
PLACE = {"start_ms": 12_000, "end_ms": 42_000, "where": "front right"}
REMEDIES = [{"remedy": one, "available": one == "private"} for one in ("blur", "mute", "cut", "private")]

Shape = dict[str, Any]


def state(scene: str) -> Shape:
    """One objection; in other scenes a remedy is chosen (blur, private), somebody asks, or all was withdrawn."""
    one = _exception(remedy=scene if scene in {"blur", "private"} else None)
    many = [one, _exception(principal="pupil 2", places=[], note="", given_by="self", expressed="spoken")]
    return {
        "exceptions": [] if scene == "withdrawn" else many if scene == "many" else [one],
        "requests": [_request(None)] if scene in {"asked", "member"} else [],
        "work": _work(scene),
    }


def replies(now: Shape, owner: bool, body: Any) -> dict[tuple[str, str], Callable[[str], Any]]:
    """The routes; what is sent changes what is answered next."""
    return {
        ("GET", "/exceptions/"): lambda _: {"exceptions": now["exceptions"] if owner else [], "remedies": REMEDIES},
        ("POST", "/exceptions/answer/"): lambda _: now.update(exceptions=[]),
        ("POST", "/exceptions/"): lambda _: now["exceptions"].append(_exception(**_told(body))),
        ("PUT", "/exceptions/"): lambda _: [one.update(body) for one in now["exceptions"][:1]] and None,
        ("GET", "/requests/"): lambda _: {"requests": now["requests"] if owner else [_request(False), _request(None)]},
        ("POST", "/requests/"): lambda _: now.update(requests=[]),
        ("GET", "/worklist/"): lambda _: now["work"] if owner else {"items": [], "not_undone": []},
        ("DELETE", "/transcript/"): lambda _: now.update(work=_work("")) or {"pieces": 4},
    }


def _told(body: Shape) -> Shape:
    return {key: value for key, value in body.items() if key in _exception()}


def _exception(**more: Any) -> Shape:
    return {
        "principal": "pupil 7",
        "role": "pupil",
        "kind": "objected",
        "since_ms": SAID,
        "said_ms": SAID,
        "due_ms": DUE,
        "given_by": "parent",
        "expressed": "letter",
        "places": [PLACE],
        "remedy": None,
        "note": "They would rather that nobody outside the school sees it.",
    } | more


def _request(accepted: bool | None) -> Shape:
    gwyn = {"id": "2" * 32, "name": "Gwyn Parry", "first_name": "Gwyn", "initials": "GP", "role": "mentor", "mark": 2}
    told = {key: value for key, value in _exception(principal="pupil 4", expressed="spoken", given_by="self").items()}
    return told | {
        "id": ("9" if accepted is None else "8") * 32,
        "by": gwyn,
        "asked_ms": SAID,
        "note": "She said so after the lesson.",
        "accepted": accepted,
        "reason": "It was in another lesson." if accepted is False else "",
    }


def _item(task: str, words: str, told: str, **more: Any) -> Shape:
    return {
        "task": task, "principal": "pupil 7", "words": words, "told": told, "due_ms": DUE, "done": False,
        "possible": True, "proved_ms": None, "places": [],
    } | more  # fmt: skip


def _work(scene: str) -> Shape:
    kept = {"done": True, "proved_ms": SAID + 60_000}
    closed = "Nobody but you holds a key to it."
    undone = [
        "Gwyn could open this lesson before.",
        "What was seen or heard before stays with those who watched it.",
        "What was printed, copied out or filmed from a screen cannot be reached from here. Ask for it back.",
    ]
    later = "This comes with a later version. Until then the lesson stays private."
    items = {
        "withdrawn": [
            _item("end-access", "End everybody’s access but yours", closed, principal="", **kept),
            _item("erase-transcript", "Erase the transcript", "", principal=""),
        ],
        "private": [_item("keep-private", "Keep the lesson to yourself", closed, **kept)],
        "blur": [
            _item("choose", "Choose what is to be done", "", done=True),
            _item("blur", "Blur the face", later, possible=False, places=[PLACE]),
            _item("keep-private", "Keep the lesson to yourself", closed, **kept),
        ],
    }.get(scene, [])
    return {"items": items, "not_undone": undone if items else []}
