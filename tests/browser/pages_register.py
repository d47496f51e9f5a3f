"""Made-up answers about the people in the picture: who objects, what members ask for, what is to be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DAY = 86_400_000
SAID = 1_792_454_400_000
DUE = SAID + 31 * DAY
PLACE = {"start_ms": 12_000, "end_ms": 42_000, "where": "front right"}
REMEDIES = [{"remedy": one, "available": one == "private"} for one in ("blur", "mute", "cut", "private")]

CALM = {"withdrawn", "new", "agreed"}
"""Scenes in which nobody objects."""

REFUSED = "This is no consent record that can be read. Nothing was taken in."
PAGE = "<!doctype html><html><body><h1>Consent register</h1><p>Pupil 7 objects.</p></body></html>"

Shape = dict[str, Any]


def state(scene: str) -> Shape:
    """One objection; a remedy is chosen (blur, private), somebody asks, all was withdrawn, nobody objects, “new”."""
    one = _exception(remedy=scene if scene in {"blur", "private"} else None)
    many = [one, _exception(principal="pupil 2", places=[], note="", given_by="self", expressed="spoken")]
    return {
        "exceptions": [] if scene in CALM else many if scene == "many" else [one],
        "requests": [_request(None)] if scene in {"asked", "member"} else [],
        "work": _work(scene),
        "keys": {} if scene == "new" else {"pupil 7": "Rhiannon Pugh", "pupil 12": "Tom Field"},
        "kept": False,
        "open": scene == "agreed",
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
        ("GET", "/key-list/"): lambda _: {"keys": now["keys"]},
        ("PUT", "/key-list/"): lambda _: _known(now, body),
        ("GET", "/exemplar/"): lambda _: _exemplar(now),
        ("PUT", "/exemplar/"): lambda _: now.update(body) or _exemplar(now),
        ("GET", "/consent-records/"): lambda _: {"@graph": []},
        ("GET", "/register-page/"): lambda _: PAGE,
        ("POST", "/consent-records/"): lambda _: {"recorded": 2, "known": 1, "left_out": 1},
        ("POST", "/consent-receipt/"): lambda _: {"text": "{}", "gaps": ["the address of the school"]},
        ("POST", "/correction/"): lambda _: None,
        ("DELETE", "/transcript/"): lambda _: now.update(work=_work("")) or {"pieces": 4},
    }


def _known(now: Shape, body: Shape) -> Shape:
    keys = now["keys"] | {body["principal"]: body["who"]}
    now["keys"] = {key: who for key, who in keys.items() if who}
    return {"keys": now["keys"]}


def _exemplar(now: Shape) -> Shape:
    said = {"reasons": ["It is not recorded that this lesson may be kept as an example."],
            "remedies": ["Record it with “Record a change”."]}  # fmt: skip
    if now["open"]:
        said = {"reasons": [], "remedies": []}
    return {"kept": now["kept"] and now["open"], "wanted": now["kept"], "allowed": now["open"], **said}


def consent(scene: str, usual: Shape) -> Shape:
    """What is recorded for the class in a scene; ``usual`` has one objection."""
    badges = {
        "new": {"kind": "none", "words": "Nothing recorded yet"},
        "agreed": {"kind": "shareable", "words": "May be shared with Gwyn"},
        "withdrawn": {"kind": "withdrawn", "words": "Withdrawn"},
    }
    if scene not in badges:
        return usual
    said = usual | {"badge": badges[scene], "blocked": [], "recorded": scene != "new"}
    nothing: Shape = {"basis": None, "purposes": [], "until_ms": None, "transcribe": False, "share_with": []}
    return said | (nothing if scene == "new" else {"transcribe": scene != "withdrawn"})


def locked(said: Shape) -> Shape | None:
    """Why nothing may be done with others now, as Allowed; None where it may."""
    why = {
        "none": ("Nothing is recorded yet about the people in the picture.", "Record it on the consent page."),
        "withdrawn": ("What was agreed was withdrawn.", "Record a new agreement, if there is one."),
        "locked": ("The objection of pupil 7 stands.", "The lesson stays private until it is dealt with."),
    }.get(said["badge"]["kind"])
    return why and {"allowed": False, "reasons": [why[0]], "remedies": [why[1]]}


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
