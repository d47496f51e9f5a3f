"""A model that is worked with is not taken away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.speech import toy_model
from tests.unit.speech.toy_model import TOY
from videoreflect.errors import ModelInUse
from videoreflect.speech.catalogue import MODELS
from videoreflect.speech.in_use import hold
from videoreflect.speech.store import ModelStore

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    monkeypatch.setitem(MODELS, "toy", TOY)
    models = ModelStore(tmp_path / "models")
    models.import_folder("toy", toy_model.write_folder(tmp_path / "stick"))
    return models


def test_a_model_that_another_process_holds_stays_and_is_free_when_that_ends(filled: ModelStore) -> None:
    """Seen to fail with the question taken out of ``ModelStore.remove``."""
    script = "import sys; from pathlib import Path; from videoreflect.speech.in_use import hold; "
    script += "kept = hold(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", script, str(filled.root / "toy")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert filled.in_use()
        with pytest.raises(ModelInUse):
            filled.remove("toy")
        filled.verify("toy")
        other.kill()
        other.wait()

    assert not filled.in_use()
    assert filled.remove("toy")


def test_several_may_work_with_one_model(filled: ModelStore) -> None:
    first, second = hold(filled.root / "toy"), hold(filled.root / "toy")
    first.close()

    assert filled.in_use()
    second.close()
    assert not filled.in_use()


def test_a_removal_leaves_no_half_of_a_model(filled: ModelStore) -> None:
    (filled.root / ".partial-toy").mkdir()

    assert filled.remove("toy")
    assert list(filled.root.iterdir()) == []
