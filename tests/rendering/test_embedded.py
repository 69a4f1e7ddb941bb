"""The files of what is embedded, and the commands that make its runs."""

from pathlib import Path

import pytest

import gdviz
from gdviz.rendering.embedded import commands_of, embedded
from gdviz.rendering.options import styled


def test_vectors_are_stills_themselves(solved, tmp_path):
    looks = {theme: {"out": tmp_path / "x.svg", "style": styled(theme)} for theme in ("light", "dark")}
    files, alt = embedded("figure", "loss", [solved("bowl")], looks)
    assert {role: path.name for role, path in files.items()} == {"light": "x-light.svg", "dark": "x-dark.svg"}
    assert alt.startswith("The loss by the step. Gradient descent at rate 0.31 ")
    assert f"<desc>{alt}</desc>" in Path(files["dark"]).read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_colours_that_are_the_same_in_both_themes_make_one_file(solved, tmp_path):
    (tmp_path / "one.toml").write_text('page = "#fffdf4"\nink = "#2e0f3c"\n', encoding="utf-8")
    style = {theme: styled(theme, style=tmp_path / "one.toml") for theme in ("light", "dark")}
    looks = {theme: {"out": tmp_path / "x.svg", "style": style[theme]} for theme in style}
    files, _ = embedded("figure", "loss", [solved("bowl")], looks)
    assert files == {"light": tmp_path / "x.svg"}


def test_a_command_for_each_run_that_has_one(solved, tmp_path):
    bowl, diverged = solved("bowl"), solved("diverged")
    assert [command.text for command in commands_of([bowl, diverged, bowl])] == [
        f"gdviz solve bowl -O gd --lr 0.31 --start=-3.5,2 --steps 30 -o {bowl.path}",
        f"gdviz solve bowl -O gd --lr 0.5 --start=-3.5,2 --steps 30 -o {diverged.path}",
    ]
    with gdviz.record(tmp_path / "mine", loss=lambda p: float(p @ p)) as recording:
        recording.step([1.0, 2.0])
    assert commands_of([gdviz.load(tmp_path / "mine")]) == []
