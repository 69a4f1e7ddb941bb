"""What a user has set Manim to changes no film of gdviz, and stays as it was."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("manim")

from manim import VMobject, config, tempconfig
from manim.mobject.opengl.opengl_vectorized_mobject import OpenGLVMobject

from gdviz.rendering.manim_defaults import manim_defaults
from gdviz.rendering.scenes import shoot

GDVIZ = (sys.executable, "-c", "from gdviz.cli import main; main()")
HOSTILE = {
    "background_color": "#ff0000",
    "background_opacity": 0.3,
    "dry_run": True,
    "format": "gif",
    "frame_height": 2.0,
    "frame_rate": 7.0,
    "frame_width": 3.0,
    "from_animation_number": 4,
    "media_dir": "/nowhere/media",
    "pixel_height": 50,
    "pixel_width": 333,
    "preview": True,
    "renderer": "opengl",
    "save_sections": True,
    "seed": 4,
    "text_dir": "/nowhere/texts",
    "upto_animation_number": 1,
    "write_all": True,
    "zero_pad": 1,
}


def test_within_all_is_as_shipped_and_afterwards_as_before():
    level = logging.getLogger("manim").level
    with tempconfig(HOSTILE):
        kept = dict(config._d)
        with manim_defaults():
            assert (config.renderer.value, config.pixel_width, config.frame_rate) == ("cairo", 1920, 60)
            assert (config.from_animation_number, config.upto_animation_number) == (0, float("inf"))
            assert not config.preview
            config.verbosity = "CRITICAL"
        assert config._d == kept
    assert logging.getLogger("manim").level == level


@pytest.mark.slow
def test_a_film_is_the_same_whatever_the_program_around_has_set(solved, tmp_path):
    def made(folder):
        path = tmp_path / folder / "x.mp4"
        return shoot("loss-bowl", [solved("bowl").path], path, size=(160, 90), fps=4, section=1).read_bytes()

    plain = made("plain")
    with tempconfig(HOSTILE):
        assert made("hostile") == plain
    assert not issubclass(VMobject, OpenGLVMobject)


@pytest.mark.slow
def test_a_film_is_the_same_whatever_manim_cfg_lies_around(solved, tmp_path, monkeypatch):
    run = solved("bowl").path
    plain = shoot("loss-bowl", [run], tmp_path / "plain.png", size=(160, 90), section=1)
    lines = [f"{name} = {value}" for name, value in HOSTILE.items()]
    (tmp_path / "manim.cfg").write_text("\n".join(["[CLI]", *lines, "log_to_file = True", "plugins = none_such"]))
    command = [*GDVIZ, "scene", "loss-bowl", str(run), "--size", "160x90", "--section", "1"]
    done = subprocess.run([*command, "-o", "x.png"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stdout == "x.png\n"
    assert (tmp_path / "x.png").read_bytes() == plain.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"manim.cfg", "plain.png", "x.png"}


@pytest.mark.parametrize("text", [b"[CLI]\nframe_rate = fast\n", b"no sections here\n", b"\xff\xfe\x00"])
def test_a_manim_cfg_that_cannot_be_read_is_named(text, tmp_path):
    (tmp_path / "manim.cfg").write_bytes(text)
    code = "from gdviz.scenes import SCENES; SCENES['loss-bowl'].load()"
    command = [sys.executable, "-c", f"try: exec({code!r})\nexcept ValueError as error: print(error)"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Manim cannot be loaded (")
    assert "; mend or move manim.cfg" in done.stdout
    assert Path(tmp_path / "manim.cfg").read_bytes() == text
