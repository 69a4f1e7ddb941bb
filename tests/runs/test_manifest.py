"""The manifest's reader: what it takes, what it fills in, and what it refuses in words."""

import json
import os
import resource
import subprocess
import sys

import pytest

from gdviz.runs.folder import Folder
from gdviz.runs.manifest import RunError, read_manifest

FIELDS = {"loss": {"dtype": "<f8", "shape": [], "axis": "state"}}
LEAST = {"format": "gdviz-run", "format_version": 1, "problem": {}, "optimizer": {}, "fields": FIELDS}


@pytest.fixture
def reading(tmp_path):
    """Return a function that reads a manifest of this text, or of these entries beside the least."""

    def read(text=None, **entries):
        text = json.dumps({**LEAST, **entries}) if text is None else text
        (tmp_path / "run.json").write_bytes(text if isinstance(text, bytes) else text.encode())
        with Folder(tmp_path) as folder:
            return read_manifest(folder)

    return read


def test_what_another_program_leaves_out_is_filled_in(reading):
    manifest = reading()
    assert manifest["problem"] == {
        "name": "function",
        "title": "function",
        "options": {},
        "parameters": [],
        "model": "function",
        "minima": [],
    }
    assert manifest["optimizer"] == {"name": "", "title": "", "formula": "", "lr": 0.0, "hyperparameters": {}}


def test_what_is_not_known_is_kept(reading):
    entries = {"weather": {"wind": [1, 2.5, None, True], "words": "ünï 😀"}, "problem": {"colour": "red"}}
    manifest = reading(**entries)
    assert manifest["weather"] == entries["weather"]
    assert manifest["problem"]["colour"] == "red"


@pytest.mark.parametrize(
    "entry", ["stop", "batch", "schedule", "seed", "recorded", "until", "created_at", "basins", "survey"]
)
def test_what_may_be_left_out_may_be_null(reading, entry):
    assert reading(**{entry: None})[entry] is None


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"survey": []}, "survey is not an object"),
        ({"survey": {}}, "survey.plane is not there"),
        ({"survey": {"plane": "pca"}}, "survey.plane is not path, joint, random, hessian, line, points, directions or"),
        ({"survey": {"plane": ["path"]}}, "survey.plane is not path"),
        *(
            ({"survey": {"plane": "random", name: value}}, f"survey.{name} is not {wanted}")
            for name, value, wanted in [
                ("batchnorm", "train", "eval or recompute"),
                ("batchnorm", {"eval": 1}, "eval or recompute"),
                ("normalize", "Filter", "filter, layer, weight or none"),
                ("biases", 1, "true or false"),
                ("batches", 0, "a whole number from 1"),
                ("batches", 2.5, "a whole number from 1"),
                ("seed", -1, "a whole number from 0"),
                ("seed", 1 << 60, "a whole number from 0"),
                ("taken", True, "a whole number from 0"),
                ("samples", "41", "a whole number from 2"),
                ("length", -1.0, "a number of 0 or more"),
                ("seconds_per_point", None, "a number of 0 or more"),
                ("eigenvalues", [1, 2, 3], "a list of at most 2"),
                ("variance", 0.5, "a list of at most 2"),
                ("request", "x" * 1001, "text of at most 1,000 letters"),
            ]
        ),
        ({"problem": []}, "problem is not an object"),
        ({"problem": {"title": 3}}, "problem.title is not text of at most 1,000 letters"),
        ({"problem": {"title": "x" * 1001}}, "problem.title is not text of at most 1,000 letters"),
        ({"problem": {"formula": "x" * 4001}}, "has 4,001 letters, and no text has more than 4,000"),
        ({"problem": {"parameters": ["x", None]}}, r"problem.parameters\[1\] is not text"),
        ({"problem": {"parameters": "xy"}}, "problem.parameters is not a list"),
        ({"problem": {"minima": [[0.0, "a"]]}}, r"problem.minima\[0\]\[1\] is not a number"),
        ({"problem": {"minima": [[0.0]] * 10_001}}, "problem.minima is not a list of at most 10,000"),
        ({"problem": {"domain": [[0.0, 1.0, 2.0]]}}, r"problem.domain\[0\] is not a list of 2"),
        ({"problem": {"options": {"a": {"b": 1}}}}, "problem.options.a is not text, a number, true, false or null"),
        ({"problem": {"classes": ["a"] * 1001}}, "problem.classes is not a list of at most 1,000"),
        ({"optimizer": {"lr": True}}, "optimizer.lr is not a number of 0 or more"),
        ({"optimizer": {"lr": -0.1}}, "optimizer.lr is not a number of 0 or more"),
        ({"optimizer": {"hyperparameters": []}}, "optimizer.hyperparameters is not an object"),
        ({"batch": {"size": 0, "sampling": "shuffle"}}, "batch.size is not a whole number from 1"),
        ({"batch": {"size": 4.0, "sampling": "shuffle"}}, "batch.size is not a whole number from 1"),
        ({"batch": {"size": 4}}, "batch.sampling is not there"),
        ({"stop": {"reason": "max_steps"}}, "stop.message is not there"),
        ({"stop": "soon"}, "stop is not an object"),
        ({"start": [1, "2"]}, r"start\[1\] is not a number"),
        ({"every": 0}, "every is not a whole number from 1"),
        ({"max_steps": 2**53 + 1}, "max_steps is not a whole number from 0 to 9,007,199,254,740,992"),
        ({"seed": 10**30}, "a whole number of 31 digits"),
        ({"fields": {"loss": {"dtype": "<f8", "shape": [], "axis": "time"}}}, "fields.loss.axis is not state, step or"),
        (
            {"fields": {"loss": {"dtype": "<f8", "shape": [-1], "axis": "step"}}},
            r"fields.loss.shape\[0\] is not a whole",
        ),
        ({"fields": {f"metric.m{i}": FIELDS["loss"] for i in range(1001)}}, "lists 1,001 fields"),
        ({"note": "x" * 4001}, "'xxxxxxxxxxxxxxxxxxxx'... has 4,001 letters"),
        ({"note": {"x" * 4001: 1}}, "has 4,001 letters"),
        ({"note": "\ud83d"}, "half of a letter"),
        ({"note": 10**400}, "a whole number of 401 digits"),
        ({"note": json.loads("[" * 20 + "]" * 20)}, "more than 16 lists and objects deep"),
    ],
)
def test_what_is_not_as_it_should_be_is_named(reading, entries, said):
    with pytest.raises(RunError, match=rf"run\.json (cannot be read: )?.*{said}"):
        reading(**entries)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('"problem": {}', "two entries named 'problem'"),
        ('"x": {"a": 1, "a": 2}', "two entries named 'a'"),
        ('"x": NaN', "NaN, which is no number"),
        ('"x": -Infinity', "-Infinity, which is no number"),
        ('"x": 1e999', "beyond 1.8e308"),
        ('"x": ' + "[" * 100_000 + "]" * 100_000, "16 lists and objects deep"),
        ('"x": ' + '{"a":' * 100_000 + "1" + "}" * 100_000, "16 lists and objects deep"),
        ('"x": ' + "9" * 5000, "is not JSON"),
    ],
)
def test_what_json_does_not_say_clearly_is_refused(reading, more, said):
    with pytest.raises(RunError, match=said):
        reading(json.dumps(LEAST)[:-1] + f", {more}}}")


@pytest.mark.parametrize("text", [b"\xff\xfe{", b"\xef\xbb\xbf{}", "{}".encode("utf-16"), b"\x00" * 64])
def test_what_is_not_utf_8_is_refused(reading, text):
    with pytest.raises(RunError, match=r"run\.json is not JSON"):
        reading(text)


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory are Linux's")
def test_a_manifest_of_a_terabyte_is_not_read(tmp_path):
    (tmp_path / "run.json").write_text("{")
    os.truncate(tmp_path / "run.json", 1 << 40)
    code = (
        "import resource; from gdviz.runs.run import load, RunError\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({1 << 31}, {1 << 31}))\n"
        f"try: load({str(tmp_path)!r})\nexcept RunError as error: print(error)"
    )
    assert resource.RLIMIT_AS
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "run.json is longer than 32 MiB, and a manifest is no longer" in shown
