"""How fast a model was is kept beside the models, and counts only for what it was measured with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.speech.toy_model import TOY
from videoreflect.media.sound import pcm
from videoreflect.services.sample_lesson import sample
from videoreflect.speech import speeds
from videoreflect.speech.measuring import measure
from videoreflect.speech.speeds import Speed, keep_speed, speed_of, this_machine
from videoreflect.speech.store import ModelStore

SPEED = Speed(8.0, 0.5, 1_790_000_000_000, TOY.files[TOY.weights], 2, this_machine())


def test_a_figure_is_kept_and_replaced(tmp_path: Path) -> None:
    keep_speed(tmp_path, TOY, SPEED)
    keep_speed(tmp_path, TOY, replace(SPEED, times_real=9.0))

    assert speed_of(tmp_path, TOY, 2) == replace(SPEED, times_real=9.0)
    assert [path.name for path in tmp_path.iterdir()] == [speeds.FILE]


@pytest.mark.parametrize("changed", [{"weights": "0" * 64}, {"threads": 4}, {"machine": "another"}])
def test_a_figure_of_something_else_does_not_count(tmp_path: Path, changed: dict[str, int | str]) -> None:
    keep_speed(tmp_path, TOY, replace(SPEED, **changed))  # type: ignore[arg-type]

    assert speed_of(tmp_path, TOY, 2) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff", b'{"toy": 3}', b'{"toy": {"times_real": 1}}', b'{"toy": null}', b"[" * 100_000],
)
def test_a_useless_file_is_no_figure_and_is_written_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / speeds.FILE).write_bytes(content)

    assert speed_of(tmp_path, TOY, 2) is None
    keep_speed(tmp_path, TOY, SPEED)
    assert speed_of(tmp_path, TOY, 2) == SPEED


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf"), True, "8"])
def test_a_figure_that_cannot_be_is_none(tmp_path: Path, wrong: float) -> None:
    keep_speed(tmp_path, TOY, replace(SPEED, times_real=wrong))

    assert speed_of(tmp_path, TOY, 2) is None


@pytest.mark.parametrize(
    ("times_real", "words"),
    [
        (100.0, "less than a minute"),
        (45.0, "about a minute"),
        (7.5, "about 6 minutes"),
        (0.6, "about 75 minutes"),
        (0.25, "about 3 hours"),
    ],
)
def test_a_figure_is_told_as_what_it_means_for_a_lesson(times_real: float, words: str) -> None:
    assert replace(SPEED, times_real=times_real).words == f"{words} for a 45-minute lesson"


def test_a_figure_of_a_busy_machine_says_so() -> None:
    assert "other programs were busy" in replace(SPEED, busy=True).words


@pytest.mark.model
def test_a_model_is_measured_by_writing_down_a_part_of_the_sample_lesson() -> None:
    with sample().clip.open("rb") as clip:
        found = measure(ModelStore().locate("tiny.en"), pcm(clip))

    assert found.times_real > 0
    assert found.load_s > 0
