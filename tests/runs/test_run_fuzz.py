"""Whatever happens to the files of a run, the reader gives arrays that fit together, or says which file is wrong."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdviz.runs.manifest import RunError
from gdviz.runs.run import Run, load
from gdviz.solving.solver import solve

FUZZ = settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return solve("bowl", "adam", steps=20, out=tmp_path_factory.mktemp("sound") / "run")


def read_or_refuse(copy: Path, sound: Run) -> None:
    try:
        run = load(copy)
        # Values are looked at when a field is opened.
        opened = dict(run.arrays)
    except RunError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert str(copy) in refusal
        return
    rows = len(run.loss)
    for name, array in opened.items():
        axis = run.manifest["fields"][name]["axis"]
        if name in sound.arrays:
            assert array.dtype.kind in "iufb"
        if axis != "fixed":
            assert len(array) == rows - (axis == "step")
    assert run.params.ndim == 2
    assert run.steps == run.step[-1]
    assert isinstance(run.digest, str)


@FUZZ
@given(data=st.data(), where=st.floats(0, 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_changed_or_missing_byte_is_refused_or_harmless(
    data: st.DataObject, where: float, byte: int, cut: bool, sound: Run, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(sound.path, copy)
    file = data.draw(st.sampled_from(sorted(path for path in copy.iterdir() if path.suffix in (".npy", ".json"))))
    content = bytearray(file.read_bytes())
    # Headers and manifest are where a change does most.
    at = min(int(where * min(len(content), 400)), len(content) - 1)
    content[at] = byte
    file.write_bytes(content[:at] if cut else content)
    read_or_refuse(copy, sound)


@FUZZ
@given(data=st.data(), content=st.binary(max_size=300))
def test_random_bytes_in_the_place_of_a_file_are_refused(
    data: st.DataObject, content: bytes, sound: Run, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(sound.path, copy)
    file = data.draw(st.sampled_from(sorted(path for path in copy.iterdir() if path.suffix in (".npy", ".json"))))
    file.write_bytes(content)
    with pytest.raises(RunError, match=r"run\.json|\.npy"):
        load(copy)


def test_a_link_out_of_the_directory_is_refused(sound: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sound.path, copy)
    (copy / "loss.npy").unlink()
    (copy / "loss.npy").symlink_to(sound.path / "loss.npy")
    with pytest.raises(RunError, match=r"loss\.npy is a link"):
        load(copy)
