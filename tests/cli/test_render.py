"""The commands that show: what they write, and how their options reach it."""

import json
import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import pytest
from commands import gdviz
from fonts import installed_alone

from gdviz.cli.render import pictured
from gdviz.encode import FORMATS
from gdviz.encode.budget import Concession
from gdviz.encode.formats import Format
from gdviz.style.palettes import PALETTES


def test_figure_writes_what_it_prints(home: Path) -> None:
    gdviz("solve", "bowl", "-o", "run")
    result = gdviz("figure", "contour", "run", "--size", "320x180", "--fps", "10", "--seconds", "2")
    assert result.exit_code == 0
    assert iio.imread(result.stdout.strip()).shape[:3] == (20, 180, 320)
    assert gdviz("figure", "loss", "run", "-o", "deep/x.png", "-q", "l").stdout == "deep/x.png\n"
    assert iio.imread("deep/x.png").shape == (480, 854, 3)


def test_a_picture_of_runs_from_strangers_stays_in_renders(home: Path) -> None:
    for name in ("a", "b"):
        gdviz("solve", "bowl", "-o", f"work/{name}")
        manifest = json.loads(Path(f"work/{name}/run.json").read_text())
        manifest["problem"]["name"] = "x/../../../../pwned"
        Path(f"work/{name}/run.json").write_text(json.dumps(manifest))
    os.chdir("work")
    result = gdviz("figure", "loss", "a", "b", "--still", "last", "--size", "320x180")
    assert result.exit_code == 0, result.output
    assert Path(result.stdout.strip()).parent == Path("renders")
    assert {str(path.relative_to(home)) for path in home.rglob("*.png")} == {f"work/{result.stdout.strip()}"}
    assert {path.name for path in home.iterdir()} == {"work"}


@pytest.mark.parametrize("kind", ["a folder", "a FIFO", "a link", "a link to a folder", "a hard link"])
def test_a_file_is_made_anew_and_nothing_is_written_through_what_has_its_name(home: Path, kind: str) -> None:
    gdviz("solve", "bowl", "-o", "run")
    Path("mine.txt").write_text("mine")
    Path("folder").mkdir()
    make: dict[str, Callable[[], object]] = {
        "a folder": lambda: Path("x.png").mkdir(),
        "a FIFO": lambda: os.mkfifo("x.png"),
        "a link": lambda: Path("x.png").symlink_to("mine.txt"),
        "a link to a folder": lambda: Path("x.png").symlink_to("folder"),
        "a hard link": lambda: Path("x.png").hardlink_to("mine.txt"),
    }
    make[kind]()
    result = gdviz("figure", "loss", "run", "-o", "x.png", "--still", "last", "--size", "320x180")
    refused = kind in ("a folder", "a FIFO", "a link to a folder")
    assert result.exit_code == refused, result.output
    assert not refused or "give a" in result.stderr
    assert Path("mine.txt").read_text() == "mine"
    assert Path("x.png").is_fifo() == (kind == "a FIFO")
    assert list(Path("folder").iterdir()) == []
    assert {path.name for path in home.iterdir()} == {"run", "mine.txt", "folder", "x.png"}


def test_the_quality_gives_size_and_rate_as_manims(home: Path) -> None:
    gdviz("solve", "bowl", "-o", "run")
    gdviz("figure", "loss", "run", "-o", "x.mp4", "-q", "l", "--seconds", "1")
    about = iio.immeta("x.mp4", plugin="pyav")
    assert (about["size"] if "size" in about else iio.imread("x.mp4", plugin="pyav").shape[2:0:-1]) == (854, 480)
    assert about["fps"] == 15


def test_what_was_given_up_for_a_budget_is_told_beside_the_result(home: Path) -> None:
    gdviz("solve", "bowl", "-o", "run")
    words = ("figure", "contour", "run", "--size", "320x180", "--seconds", "2", "-o", "x.gif")
    whole = Path(gdviz(*words).stdout.strip()).stat().st_size
    result = gdviz(*words, "--max-bytes", str(whole - 1000))
    assert Path("x.gif").stat().st_size <= whole - 1000
    assert result.stdout == "x.gif\n"
    assert re.match(rf"to stay under {whole - 1000:,} bytes: ", result.stderr)
    assert gdviz(*words, "--max-bytes", "1MB").stderr == ""


def test_a_figures_own_settings_and_looks_reach_it(home: Path) -> None:
    gdviz("solve", "bowl", "-o", "run")
    looks = "--no-title --palette magma --theme dark --transparent --still 0.3 --set orbit=0 --size 320x180"
    result = gdviz("figure", "surface", "run", "--font", "DejaVu Sans", *looks.split())
    assert result.stdout == "renders/surface-run.png\n"
    assert iio.imread(result.stdout.strip()).shape == (180, 320, 4)


@pytest.mark.parametrize("command", ["figure", "scene"])
def test_the_help_names_every_format_and_palette(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    added = Format(".zzz", lambda *a: None, concessions=(Concession(every=2),))
    monkeypatch.setitem(FORMATS, ".zzz", added)
    monkeypatch.setitem(PALETTES._items, "ocean", ("#000000", "#ffffff"))
    page = " ".join(gdviz(command, "--help").stdout.split())
    said = page.partition("The file: ")[2].partition(" renders/")[0]
    kinds = [suffix for suffix, kind in FORMATS.items() if kind.write or command == "figure"]
    assert sorted(re.findall(r"\.[a-z0-9]+", said)) == sorted(kinds)
    assert f"{', '.join(PALETTES)}, or hex colours" in page


def options(**changed: Any) -> dict[str, Any]:
    looks: dict[str, Any] = {
        "theme": "dark",
        "style": None,
        "palette": None,
        "font": "",
        "title": None,
        "no_title": False,
        "transparent": False,
    }
    looks |= {"lang": "de", "words": None}
    return {**looks, "size": None, "max_bytes": None, "jobs": 2, **changed}


def test_looks_become_a_style_and_what_else_there_is_goes_on() -> None:
    made = pictured(options(size="640x360", max_bytes="2MB", title="Bowl", transparent=True))
    style = made.pop("style")
    assert (style.title, style.transparent, style.lang.name) == ("Bowl", True, "de")
    assert callable(made.pop("report"))
    assert made == {"size": (640, 360), "max_bytes": 2_000_000, "jobs": 2}
    assert pictured(options(no_title=True))["style"].title == ""
    assert pictured(options())["style"].title is None


def test_a_title_and_none_are_one_too_many() -> None:
    with pytest.raises(ValueError, match="--title gives a title and --no-title takes it away"):
        pictured(options(title="Bowl", no_title=True))


@pytest.mark.parametrize("command", ["figure contour", "figure contour --strip 3", "scene loss-bowl"])
def test_letters_that_no_font_has_are_named_once_a_command(home: Path, command: str) -> None:
    if command.startswith("scene"):
        pytest.importorskip("manim")
    assert gdviz("solve", "bowl", "--steps", "3", "-o", "run").exit_code == 0
    verb, name, *more = command.split()
    out = "x.png" if more or verb == "scene" else "x.gif"
    size = ["--size", "320x180", "-o", out, *(["--fps", "5", "--seconds", "1"] if out == "x.gif" else [])]
    with installed_alone([]):
        for jobs in ("1", "2"):
            said = gdviz(verb, name, "run", *more, *size, "--title", "中文 in a title", "--jobs", jobs)
            assert said.exit_code == 0, said.output
            (line,) = [line for line in said.stderr.splitlines() if "no font" in line]
            assert line.startswith("no font that is installed has 中 文; drawn as ▯ until there is one: on Debian")
            assert "Glyph" not in said.stderr
        assert "no font" not in gdviz(verb, name, "run", *more, *size, "--title", "Ελληνικά").stderr


@pytest.mark.parametrize("name", ["boundary", "cloud", "fit"])
def test_a_figure_whose_run_is_missing_advises_one_that_it_takes(home: Path, name: str) -> None:
    refused = gdviz("figure", name, "gone")
    assert refused.exit_code == 2
    advised = re.search(r"there is no run in gone; make one with `gdviz (.* -o gone)`", refused.stderr)
    assert advised, refused.stderr
    assert gdviz(*shlex.split(advised[1])).exit_code == 0
    assert gdviz("figure", name, "gone", "--still", "last", "--size", "160x90").exit_code == 0
