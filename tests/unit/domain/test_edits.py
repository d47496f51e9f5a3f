"""A transcript is what was written down and every edit that is not undone; replayed, it is the same everywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videoreflect.domain.changes import Change, Replacing, edit_for, replacing_edit
from videoreflect.domain.edits import (
    Edit,
    EditKind,
    Redo,
    Replay,
    Step,
    Undo,
    edit_body,
    line_from,
    line_list,
    named_after,
    newest,
    step_from,
)
from videoreflect.domain.ids import new_id
from videoreflect.domain.transcript import Line, Word
from videoreflect.errors import FormatError, InvalidInput

SECONDS = 10_000
TEXTS = st.text("abc dé, ", min_size=0, max_size=30)


def line(start: int, text: str, name: str) -> Line:
    """A line of ten seconds with a word each second."""
    words = tuple(Word(start + n * 900, start + n * 900 + 700, f" {w}", 0.4) for n, w in enumerate(text.split()))
    return Line(start, start + SECONDS, text, words, name)


BASE = tuple(line(n * SECONDS, text, f"0-{n}") for n, text in enumerate(["one two three", "four five", "six", "a b c"]))
DURATION = len(BASE) * SECONDS


def changes(replay: Replay, draw: st.DrawFn) -> Change:
    """Any change of the lines that stand there."""
    names = [one.id for one in replay.lines]
    kind = draw(st.sampled_from(list(EditKind) if names else [EditKind.INSERT]))
    some = draw(st.lists(st.sampled_from(names), max_size=2, unique=True)) if names else []
    times = st.one_of(st.none(), st.integers(0, DURATION))
    texts = tuple(draw(st.lists(TEXTS, max_size=2)))
    return Change(kind, tuple(some), texts, draw(times), draw(times), draw(st.integers(-2, 2)))


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """What a person did: edits, undos and redos in any order, some of which do not fit."""
    replay, steps = Replay.of(BASE), list[Step]()
    for _ in range(draw(st.integers(0, 12))):
        name, what = new_id(), draw(st.sampled_from(["edit", "edit", "undo", "redo", "replace"]))
        step: Step | None = None
        if what == "edit":
            try:
                step = edit_for(replay, changes(replay, draw), DURATION, name)
            except InvalidInput:
                continue
        elif what == "replace":
            step, _ = replacing_edit(replay.lines, Replacing(draw(st.sampled_from(["a", "five", "six"])), "X y"), name)
        elif what == "undo" and (last := newest(replay.done)) is not None:
            step = Undo(last.id)
        elif what == "redo" and (next_one := newest(replay.undone)) is not None:
            step = Redo(next_one.id)
        if step is not None and replay.take(step):
            steps.append(step)
    return steps


@given(histories())
def test_undoing_everything_gives_back_what_was_written_down_and_redoing_it_what_stood(steps: list[Step]) -> None:
    """However many edits there were, and whatever was undone in between."""
    replay = Replay.of(BASE, steps)
    stood, undone = replay.lines, len(replay.done)
    while (last := newest(replay.done)) is not None:
        assert replay.take(Undo(last.id))
    assert replay.lines == BASE
    for _ in range(undone):
        following = newest(replay.undone)
        assert following is not None
        assert replay.take(Redo(following.id))
    assert replay.lines == stood


@given(histories())
def test_every_step_is_read_back_as_it_was_written(steps: list[Step]) -> None:
    """So the transcript of another process, or of the next sign-in, is this one."""
    bodies = [edit_body("run", one) if isinstance(one, Edit) else {} for one in steps]
    read = [step_from(body) if body else step for body, step in zip(bodies, steps, strict=True)]

    assert Replay.of(BASE, [one for one in read if one is not None]).lines == Replay.of(BASE, steps).lines


@given(histories(), st.data())
def test_steps_in_any_order_break_nothing(steps: list[Step], data: st.DataObject) -> None:
    """Two copies of a lesson that were merged may bring edits in between: what does not fit is passed over."""
    shuffled = data.draw(st.permutations(steps))
    replay = Replay.of(BASE, shuffled)

    assert len({one.id for one in replay.lines}) == len(replay.lines)
    while (last := newest(replay.done)) is not None and replay.take(Undo(last.id)):
        pass
    assert replay.done or replay.lines == BASE


@given(histories())
def test_lines_stand_in_the_order_in_which_they_begin(steps: list[Step]) -> None:
    starts = [one.start_ms for one in Replay.of(BASE, steps).lines]

    assert starts == sorted(starts)


@given(histories())
def test_words_lie_within_the_clip_in_order_and_say_what_the_line_says(steps: list[Step]) -> None:
    for one in Replay.of(BASE, steps).lines:
        assert one.start_ms < one.end_ms
        assert "".join(word.text for word in one.words).split() == one.text.split()
        times = [time for word in one.words for time in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert all(0 <= time <= DURATION for time in times)


def test_an_edit_of_a_line_that_was_changed_elsewhere_is_passed_over() -> None:
    """Two windows change one line: the first counts, and undoing it does not bring the other in."""
    first, second = (Edit(new_id(), EditKind.TEXT, ("0-0",), named_after(new_id(), BASE[:1])) for _ in range(2))
    replay = Replay.of(BASE, [first])

    assert not replay.take(second)
    assert replay.take(Undo(first.id))
    assert replay.lines == BASE


def test_after_a_new_edit_nothing_can_be_made_again() -> None:
    made = [Edit(new_id(), EditKind.DELETE, (one.id,)) for one in BASE[:2]]
    replay = Replay.of(BASE, [made[0], Undo(made[0].id), made[1]])

    assert not replay.take(Redo(made[0].id))
    assert [one.id for one in replay.lines] == ["0-0", "0-2", "0-3"]


def test_a_thousand_edits_of_ten_thousand_words_take_time_for_their_own_lines_only() -> None:
    """Counted, not timed: a replay that looked at all lines for each edit would compare ten million ids."""
    looked = 0

    class Counted(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            nonlocal looked
            looked += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    base = [
        replace(line(n * SECONDS, "one two three four five six seven eight nine ten", ""), id=Counted(f"0-{n}"))
        for n in range(1_000)
    ]
    steps = [Edit(new_id(), EditKind.TEXT, (f"0-{n}",), named_after(new_id(), [base[n]])) for n in range(1_000)]

    assert len(Replay.of(base, steps).done) == 1_000
    assert looked < 20_000


def test_rows_of_another_form_change_nothing() -> None:
    """A body that somebody else's software wrote is passed over, whatever is in it."""
    good = edit_body("run", Edit(new_id(), EditKind.TEXT, ("0-0",), named_after(new_id(), BASE[:1])))
    strange: list[dict[str, object]] = [
        {},
        {"undoes": 1},
        {"redoes": "x"},
        good | {"edit": "x"},
        good | {"kind": "burn"},
        good | {"takes": "0-0"},
        good | {"takes": [1]},
        good | {"gives": [[1, 2]]},
        good | {"gives": [[5, 5, "x", [], {"id": "a"}]]},
        good | {"gives": [[0, 5, "x", [[0, 1, "x", "y"]], {"id": "a"}]]},
        good | {"gives": [[0, 5, "x", [], {"id": 7}]]},
        good | {"gives": [[0, 5, "x" * 30_000, [], {"id": "a"}]]},
    ]

    assert all(step_from(dict(one)) is None for one in strange)
    assert step_from(good) is not None


def test_a_line_keeps_its_id_and_language_on_the_disk() -> None:
    one = replace(BASE[0], language="cy")

    assert line_from(line_list(one)) == one
    assert line_from([0, 5, "x", []], "0-7").id == "0-7"
    for wrong in ([0, 5, "x"], [0, 5, "x", [[1, 2, 3]]], [0, 5, "x", [], 7], None, [0.5, 5, "x", []]):
        try:
            line_from(wrong)
        except FormatError:
            continue
        raise AssertionError(wrong)


def test_several_lines_are_joined_in_the_order_in_which_they_begin_and_undone_at_once() -> None:
    replay = Replay.of(BASE)
    made = edit_for(replay, Change(EditKind.MERGE, ("0-2", "0-0", "0-1")), DURATION, new_id())

    assert made is not None
    assert replay.take(made)
    assert [one.text for one in replay.lines] == ["one two three four five six", "a b c"]
    assert [word.start_ms for word in replay.lines[0].words] == [w.start_ms for one in BASE[:3] for w in one.words]
    assert replay.take(Undo(made.id))
    assert replay.lines == BASE


def test_lines_that_would_be_too_long_as_one_are_not_joined() -> None:
    long = [replace(BASE[0], id=f"l{n}", text="word " * 900, words=()) for n in range(2)]
    with pytest.raises(InvalidInput, match="too long"):
        edit_for(Replay.of(long), Change(EditKind.MERGE, ("l0", "l1")), DURATION, new_id())


@pytest.mark.parametrize("by", [-9_000, -100, 100, 9_000])
def test_all_lines_or_some_are_moved_with_their_words_and_come_back(by: int) -> None:
    """By the same amount, in one edit, whose row says the amount and not the lines; at the ends they are cut."""
    replay = Replay.of(BASE)
    made = edit_for(replay, Change(EditKind.SHIFT, by_ms=by), DURATION, new_id())

    assert made is not None
    assert "gives" not in edit_body("run", made)
    assert replay.take(step_from(edit_body("run", made)) or Undo(""))
    inner = [(one, other) for one, other in zip(BASE, replay.lines, strict=True) if other.start_ms > 0]
    assert all(other.start_ms - one.start_ms == by for one, other in inner)
    assert all(0 <= one.start_ms < one.end_ms <= DURATION for one in replay.lines)
    middle = [word.start_ms + by for word in BASE[1].words]
    assert [word.start_ms for word in replay.lines[1].words] == middle
    assert replay.take(Undo(made.id))
    assert replay.lines == BASE
    assert replay.take(Redo(made.id))
    assert replay.lines[1].start_ms == BASE[1].start_ms + by


@pytest.mark.parametrize(("by", "told"), [(-10_000, "9.9 seconds earlier"), (10_000, "9.9 seconds later")])
def test_a_line_is_never_moved_out_of_the_recording_and_how_far_it_goes_is_told(by: int, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        edit_for(Replay.of(BASE), Change(EditKind.SHIFT, by_ms=by), DURATION, new_id())


def test_only_the_lines_that_were_named_are_moved() -> None:
    replay = Replay.of(BASE)
    made = edit_for(replay, Change(EditKind.SHIFT, ("0-1", "0-2"), by_ms=300), DURATION, new_id())

    assert made is not None
    assert replay.take(made)
    assert [one.start_ms for one in replay.lines] == [0, SECONDS + 300, 2 * SECONDS + 300, 3 * SECONDS]


def test_a_shift_of_another_form_changes_nothing() -> None:
    body = edit_body("run", Edit(new_id(), EditKind.SHIFT, ("0-0",), by_ms=5, end_ms=DURATION))
    for wrong in ({"by_ms": "5"}, {"by_ms": 1 << 50}, {"end_ms": None}, {"by_ms": True}):
        assert step_from(body | wrong) is None
    assert Replay.of(BASE, [one for one in [step_from(body | {"end_ms": -5})] if one]).lines[0].start_ms == 0
