"""Made-up answers to the JSON routes, in the shapes of docs/ROUTES.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.browser import pages_care, pages_codebooks, pages_models, pages_register, pages_school

Shape = dict[str, Any]


WORDS = ["abandon", "wool", "velvet", "outer", "gravity", "sketch", "tomato", "lunar"]


def _person(id_: str, name: str, role: str, mark: int, **more: Any) -> Shape:
    parts = name.split()
    return {
        "id": (id_ * 32)[:32],
        "name": name,
        "first_name": parts[0],
        "initials": (parts[0][0] + parts[-1][0]).upper(),
        "role": role,
        "mark": mark,
        "standing": "joined",
        "looks_after": role == "teacher",
        "invited_until_ms": None,
        "words": WORDS[mark:] + WORDS[:mark],
        "may": [] if role == "teacher" else ["remove", "look-after"],
    } | more


NADIA, GWYN = _person("1", "Nadia Holt", "teacher", 1), _person("2", "Gwyn Parry", "mentor", 2)
NOTES = json.loads((Path(__file__).resolve().parents[2] / "sample_media/notes.json").read_text("utf-8"))
HOUR = 1_763_049_600_000
STATE: dict[str, Any] = {}
DEVICE = "This device has 4 processors and 8 GB of memory: up to 2 transcripts at once."
INVITED = {"standing": "invited", "words": [], "may": ["withdraw"], "invited_until_ms": HOUR + 14 * 86_400_000}
UNCONFIRMED = {"standing": "unconfirmed", "may": ["confirm", "remove", "look-after"]}
LONG = "Professor Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley of Llanfairpwllgwyngyll"


def crowd(kind: str) -> list[Shape]:
    """Who is in the vault: “few” in every standing, “many”, only “invited” ones, or a vault that a “mentor” sees."""
    ana = _person("3", "Ana Lind", "mentor", 3, **UNCONFIRMED)
    gone = _person("5", "Idris Vaughan", "mentor", 5, standing="removed", words=[], may=[])
    if kind == "invited":
        return [NADIA, _person("4", "Rhys Bevan", "mentor", 4, **INVITED)]
    if kind == "many":
        more = [_person(f"{n:02x}", f"Colleague Number{n}", "mentor", n % 6 + 1) for n in range(32, 68)]
        return [NADIA, GWYN, ana, *more, gone]
    few = [NADIA, GWYN, ana, _person("4", "Rhys Bevan", "mentor", 4, **INVITED), _person("6", LONG, "mentor", 6), gone]
    return [one | {"may": []} for one in few] if kind == "mentor" else few


def reset(*, empty: bool = False, people: str = "", care: str = "") -> None:
    """Start again."""
    STATE.clear()
    STATE.update(
        lessons=[] if empty else _cards(),
        jobs=[] if empty else _jobs(),
        uploads=[] if empty else [_upload()],
        people=crowd(people) if people else [NADIA] if empty else [NADIA, GWYN],
        owner=people != "mentor",
        shared=[] if care in {"new", "withdrawn"} else [{"person": GWYN, "until_ms": 1_797_724_799_999}],
        refusing="",
        parts={},
        said={},
        actions=_actions(),
        confirmed={},
        consent=pages_register.consent(care, _consent()),
        register=_register(care),
        people_in_the_clip=pages_register.state(care),
        care=pages_care.state(care),
        models=pages_models.state(care),
        codebooks=pages_codebooks.state(care),
        rules=pages_school.state(care),
        times={"mains_only": False, "from": None, "until": None, "at_once": 1},
    )


def answer(method: str, path: str, body: Any) -> tuple[int, Any]:
    """Status and content for a request."""
    if STATE["refusing"] and method != "GET":
        return 401, {"error": {"code": STATE["refusing"], "sentence": "No.", "reasons": [], "remedies": []}}
    for (wanted, start), reply in _replies(body).items():
        if method == wanted and (path == start or (start.endswith("/") and start in path + "/")):
            told = reply(path)
            return told if isinstance(told, tuple) else (200, told)
    return 404, {
        "error": {
            "code": "not-found",
            "sentence": f"{method} {path} is not on this stage.",
            "reasons": [],
            "remedies": [],
        }
    }


def part(path: str, received: int) -> dict[str, int]:
    """Count one part of an upload."""
    upload = path.split("/")[1]
    STATE["parts"][upload] = STATE["parts"].get(upload, 0) + 1
    return {"parts": STATE["parts"][upload], "received": received}


def _replies(body: Any) -> dict[tuple[str, str], Any]:
    return {
        **pages_school.replies(STATE["rules"], body),
        **pages_care.replies(STATE["care"], body),
        **pages_models.replies(STATE["models"], body),
        **pages_codebooks.replies(STATE["codebooks"], body),
        ("GET", "people"): lambda _: _people(),
        ("GET", "people/me/writing-times"): lambda _: STATE["times"] | {"most_at_once": 2, "why": DEVICE},
        ("PUT", "people/me/writing-times"): lambda _: STATE.update(times=body),
        ("POST", "people/invitations"): lambda _: {
            "person": "7" * 32,
            "code": CODE,
            "until_ms": HOUR + 14 * 86_400_000,
        },
        ("POST", "people"): lambda _: {"person": "3" * 32, "recovery_code": CODE},
        ("GET", "/removal/"): lambda path: {"holdings": HELD if path.split("/")[1] == GWYN["id"] else []},
        ("POST", "/removal/"): lambda path: _becomes(path, standing="removed", words=[], may=[]),
        ("POST", "/confirmation/"): lambda path: _becomes(path, standing="joined", may=["remove", "look-after"]),
        ("DELETE", "/invitation/"): lambda path: _becomes(path, standing="removed", words=[], may=[]),
        ("PUT", "people/me/"): lambda _: None,
        ("POST", "people/me/keys"): lambda _: {"recovery_code": CODE},
        ("POST", "vault/hand-over"): lambda _: None,
        ("POST", "vault/acceptance"): lambda _: None,
        ("GET", "/sharing/"): lambda _: _sharing(),
        ("DELETE", "/sharing/"): lambda path: _ended(path.split("/")[1]),
        ("POST", "/hand-over/"): lambda _: None,
        ("POST", "/share/"): lambda _: {"until_ms": None},
        ("POST", "passphrase-advice"): lambda _: {
            "strength": min(4, len(body["passphrase"]) // 5),
            "advice": "Add another word or two. Uncommon words are better.",
        },
        ("GET", "lessons"): lambda _: {"lessons": STATE["lessons"], "behind": 0},
        ("POST", "search"): lambda _: _found(body["words"]),
        ("GET", "jobs"): lambda _: {"jobs": [*_ticked(), *STATE["care"]["jobs"]]},
        ("DELETE", "jobs/"): lambda path: STATE.update(jobs=[j for j in STATE["jobs"] if j["job"] not in path]),
        ("GET", "uploads"): lambda _: {"uploads": STATE["uploads"]},
        ("POST", "uploads"): lambda _: {
            "upload": f"{abs(hash(body['name'])):032x}"[:32],
            "part_size": 1 << 20,
            "parts": 0,
        },
        ("DELETE", "uploads/"): lambda path: STATE.update(uploads=[]),
        ("POST", "lessons"): lambda _: {"job": _job("adding", body["title"], "", 30)["job"]},
        ("GET", "about"): lambda _: ABOUT,
        **pages_register.replies(STATE["people_in_the_clip"], STATE["owner"], body),
        ("GET", "/register/"): lambda _: {"events": STATE["register"]},
        ("GET", "/copies/"): lambda _: _copies(),
        ("POST", "/agreement/"): lambda _: _recorded(
            "given", "class", "Whole class, public task. Transcript; sharing with Gwyn Parry; until 31 July 2026.", body
        ),
        ("POST", "/objection/"): lambda _: _recorded(
            "objected", body["principal"], "Objection. Sharing and export are locked.", body
        ),
        ("POST", "/withdrawal/"): lambda _: _recorded("withdrawn", "class", "Withdrawn for the whole class.", body),
        ("POST", "/said/"): lambda _: STATE["said"].update({body["moment"]: body["text"]}) or _dialogue(),
        ("POST", "/actions/"): lambda _: (
            STATE["actions"].append(body | {"action": f"{len(STATE['actions']):032x}", "author": NADIA["id"]})
            or _dialogue()
        ),
        ("DELETE", "/actions/"): lambda path: (
            STATE.update(actions=[a for a in STATE["actions"] if a["action"] not in path]) or _dialogue()
        ),
        ("POST", "/confirm/"): lambda _: STATE["confirmed"].update({NADIA["id"]: body["record"]}) or _dialogue(),
        ("GET", "/dialogue/"): lambda _: _dialogue(),
        ("GET", "/notes/"): lambda _: {"notes": _notes()},
        ("GET", "lessons/"): lambda path: _review(path.split("/")[1]),
    }


def _found(words: str) -> Shape:
    hits = [
        {
            "kind": kind,
            "start_ms": at_ms,
            "end_ms": None,
            "author_name": author,
            "parts": [["Before ", False], [words, True], [" and after", False]],
        }
        for kind, at_ms, author in (("title", None, ""), ("transcript", 61_000, ""), ("note", 120_000, "Nadia Holt"))
    ]
    lessons = [one for one in STATE["lessons"] if not one["damaged"]][:2]
    return {"lessons": [one | {"hits": hits, "more": True} for one in lessons], "behind": False}


CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ23-4567"
HELD = [
    {"lesson": "1" * 32, "title": "Comparing fractions: ¾ or ⅝?", "owns": False, "until_ms": 1_797_724_799_999},
    {"lesson": "2" * 32, "title": "", "owns": True, "until_ms": None},
]


def _people() -> Shape:
    return {"me": STATE["people"][0], "people": STATE["people"], "may_add": STATE["owner"], "vault_offered_by": []}


def _becomes(path: str, **now: Any) -> Shape:
    person = path.split("/")[1]
    STATE["people"] = [one | now if one["id"] == person else one for one in STATE["people"]]
    return {"holdings": []}


def _sharing() -> Shape:
    job = next((one for one in STATE["jobs"] if one["kind"] == "protecting"), None)
    return {
        "owners": [NADIA],
        "shared": STATE["shared"],
        "school_key": STATE["care"]["school"]["on"],
        "may_end": True,
        "may_hand_over_to": [one for one in STATE["people"] if "look-after" in one["may"]],
        "offered_by": [],
        "job": job,
    }


def _ended(lesson: str) -> Shape:
    job = _job("protecting", "Roman roads, two sources", lesson, 12, "e")
    STATE["shared"], STATE["jobs"] = [], [*STATE["jobs"], job]
    return job


def _card(number: int, title: str, subject: str, date: str, badge: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {
        "id": f"{number:032x}",
        "title": title,
        "class_name": "Year 5",
        "subject": subject,
        "date": date,
        "duration_ms": 2_880_000,
        "has_picture": True,
        "mine": True,
        "owner_name": "Nadia Holt",
        "badge": {"kind": badge[0], "words": badge[1]},
        "note_count": 9,
        "marks": [[120_000, True], [190_000, True], [840_000, True], [1_520_000, True], [2_600_000, False]],
        "requests": 0,
        "next_step": "share",
        "damaged": "",
        "recording_erased": False,
        "school_key": number == 1,
    } | more


def _cards() -> list[dict[str, Any]]:
    return [
        _card(1, "Comparing fractions: ¾ or ⅝?", "Maths", "2026-11-11", ("shareable", "May be shared with Gwyn")),
        _card(
            2,
            "Electrical circuits: why did it go out?",
            "Science",
            "2026-11-10",
            ("only-you", "Only you, transcript allowed"),
            note_count=0,
            marks=[],
            requests=1,
            next_step="reflect",
        ),
        _card(
            3,
            "Roman roads, two sources",
            "History",
            "2026-10-17",
            ("locked", "Sharing locked: 1 objection"),
            note_count=4,
        ),
        _card(
            4,
            "Reading aloud: the wolf’s side",
            "English",
            "2026-09-29",
            ("ending", "Ends on 30 Nov 2026"),
            next_step="talk",
        ),
        _card(
            5,
            "Choir practice",
            "Music",
            "2026-09-21",
            ("none", "Nothing recorded yet"),
            has_picture=False,
            next_step="consent",
            note_count=0,
            marks=[],
        ),
        _card(
            6,
            "Forces on a ramp",
            "Science",
            "2026-09-20",
            ("shareable", "May be shared with you"),
            mine=False,
            owner_name="Gwyn Parry",
        ),
        {
            "id": f"{7:032x}",
            "damaged": "A file of this vault was changed from outside and was not opened. Restore it from a backup.",
            "title": "",
            "mine": False,
        },
    ]


def _job(kind: str, title: str, lesson: str, done: int, job: str = "a") -> dict[str, Any]:
    return {
        "job": job * 32,
        "kind": kind,
        "title": title,
        "lesson": lesson or None,
        "state": "running",
        "done_ms": done,
        "total_ms": 100,
        "seconds_left": 240,
        "sentence": "",
    }


def _jobs() -> list[dict[str, Any]]:
    return [
        _job("transcribing", "Electrical circuits", f"{2:032x}", 62),
        _job("adding", "Rivers and how they bend", "", 24, "b"),
    ]


def _ticked() -> list[dict[str, Any]]:
    for job in STATE["jobs"]:
        job["done_ms"] = min(99, job["done_ms"] + 0.2)
    return [dict(job, done_ms=int(job["done_ms"])) for job in STATE["jobs"]]


def _upload() -> dict[str, Any]:
    return {
        "upload": "c" * 32,
        "name": "IMG_4127.MOV",
        "size": 2_100_000_000,
        "received": 1_386_000_000,
        "created_ms": HOUR,
        "dropped_ms": HOUR + 86_400_000,
    }


def _consent() -> dict[str, Any]:
    return {
        "badge": {"kind": "locked", "words": "Sharing locked: 1 objection"},
        "recorded": True,
        "basis": "public-task",
        "purposes": ["self-reflection", "mentoring"],
        "until_ms": 1_817_078_399_999,
        "transcribe": True,
        "analyse": True,
        "share_with": [GWYN["id"]],
        "export": [],
        "blocked": ["pupil 7"],
    }


def _register(scene: str) -> list[dict[str, Any]]:
    entries = [
        {
            "record": "r-7",
            "kind": "objected",
            "principal": "pupil 7",
            "words": "Objection. Sharing and export are locked.",
            "recorded_ms": HOUR + 9_000_000,
            "note": "By letter of the family, 20 October.",
        },
        {
            "record": "r-1",
            "kind": "given",
            "principal": "class",
            "words": "You may watch it; write a transcript; share it with Gwyn; until 31 July 2027.",
            "recorded_ms": HOUR,
            "note": "",
        },
    ]
    return {"new": [], "agreed": entries[1:]}.get(scene, entries)


def _recorded(kind: str, principal: str, words: str, body: Any) -> dict[str, Any]:
    STATE["register"].insert(
        0,
        {
            "record": "r-1" if principal == "class" else "r-7",
            "kind": kind,
            "principal": principal,
            "words": words,
            "recorded_ms": HOUR + 99_000_000,
            "note": body.get("note", ""),
        },
    )
    STATE["consent"] = _consent() | {"badge": {"kind": "shareable", "words": "May be shared with Gwyn"}, "blocked": []}
    return dict(STATE["consent"])


def _notes() -> list[dict[str, Any]]:
    found = []
    for author, side in ((NADIA, "teacher"), (GWYN, "mentor")):
        for number, note in enumerate(NOTES[side]):
            found.append(
                note
                | {
                    "id": f"{author['id'][0]}{number:031x}",
                    "author": author["id"],
                    "mine": author is NADIA,
                    "quote": "",
                    "created_ms": HOUR,
                    "edited_ms": HOUR,
                    "visibility": "open",
                }
            )
    return sorted(found, key=lambda note: note["at_ms"])


def _dialogue() -> dict[str, Any]:
    talk = [note for note in _notes() if note["talk"]]
    moments = [_moment([n for n in talk if n["at_ms"] == at]) for at in sorted({n["at_ms"] for n in talk})]
    return {
        "open": True,
        "why_not": "",
        "moments": moments,
        "actions": STATE["actions"],
        "record": "f" * 64,
        "confirmed": STATE["confirmed"],
        "standing": False,
    }


def _moment(notes: list[dict[str, Any]]) -> dict[str, Any]:
    said = STATE["said"].get(notes[0]["id"])
    return {
        "moment": notes[0]["id"],
        "at_ms": notes[0]["at_ms"],
        "to_ms": notes[-1]["to_ms"],
        "by": [n["author"] for n in notes],
        "notes": notes,
        "words": "But I thought eighths were bigger, because eight is bigger than four. "
        "That’s a really useful thing to say. Hands up if you thought that too at first.",
        "said": [{"author": NADIA["id"], "text": said, "time_ms": HOUR}] if said else [],
    }


def _actions() -> list[dict[str, Any]]:
    return [
        {
            "action": "d" * 32,
            "text": "Count to three after an open question, every lesson this week.",
            "person": NADIA["id"],
            "by": "2026-11-26",
            "author": NADIA["id"],
        },
        {
            "action": "e" * 32,
            "text": "Show a clip of own class testing an idea.",
            "person": GWYN["id"],
            "by": "2026-11-26",
            "author": GWYN["id"],
        },
    ]


def _review(lesson: str) -> dict[str, Any]:
    yes = {"allowed": True, "reasons": [], "remedies": []}
    locked = pages_register.locked(STATE["consent"])
    no = locked or yes
    return {
        "lesson": {
            "id": lesson,
            "title": "Roman roads, two sources",
            "date": "2026-10-17",
            "class_name": "Year 4",
            "subject": "History",
            "focus": "",
            "duration_ms": 94_795,
            "has_picture": True,
            "has_sound": True,
            "width": 1280,
            "height": 720,
            "mine": STATE["owner"],
            "owner": NADIA["id"],
        },
        "me": NADIA,
        "people": [NADIA, GWYN],
        "media_url": f"/vr/lessons/{lesson}/media?k=x",
        "poster_url": f"/vr/lessons/{lesson}/poster",
        "consent": STATE["consent"],
        "actions": {
            "transcribe": yes if STATE["consent"]["transcribe"] else no,
            "analyse": yes if STATE["consent"]["transcribe"] and not STATE["consent"]["blocked"] else no,
            "share": no,
            "export": no
            if locked
            else {
                "allowed": False,
                "reasons": ["Copying out is not among the uses that were recorded."],
                "remedies": ["Add it on the consent page."],
            },
        },
        "share_candidates": [] if locked else [GWYN],
        "shared": [{"person": GWYN["id"], "until_ms": 1_797_724_799_999}],
        "readiness": {
            "mine_ms": HOUR,
            "others": [{"person": GWYN["id"], "ready_ms": HOUR + 600_000, "revealed": True}],
            "may_say": False,
            "why_not": "",
        },
        "transcription": {"state": "done", "job": None},
        "drafts": {},
        "place_ms": 0,
        "revision": "r",
    }


ABOUT = {
    "version": "0.1.0",
    "vault": "~/.local/share/videoreflect/vault",
    "lessons": 5,
    "vault_bytes": 5_400_000_000,
    "lock_after_ms": 600_000,
    "model": {
        "name": "Whisper base",
        "ready": True,
        "sentence": "Whisper base is on this device. Transcripts are written here, offline.",
    },
}
reset()


def _copies() -> Shape:
    """Nothing may be copied out at first; what was recorded last says what may."""
    opened = {"allowed": True, "reasons": [], "remedies": []}
    closed = {
        "allowed": False,
        "reasons": ["Copying out is not among the uses that were recorded."],
        "remedies": ["Add it on the consent page."],
    }
    uses = STATE["consent"]["export"]
    kinds = ("notes", "transcript", "talk", "clip")
    allowed = {kind: opened if kind in uses else closed for kind in kinds}
    return {"any": opened if uses else closed, "kinds": allowed, "english": True}
