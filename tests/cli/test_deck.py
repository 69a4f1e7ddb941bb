"""The command deck: what it makes of its words, what it prints, and how mistakes are answered."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from commands import gdviz
from decks import COLORS, FPS, marks
from mistakes import assert_refused

pytest.importorskip("manim")

from manim.constants import QUALITIES

from gdviz.cli.saying import note
from gdviz.encode import write


@pytest.fixture
def home(home: Path) -> Path:
    """Work in a directory with a film."""
    write("film.mp4", marks(COLORS[0], 2), FPS)
    return home


@pytest.fixture
def asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, Any]]]:
    """Keep what the library is asked for, and make nothing."""
    kept: list[tuple[list[str], dict[str, Any]]] = []

    def keep(parts: list[str], **options: Any) -> Path:
        kept.append((parts, options))
        return Path("made", "deck.html")

    monkeypatch.setattr("gdviz.slides.deck.deck", keep)
    return kept


def test_parts_keep_the_order_of_the_words(asked: list[Any]) -> None:
    words = ["film.mp4", "loss-bowl=runs/bowl", "optimizer-race=a,b,c"]
    result = gdviz("deck", *words)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "made/deck.html\n", "")
    ((parts, _),) = asked
    assert parts == words


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("", {}),
        ("-o a.pdf", {"out": Path("a.pdf")}),
        ("--out a.pptx", {"out": Path("a.pptx")}),
        ("-q k", {"quality": "k"}),
        ("--quality l", {"quality": "l"}),
        ("--fps 12.5", {"fps": 12.5}),
        ("--theme light", {"theme": "light"}),
        ("--theme light --palette viridis", {"theme": "light", "palette": "viridis"}),
        ("--size 1024x768", {"size": (1024, 768)}),
        ("--font sans.ttf", {"font": "sans.ttf"}),
        ("--lang de", {"lang": "de"}),
        ("--notes notes.toml", {"notes": Path("notes.toml")}),
        ("--title Bowls", {"title": "Bowls"}),
        ("--jobs 3", {"jobs": 3}),
    ],
)
def test_each_option_is_handed_on_and_has_its_default(words: str, changed: dict[str, Any], asked: list[Any]) -> None:
    assert gdviz("deck", "film.mp4", *words.split()).exit_code == 0
    ((_, options),) = asked
    progress = options.pop("progress")
    assert progress(7, 9) is None, "without a terminal nothing is counted"
    expected = {"out": None, "quality": "m", "fps": None, "style": None, "title": None, "jobs": 1}
    expected |= {"size": None, "notes": None, "executor": None, "theme": "dark", "palette": None}
    expected |= {"font": "", "lang": None, "words": None}
    expected["report"] = note
    assert options == expected | changed


def test_frames_are_counted_as_they_are_painted(asked: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []

    @contextmanager
    def bar(label: str) -> Iterator[Callable[[int, int], None]]:
        shown.append(label)
        yield lambda *told: shown.append(told)

    monkeypatch.setattr("gdviz.cli.deck.bar", bar)
    gdviz("deck", "film.mp4")
    asked[0][1]["progress"](7, 9)
    assert shown == ["filming", (7, 9)]


def test_help_names_every_option_with_its_default() -> None:
    words = " ".join(gdviz("deck", "-h").stdout.split())
    assert words.startswith(
        "Usage: gdviz deck [OPTIONS] SCENE=RUN[,RUN...][:TITLE]|RUN|FILM|PAGE|WORDS... Put Manim scenes about runs,"
    )
    named = re.findall(r"((?:-\w, )?--\w+) (PATH|FLOAT|TEXT|INTEGER|WxH|NAME\|FILE|\[[\w|]+\]) ", words)
    assert named == [
        ("-o, --out", "PATH"),
        ("-q, --quality", "[l|m|h|p|k]"),
        ("--size", "WxH"),
        ("--fps", "FLOAT"),
        ("--theme", "TEXT"),
        ("--style", "PATH"),
        ("--palette", "TEXT"),
        ("--font", "NAME|FILE"),
        ("--lang", "TEXT"),
        ("--words", "PATH"),
        ("--title", "TEXT"),
        ("--notes", "PATH"),
        ("--jobs", "INTEGER"),
    ]
    assert re.findall(r"\[default: (\w+)\]", words) == ["m", "dark", "1"]


def test_help_says_how_large_and_how_fast_each_quality_is() -> None:
    words = " ".join(gdviz("deck", "-h").stdout.split())
    for quality in QUALITIES.values():
        if quality["flag"]:
            width, height, rate = (quality[name] for name in ("pixel_width", "pixel_height", "frame_rate"))
            size = f"{width}x{height} at {rate} fps" if quality["flag"] == "l" else f"{height}p{rate}"
            assert f"{quality['flag']} {size}" in words


def test_the_command_prints_what_it_wrote(home: Path) -> None:
    Path("film.mp4").rename("x=1.mp4")
    result = gdviz("deck", "x=1.mp4", "--title", "Bowls")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "renders/deck.html\n", "")
    assert "<title>Bowls</title>" in Path("renders/deck.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("loss-bwl=run", "did you mean 'loss-bowl'?"),
        ("loss-bowl", "give its directory as loss-bowl=RUN"),
        ("loss-bowl=", "give its directory as loss-bowl=RUN"),
        ("loss-bowl=nowhere", "there is no run in nowhere; make one with `gdviz solve"),
        ("x.gif", "there is no file x.gif; make one with `gdviz figure"),
        ("words.mp4", "words.mp4 holds no film; make one with"),
        ("words.gif", "words.gif holds no film; make one with"),
        ("renders/runs/bowl", "for example gdviz deck loss-bowl=renders/runs/bowl"),
        ("film.mp4 -o deck.key", "a deck's name must end in .html, .pptx, .pdf"),
        ("film.mp4 --theme drak", "did you mean 'dark'?"),
        ("film.mp4 --palette virids", "did you mean 'viridis'?"),
        ("film.mp4 --size 4:3", "--size takes WIDTHxHEIGHT in pixels, not '4:3'"),
        ("film.mp4 --notes none.toml", "there is no file none.toml; write it, with lines such as 1 ="),
        ("film.mp4 --style none.toml", "there is no file none.toml; `gdviz style --new none.toml` writes one"),
        ("title.md", "there is no file title.md; write one, such as: # A title"),
        ("film.mp4 -q x", "'x' is not one of 'l', 'm', 'h', 'p', 'k'. `gdviz deck --help` shows how to use it."),
        ("film.mp4 --fps fast", "--fps takes a number, not 'fast'; `gdviz deck --help` shows how to use it"),
        ("film.mp4 --jobs two", "--jobs takes a whole number, not 'two'; try --jobs 1"),
        ("", "Missing argument 'SCENE=RUN[,RUN...][:TITLE]|RUN|FILM|PAGE|WORDS...'"),
    ],
)
def test_mistakes_are_answered_with_one_line(words: str, answer: str, home: Path) -> None:
    for name in ("words.gif", "words.mp4"):
        Path(name).write_text("no film")
    assert_refused(f"deck {words}", answer)


def test_what_the_system_refuses_is_answered_with_another_place(home: Path) -> None:
    Path("file").write_text("mine")
    assert_refused("deck film.mp4 -o file/deck.html", "choose another place with -o", code=1)


def test_what_is_missing_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gdviz.slides.html", raising=False)
    monkeypatch.setitem(sys.modules, "manim_slides.convert", None)
    result = gdviz("deck", "film.mp4", "-o", "deck.html")
    assert result.exit_code == 2
    assert re.search(r"is missing; run .*install .*\[slides\]'\n$", result.stderr)
    assert [path.name for path in home.iterdir()] == ["film.mp4"]
