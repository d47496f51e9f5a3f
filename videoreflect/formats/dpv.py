"""A consent record (ISO/IEC TS 27560:2023) and its receipt as JSON-LD, after the guide of W3C DPV. Writing only.

One record a person in the picture (by pseudonym), with every event about them, so that nobody can pass on the
agreement and leave out the withdrawal. All mandatory fields are there; what is not known says so, and is listed.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from videoreflect.domain.consent import ALLOWING, ConsentEvent, GivenBy
from videoreflect.domain.school import School
from videoreflect.formats import dpv_terms as terms
from videoreflect.formats.consent_words import PURPOSE_WORDS, REMEDY_WORDS
from videoreflect.formats.timecode import clock

_RIGHTS = {
    "access": "Ask what is held, and get a copy in which others are left out.",
    "rectification": "Have what is wrong put right.",
    "erasure": "Ask to have what is about one erased.",
    "objection": "Object at any time, without a reason.",
    "complaint": "Complain to the supervisory authority.",
}

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its own id (32 hex digits) and the time at which it was recorded."""

    id: str
    event: ConsentEvent
    recorded_ms: int


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a record is made of. ``events`` in their order, at least one, all of one principal.

    ``people`` are names of those who may see it, by id; ``kept_until_ms`` ends the lesson itself.
    """

    id: str
    events: tuple[Recorded, ...]
    school: School
    controller_id: str
    people: Mapping[str, str]
    kept_until_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A record; ``gaps`` names mandatory fields of the specification that nobody has filled in."""

    node: Node
    gaps: tuple[str, ...]


def consent_record(facts: RecordFacts) -> Written:
    """Write one record, without its ``@context``."""
    gaps: dict[str, None] = {}
    first, newest = facts.events[0].event, facts.events[-1]
    subject, controller = _subject(facts, first), _controller(facts, gaps)
    processes = [_process(facts, one, gaps) for one in _with_a_process(facts)]
    events = [_event(facts, one, subject["@id"], controller["@id"]) for one in facts.events]
    by_property: Node = {}
    for name, node in events:
        by_property.setdefault(name, []).append(node)
    node = {
        "@id": urn(facts.id),
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": {"@id": terms.RECORD_PROFILE},
        "dpv:hasIdentifier": facts.id,
        "dct:created": when(facts.events[0].recorded_ms),
        "dct:modified": when(newest.recorded_ms),
        "dpv:hasDataSubject": subject,
        "dpv:hasNotice": _notices(facts, gaps),
        "dpv:hasProcess": processes,
        **by_property,
        "dpv:hasEntity": [controller, *_authority(facts)],
    }
    return Written(node, tuple(gaps))


def document(nodes: list[Node]) -> Node:
    """Records or a receipt as one JSON-LD document."""
    return {"@context": dict(terms.CONTEXT), "@graph": nodes}


def consent_receipt(receipt: str, records: list[Node], created_ms: int) -> Node:
    """A receipt that holds whole records."""
    return {
        "@id": urn(receipt),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": {"@id": terms.RECEIPT_PROFILE},
        "dpv:hasIdentifier": receipt,
        "dct:created": when(created_ms),
        "dpv:hasRecordOfActivity": records,
    }


def urn(hex_id: str) -> str:
    """An id of ours (32 hex digits) as an IRI that needs no server."""
    return uuid.UUID(hex=hex_id).urn


def when(ms: int) -> Node:
    """A time as ``xsd:dateTime`` in UTC, with milliseconds; beyond the year 9999 its last moment."""
    last = 253_402_300_799_999
    at = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(milliseconds=min(ms, last))
    return {"@type": "xsd:dateTime", "@value": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"}


def _with_a_process(facts: RecordFacts) -> list[Recorded]:
    """Each agreement says what it allows; a record without one still says what is done."""
    return [one for one in facts.events if one.event.kind in ALLOWING] or [facts.events[0]]


def _subject(facts: RecordFacts, event: ConsentEvent) -> Node:
    role = event.principal_role
    node = {"@id": f"{urn(facts.id)}#person", "@type": ["dpv:DataSubject", terms.ROLE[role]]}
    return node | {"dct:identifier": event.principal, "schema:roleName": str(role)}


def _controller(facts: RecordFacts, gaps: dict[str, None]) -> Node:
    said = facts.school
    node: Node = {
        "@id": urn(facts.controller_id),
        "@type": ["dpv:DataController", "dpv:EducationalOrganisation"],
        "dpv:hasIdentifier": facts.controller_id,
        "dpv:hasName": _told(said.controller, "party_name", gaps),
        "dpv:hasAddress": _told(said.address, "party_address", gaps),
        "dpv:hasContact": _told(said.contact or said.email or said.phone, "party_contact", gaps),
    }
    more = {"schema:email": said.email, "schema:telephone": said.phone}
    return node | {name: value for name, value in more.items() if value}


def _authority(facts: RecordFacts) -> list[Node]:
    said = facts.school
    if not said.authority:
        return []
    node = {"@id": f"{urn(facts.id)}#authority", "@type": "dpv:DataProtectionAuthority", "dpv:hasName": said.authority}
    node["dpv:hasIdentifier"] = "authority"
    return [node | ({"dpv:hasContact": said.authority_address} if said.authority_address else {})]


def _notices(facts: RecordFacts, gaps: dict[str, None]) -> list[Node]:
    found: dict[str, Node] = {}
    for one in facts.events:
        event = one.event
        if not event.notice and not event.notice_hash:
            continue
        kind = "dpv:ConsentNotice" if str(event.basis) == "consent" else "dpv:PrivacyNotice"
        node = {"@type": kind, "dct:identifier": event.notice or event.notice_hash}
        node["dct:language"] = event.language or facts.school.notice_language
        found[event.notice + event.notice_hash] = node | (
            {"schema:sha256": event.notice_hash} if event.notice_hash else {}
        )
    if not found:
        gaps["privacy_notice"] = None
        nothing = {"@type": "dpv:PrivacyNotice", "dct:identifier": terms.NOT_RECORDED}
        return [nothing | {"dct:language": facts.school.notice_language}]
    return list(found.values())


def _process(facts: RecordFacts, one: Recorded, gaps: dict[str, None]) -> Node:
    event, said = one.event, facts.school
    jurisdiction = event.jurisdiction or said.jurisdiction
    node: Node = {
        "@id": f"{urn(one.id)}#process",
        "@type": "dpv:Process",
        "dpv:hasPurpose": _purposes(facts, event),
        "dpv:hasLegalBasis": {"@id": terms.BASIS[event.basis]},
        "dpv:hasPersonalData": _personal_data(event),
        "dpv:hasDataSource": {"@type": "dpv:DataSubjectDataSource", "dpv:hasProcessing": {"@id": "dpv:Record"}},
        "dpv:hasProcessing": _processing(event),
        "dpv:hasStorageCondition": _storage(facts, event, gaps),
        "dpv:hasProcessingCondition": {
            "@type": "dpv:ProcessingLocation",
            "dpv:hasLocation": {"@id": "dpv:WithinDevice"},
        },
        "dpv:hasDataController": {"@id": urn(facts.controller_id)},
        "dpv:hasRecipient": _recipients(facts, event),
        "dpv:hasJurisdiction": _jurisdiction(jurisdiction, gaps),
        "dpv:hasConsentControl": {"@type": "dpv:WithdrawConsent", "dct:description": event.withdrawal or terms.AT_ONCE},
        "dpv:hasRight": [
            {"@type": "dpv:DataSubjectRight", "dct:identifier": name, "dct:description": words}
            for name, words in _RIGHTS.items()
        ],
    }
    if assessment := event.dpia or said.dpia:
        node["dpv:hasAssessment"] = {"@type": "dpv:DPIA", "dct:identifier": assessment}
    if said.authority:
        node["dpv:hasAuthority"] = {"@id": f"{urn(facts.id)}#authority"}
    return node


def _purposes(facts: RecordFacts, event: ConsentEvent) -> list[Node]:
    chosen = event.purposes or facts.school.purposes
    return [
        {
            "@type": "dpv:Purpose",
            "skos:broader": {"@id": terms.PURPOSE[purpose]},
            "dct:identifier": str(purpose),
            "dct:description": PURPOSE_WORDS[purpose],
        }
        for purpose in sorted(chosen)
    ]


def _personal_data(event: ConsentEvent) -> list[Node]:
    data = [
        ("film", "pd:Picture", "Moving pictures of the lesson."),
        ("sound", "pd:VoiceCommunicationRecording", "Voices."),
    ]
    found = [
        {"@type": "dpv:PersonalData", "skos:broader": {"@id": kind}, "dct:identifier": name, "dct:description": words}
        for name, kind, words in data
    ]
    if event.scope.transcribe:
        words = "What was said, written down by this device."
        found.append({"@type": "dpv:DerivedPersonalData", "dct:identifier": "transcript", "dct:description": words})
    return [one | {"dpv:hasNecessity": {"@id": "dpv:Required"}} for one in found]


def _processing(event: ConsentEvent) -> list[Node]:
    scope = event.scope
    named = [("record", "dpv:Record"), ("keep", "dpv:Store"), ("watch", "dpv:Use")]
    named += [("transcribe", "dpv:Derive")] if scope.transcribe else []
    named += [("analyse", "dpv:Analyse")] if scope.analyse else []
    named += [("share", "dpv:Share")] if scope.share else []
    named += [(f"export:{kind}", "dpv:Export") for kind in sorted(scope.export)]
    return [{"@type": "dpv:Processing", "skos:broader": {"@id": term}, "dct:identifier": name} for name, term in named]


def _storage(facts: RecordFacts, event: ConsentEvent, gaps: dict[str, None]) -> list[Node]:
    ends = [one for one in (event.until_ms, facts.kept_until_ms) if one is not None]
    where = {"@type": "dpv:StorageLocation", "dpv:hasLocation": {"@id": "dpv:WithinDevice"}}
    return [where, {"@type": "dpv:StorageDuration", "dpv:hasDuration": _until(min(ends, default=None), gaps)}]


def _until(ms: int | None, gaps: dict[str, None] | None = None) -> Node:
    if ms is not None:
        return {"@type": "dpv:UntilTimeDuration", "rdf:value": when(ms)}
    if gaps is not None:
        gaps["retention_period"] = None
    return {
        "@type": "dpv:UntilEventDuration",
        "rdf:value": terms.NOT_RECORDED if gaps is not None else "until it is changed",
    }


def _recipients(facts: RecordFacts, event: ConsentEvent) -> list[Node]:
    others = [
        {"@id": urn(person), "@type": "dpv:Recipient", "dpv:hasIdentifier": person}
        | ({"dpv:hasName": facts.people[person]} if person in facts.people else {})
        for person in sorted(event.scope.share)
    ]
    return others or [{"@type": "dpv:Recipient", "dct:description": "nobody but the teacher of the lesson"}]


def _jurisdiction(said: str, gaps: dict[str, None]) -> Node:
    known = terms.place_term(said)
    if known:
        return {"@id": known}
    return {"@type": "dpv:Location", "dct:title": _told(said, "jurisdiction", gaps)}


def _event(facts: RecordFacts, one: Recorded, subject: str, controller: str) -> tuple[str, Node]:
    event = one.event
    speaker: Node = {
        "@id": {GivenBy.SELF: subject, GivenBy.SCHOOL: controller}.get(event.given_by, f"{urn(one.id)}#by")
    }
    if event.given_by is GivenBy.PARENT:
        speaker["@type"] = terms.GIVEN_BY[GivenBy.PARENT]
    node: Node = {
        "@id": urn(one.id),
        "@type": terms.state_term(event.basis, event.kind),
        "dct:identifier": str(event.kind),
        "dpv:hasLegalBasis": {"@id": terms.BASIS[event.basis]},
        "dpv:isIndicatedAtTime": when(event.event_ms),
        "dct:issued": when(one.recorded_ms),
        "dpv:hasDuration": _until(event.until_ms),
        "dpv:isIndicatedBy": speaker,
        "dpv:hasIndicationMethod": str(event.expressed),
    }
    if event.kind in ALLOWING:
        node["dpv:hasProcess"] = {"@id": f"{urn(one.id)}#process"}
    words = " ".join([event.note, *_of_the_exception(event)]).strip()
    return terms.state_property(event.basis), node | ({"dct:description": words} if words else {})


def _of_the_exception(event: ConsentEvent) -> list[str]:
    places = [
        f"{clock(one.start_ms)} to {clock(one.end_ms)}{f', {one.where}' if one.where else ''};" for one in event.places
    ]
    remedy = [REMEDY_WORDS[event.remedy]] if event.remedy else []
    due = [f"by {when(event.due_ms)['@value'][:10]}"] if event.due_ms is not None else []
    return [*places, *remedy, *due]


def _told(value: str, name: str, gaps: dict[str, None]) -> str:
    if not value:
        gaps[name] = None
    return value or terms.NOT_RECORDED
