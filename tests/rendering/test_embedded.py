"""The files of what is embedded, and the commands that make its runs."""

from pathlib import Path

import gdviz
from gdviz.rendering.embedded import commands_of, embedded
from gdviz.rendering.options import styled


def test_vectors_are_stills_themselves(solved, tmp_path):
    looks = {theme: {"out": tmp_path / "x.svg", "style": styled(theme)} for theme in ("light", "dark")}
    files, alt = embedded("figure", "loss", [solved("bowl")], looks)
    assert {role: path.name for role, path in files.items()} == {"light": "x-light.svg", "dark": "x-dark.svg"}
    assert alt.startswith("The loss by the step. Gradient descent at rate 0.31 ")
    assert f"<desc>{alt}</desc>" in Path(files["dark"]).read_text(encoding="utf-8")


def test_a_command_for_each_run_or_for_none(solved, tmp_path):
    assert commands_of([solved("bowl"), solved("diverged")]).split("\n") == [
        "gdviz solve bowl -O gd --lr 0.31 --start=-3.5,2 --steps 30",
        "gdviz solve bowl -O gd --lr 0.5 --start=-3.5,2 --steps 30",
    ]
    with gdviz.record(tmp_path / "mine", loss=lambda p: float(p @ p)) as recording:
        recording.step([1.0, 2.0])
    assert commands_of([solved("bowl"), gdviz.load(tmp_path / "mine")]) == ""
