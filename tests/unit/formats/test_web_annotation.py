"""Notes as Web Annotations: as the Recommendation has them, and those of other tools."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.formats.notes_to_write import many_notes
from videoreflect.domain.note import Note
from videoreflect.domain.region import Region
from videoreflect.errors import InvalidInput
from videoreflect.formats.web_annotation import CONTEXT, write
from videoreflect.formats.web_annotation_reading import NO_NOTE, NO_REGION, NO_TIME, read
from videoreflect.formats.written_note import WrittenNote

MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying",
    "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip
TIME = re.compile(r"t=npt:[0-9]+(\.[0-9]+)?,[0-9]+(\.[0-9]+)?(&xywh=percent:[0-9]+,[0-9]+,[0-9]+,[0-9]+)?")
BOX = re.compile(r"xywh=percent:[0-9]+,[0-9]+,[0-9]+,[0-9]+")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TERMS = {"id", "type", "motivation", "creator", "created", "generator", "body", "target", "modified"}


def written(notes: list[WrittenNote]) -> Any:
    return json.loads(write(notes, collection="c" * 32, title="Fractions", media="Fractions, clip.mp4"))


@given(many_notes)
@settings(max_examples=60, deadline=None)
def test_every_file_is_as_the_model_has_it(notes: list[WrittenNote]) -> None:
    """Sections 3 to 5 of the model: what must be there, once, and with the words that it knows.

    Seen to fail with a moment written as a time without an end, which by the standard lasts to the end of the clip.
    """
    whole = written(notes)
    assert whole["@context"][0] == CONTEXT
    assert (whole["type"], whole["total"]) == ("AnnotationCollection", len(notes))
    page = whole.get("first", {"items": []})
    assert len(page["items"]) == len(notes)
    if notes:
        assert (page["type"], page["partOf"], whole["last"]) == ("AnnotationPage", whole["id"], page["id"])
    for one in page["items"]:
        assert {"id", "type", "motivation", "target"} <= set(one)
        assert all(name in TERMS or name.startswith("vr:") for name in one)
        assert set(one["motivation"]) <= MOTIVATIONS
        assert re.match(r"urn:uuid:[0-9a-f-]{36}$", one["id"])
        assert all(STAMP.fullmatch(one[name]) for name in ("created", "modified") if name in one)
        assert all(body["type"] == "TextualBody" and body["purpose"] in MOTIVATIONS for body in one.get("body", []))
        for target in one["target"]:
            _check_target(target)


def _check_target(target: Any) -> None:
    if isinstance(target, str):
        assert target
        return
    assert (target["type"], bool(target["source"])) == ("SpecificResource", True)
    selectors = target["selector"] if isinstance(target["selector"], list) else [target["selector"]]
    assert selectors
    for one in selectors:
        kind = one["type"]
        assert kind in {"FragmentSelector", "TextQuoteSelector", "SvgSelector"}
        if kind == "FragmentSelector":
            assert one["conformsTo"] == "http://www.w3.org/TR/media-frags/"
            assert TIME.fullmatch(one["value"]) or BOX.fullmatch(one["value"])
            begin, _, end = one["value"].partition("&")[0].removeprefix("t=npt:").partition(",")
            assert one["value"].startswith("xywh") or float(begin) < float(end)


def test_it_reads_as_other_tools_expect() -> None:
    note = Note(
        "1" * 32, 12_500, 13_250, "Why <now>?", "Who knows?", talk=True, created_ms=1_769_846_400_000,
        codes=("tseda/b",), regions=(Region("box", ((1_000, 2_000), (3_000, 5_050))),), voice_ms=42_000,
    )  # fmt: skip
    [one] = written([WrittenNote(note, "Ms Gray", "private", (("tseda/b", "Build on ideas"),))])["first"]["items"]

    assert one["id"] == "urn:uuid:11111111-1111-1111-1111-111111111111"
    assert one["motivation"] == ["commenting", "tagging", "highlighting"]
    assert one["creator"] == {"type": "Person", "name": "Ms Gray"}
    assert one["body"] == [
        {"type": "TextualBody", "purpose": "commenting", "value": "Why <now>?", "format": "text/plain"},
        {"type": "TextualBody", "purpose": "tagging", "value": "Build on ideas", "vr:code": "tseda/b"},
    ]
    time, box = one["target"]
    assert time["source"] == "Fractions%2C%20clip.mp4"
    assert [selector.get("value", selector.get("exact")) for selector in time["selector"]] == [
        "t=npt:12.5,13.25", "Who knows?",
    ]  # fmt: skip
    assert box["selector"][0]["value"] == "t=npt:12.5,13.25&xywh=percent:10,20,20,31"
    assert '<polygon class="box" points="1000,2000 3000,2000 3000,5050 1000,5050"/>' in box["selector"][1]["value"]
    assert one["vr:voiceNoteWords"] == "voice note 0:42"


def test_an_answer_points_at_what_it_answers() -> None:
    reply = WrittenNote(Note("1" * 32, 1_000, None, "Yes", reply_to="2" * 32))
    [one] = written([reply])["first"]["items"]

    assert one["motivation"] == ["replying"]
    assert one["target"][0] == "urn:uuid:22222222-2222-2222-2222-222222222222"


def annotation(**more: Any) -> dict[str, Any]:
    body = {"type": "TextualBody", "purpose": "commenting", "value": "Hm"}
    return {"@context": CONTEXT, "id": "http://example.org/1", "type": "Annotation", "body": body} | more


def selected(value: str, kind: str = "FragmentSelector") -> dict[str, Any]:
    return {"source": "http://example.org/clip.mp4", "selector": {"type": kind, "value": value}}


@pytest.mark.parametrize(
    ("target", "at", "to"),
    [
        (selected("t=30,60"), 30_000, 60_000),
        (selected("t=npt:30,60"), 30_000, 60_000),
        (selected("t=30"), 30_000, None),
        (selected("t=,60"), 0, 60_000),
        (selected("t=0:01:02.5,0:01:03"), 62_500, 63_000),
        (selected("t=12.3456789,13.9999999"), 12_345, 13_999),
        (selected("t=5,5"), 5_000, None),
        (selected("xywh=pixel:1,2,3,4&t=30,60"), 30_000, 60_000),
        ("http://example.org/clip.mp4#t=30,60", 30_000, 60_000),
        ("http://example.org/clip.mp4#t%3D30%2C60", 30_000, 60_000),
        ({"id": "http://example.org/clip.mp4#t=7"}, 7_000, None),
        ({"source": {"id": "http://example.org/clip.mp4#t=7"}}, 7_000, None),
        ([selected("t=1,2"), selected("t=3,4")], 1_000, 2_000),
        ({"source": "x", "selector": {"type": "XPathSelector", "refinedBy": selected("t=2")["selector"]}}, 2_000, None),
        ({"source": "x", "selector": {"type": "PointSelector", "t": 2.5}}, 2_500, None),
        ("http://example.org/clip.mp4", None, None),
        (selected("t=npt:10,"), 10_000, None),
        (selected("t=smpte:0:00:10:12,0:00:12"), 10_400, 12_000),
        (selected("t=smpte-25:0:00:10:12"), 10_480, None),
    ],
)
def test_times_of_other_tools_are_understood(target: Any, at: int | None, to: int | None) -> None:
    [one] = read(json.dumps(annotation(target=target))).notes

    assert (one.note.at_ms, one.note.to_ms, one.note.text) == (at, to, "Hm")


@pytest.mark.parametrize(
    ("body", "text", "codes"),
    [
        ("plain", "plain", ()),
        (
            {"value": "<p>One &amp; two</p><p>three</p>", "format": "text/html"},
            "One & two\nthree",
            (),
        ),
        ([{"value": "Hm"}, {"value": "tractor", "purpose": "tagging"}], "Hm\nLabels: tractor", ()),
        ([{"value": "tseda/b", "purpose": "tagging"}], "", ("tseda/b",)),
        ({"@type": "oa:TextualBody", "oa:value": "Hm", "purpose": "oa:commenting"}, "Hm", ()),
        (None, "", ()),
        ({"type": "Choice", "items": [{"value": "One"}, {"type": "List", "items": ["two"]}]}, "One\ntwo", ()),
        ({"value": {"en": "Hm", "cy": "Wel"}}, "Hm\nWel", ()),
        ({"value": {"@value": "Hm", "@language": "en"}}, "Hm", ()),
        ({"type": "SpecificResource", "source": {"type": "TextualBody", "value": "Hm"}}, "Hm", ()),
        ({"type": "SpecificResource", "purpose": "tagging", "source": "http://a/tree"}, "Labels: http://a/tree", ()),
        ({"type": "Text", "id": "http://example.org/said"}, "http://example.org/said", ()),
    ],
)
def test_words_and_tags_of_other_tools_are_understood(body: Any, text: str, codes: tuple[str, ...]) -> None:
    """Tags that are no codes stay as words; of HTML nothing but the text is taken. Seen to fail without ``_bodies``,
    ``_texts`` and sources: a note without words came in."""
    [one] = read(json.dumps(annotation(body=body, target=selected("t=1")))).notes

    assert (one.note.text, one.note.codes) == (text, codes)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"type": "AnnotationPage", "items": [one]},
        lambda one: {"type": ["AnnotationCollection"], "first": {"type": "AnnotationPage", "items": [one]}},
        lambda one: [{"type": "AnnotationCollection", "first": {"@type": "oa:AnnotationPage", "items": [one]}}],
        lambda one: {"@context": [CONTEXT, {"x": "http://x/"}], "@graph": [{"type": "Person"}, one]},
    ],
)
def test_annotations_are_found_wherever_they_lie(wrap: Any) -> None:
    read_back = read(json.dumps(wrap(annotation(target=selected("t=1"), creator={"name": "Gwyn"})))).notes

    assert [(one.author, one.note.text) for one in read_back] == [("Gwyn", "Hm")]


def test_answers_of_other_tools_are_answers() -> None:
    items = [annotation(target=selected("t=1")), annotation(id="http://example.org/2", target="http://example.org/1")]

    _, reply = read(json.dumps(items)).notes

    assert (reply.note.id, reply.note.reply_to) == ("http://example.org/2", "http://example.org/1")


def test_boxes_of_other_tools_are_taken_and_what_has_no_place_is_told() -> None:
    box, pixels = selected("t=1&xywh=percent:10.5,20,30,99"), selected("xywh=160,120,320,240")
    found = read(json.dumps([annotation(target=[box, pixels]), {"type": "Annotation", "target": "x"}]))

    assert found.notes[0].note.regions == (Region("box", ((1_050, 2_000), (4_050, 10_000))),)
    assert dict(found.left_out) == {NO_REGION: 1, NO_NOTE: 1}


@pytest.mark.parametrize("time", ["t=clock:2009-07-26T11:19:01Z", "t=-5", "t=1m30s", "t=nan"])
def test_a_time_that_cannot_be_read_is_told_and_the_words_come_in(time: str) -> None:
    """Seen to fail without ``has_time``: the note was about the whole lesson, and nobody was told."""
    found = read(json.dumps(annotation(target=selected(time), body={"value": "Hm", "creator": {"name": "Gwyn"}})))

    assert [(one.author, one.note.at_ms, one.note.text) for one in found.notes] == [("Gwyn", None, "Hm")]
    assert dict(found.left_out) == {NO_TIME: 1}


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "[1]", "nope", "{" * 100_000, "[" * 100_000, '{"type": "Person"}',
     json.dumps(annotation(target=selected("t=1:99:99"))), json.dumps(annotation(target=selected("t=99999999999")))],
)  # fmt: skip
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just("t=1,2"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "type", "target", "body", "selector", "value", "source", "t", "vr:state", "name"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["id", "body", "target", "creator", "vr:voiceNote", "created"]), json_values))
def test_anything_is_read_or_refused(content: dict[str, Any]) -> None:
    try:
        read(json.dumps({"type": "Annotation"} | content))
    except InvalidInput:
        return
