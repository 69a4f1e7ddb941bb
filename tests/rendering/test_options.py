"""What a picture is to be: each question about a file's name is answered once, before anything is painted."""

import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from houses import write_house

from gdviz.encode import FORMATS
from gdviz.encode.codecs import H264, VP9
from gdviz.rendering.options import Target, default_output, levels, styled
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

CLEAR = styled(transparent=True)


def size_of(out: str, **asked: Any) -> tuple[int, int, float]:
    clip = Target.of(out, LIGHT, lines=True, **asked).clip
    return clip.width, clip.height, clip.fps


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_pages_embed_is_as_large_as_a_column_and_a_video_as_manims(suffix: str) -> None:
    page, video = (800, 450, 25), (1280, 720, 30)
    assert size_of(f"a{suffix}") == (page if suffix in (".gif", ".webp", ".apng", ".svg", ".pdf") else video)
    assert size_of(f"a{suffix.upper()}", quality="l") == (854, 480, 15)


def test_size_and_rate_stand_above_the_quality() -> None:
    assert size_of("a.mp4", quality="k", size=(64, 36)) == (64, 36, 60)
    assert size_of("a.mp4", quality="k", fps=12.5) == (3840, 2160, 12.5)


def test_a_gif_is_no_faster_than_it_can_be_shown() -> None:
    assert size_of("a.gif", quality="h") == (1920, 1080, 50)
    assert size_of("a.webp", quality="h") == (1920, 1080, 60)


@pytest.mark.parametrize(
    ("out", "asked", "answer"),
    [
        ("a.avi", {"fps": 0}, r"cannot write 'a.avi': its name must end in \.gif, .*, \.png, \.svg, \.pdf"),
        ("a.svg", {"fps": 0, "max_bytes": 9}, r"a\.svg holds lines, not frames; write \.gif, .*, \.png$"),
        ("a.png", {"fps": 0, "max_bytes": 9}, r"max_bytes is for animations, not for a\.png"),
        ("a.mp4", {"fps": 0}, r"MP4 has no transparency; write \.gif, \.webm, \.mov, \.webp, \.apng, \.png"),
        ("a.gif", {"fps": 0}, "try --fps 25"),
        ("a.gif", {"size": (9, 9)}, "try --size 800x450"),
    ],
)
def test_refusals_come_in_order(out: str, asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(ValueError, match=answer):
        Target.of(out, CLEAR, **asked)


def test_where_lines_are_welcome_what_frames_need_is_asked_later() -> None:
    Target.of("a.svg", CLEAR, lines=True)
    later = Target.of("a.mp4", CLEAR, lines=True)
    with pytest.raises(ValueError, match="MP4 has no transparency"):
        later.check_frames()
    Target.of("a.webm", CLEAR, lines=True).check_frames()


def test_a_film_is_put_together_from_videos_unless_it_has_a_size_to_meet() -> None:
    assert Target.of("a.mp4", LIGHT).codec is H264
    assert Target.of("a.webm", CLEAR).codec is VP9
    assert Target.of("a.mp4", LIGHT, max_bytes=1000).codec is None
    assert Target.of("a.gif", LIGHT).codec is None


def test_a_target_knows_the_shape_the_rate_and_the_matte_of_its_frames() -> None:
    target = Target.of("a.webm", CLEAR, size=(64, 36), fps=29.97)
    assert (target.shape, target.rate) == ((36, 64, 4), Fraction(2997, 100))
    assert target.matte == levels(CLEAR.background)
    assert Target.of("a.mp4", LIGHT, size=(64, 36)).shape == (36, 64, 3)


def test_a_target_can_be_sent_to_another_process() -> None:
    target = Target.of("a.mp4", LIGHT, fps=10)
    assert pickle.loads(pickle.dumps(target)) == target  # noqa: S301


def test_a_file_is_named_after_what_it_shows(solved: Callable[[str], Run]) -> None:
    bowl = solved("bowl")
    assert default_output("contour", [bowl], ".gif") == Path("renders/contour-bowl.gif")
    assert default_output("race", [bowl, solved("diverged")], ".mp4") == Path("renders/race-bowl-race.mp4")


@pytest.mark.parametrize(
    "name",
    ["x/../../../../pwned", "/etc/cron.d/pwned", "..", "", "a\0b", "C:\\x", ".ssh", "con", "x" * 10**6, "\x1b[2J"],
)
def test_whatever_a_run_is_called_its_picture_goes_to_renders(name: str, solved: Callable[[str], Run]) -> None:
    bowl = solved("bowl")
    named = replace(bowl, manifest={**bowl.manifest, "problem": {**bowl.problem, "name": name}})
    path = default_output("race", [named, bowl], ".gif")
    assert path.parent == Path("renders")
    assert re.fullmatch(r"race-[\w.-]+-race\.gif", path.name)
    assert len(path.name) < 128


def test_a_style_is_a_theme_with_ones_own_colours_and_words() -> None:
    style = styled("dark", palette="magma", font="DejaVu Sans", title="", transparent=True)
    assert (style.font, style.title, style.transparent) == ("DejaVu Sans", "", True)
    assert style != styled("dark", font="DejaVu Sans", title="", transparent=True), "its palette"
    assert styled() == LIGHT
    with pytest.raises(ValueError, match="did you mean 'dark'"):
        styled("drak")


def test_levels_are_the_bytes_of_a_colour() -> None:
    assert levels("#10a0ff") == (16, 160, 255)


def test_a_file_of_colours_is_the_style_of_its_theme(tmp_path: Path) -> None:
    house = write_house(tmp_path)
    assert [styled(theme, style=house).background for theme in ("light", "dark")] == ["#fffdf4", "#0d1710"]
    assert styled("dark", style=house, palette="viridis", title="Mine").relief[0] == "#fde725"
    assert styled(style=house, font="DejaVu Sans").font == "DejaVu Sans"
    house.write_text('page = "#000000"')
    assert styled("light", style=house).name == "dark", "the only one that it gives"
    with pytest.raises(ValueError, match="unknown theme 'drak'"):
        styled("drak", style=house)


def test_what_cannot_be_told_apart_is_a_warning_that_names_the_pair(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text('ink = "#cccccc"\n[light]\n[dark]\nink = "#ffffff"')
    with pytest.warns(
        UserWarning, match=r"my\.toml \[light\]: ink #cccccc on the page #ffffff has a contrast of 1\.6"
    ) as told:
        styled(style=tmp_path / "my.toml")
    assert len(told) == 1
