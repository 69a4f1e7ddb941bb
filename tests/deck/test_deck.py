"""Decks of scenes and of finished films, and the command that makes them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from decks import COLORS, FPS, marks, xpath
from mistakes import assert_refused
from pptx import Presentation

pytest.importorskip("manim")

from gdviz.cli import main
from gdviz.deck import deck, part
from gdviz.deck.clips import loops
from gdviz.encode import write
from gdviz.rendering.figures import draw


def test_figures_are_slides(solved: Callable[[str], Any], tmp_path: Path) -> None:
    small = {"size": (160, 90), "fps": 10, "seconds": 1.0}
    run = solved("bowl")
    films = [
        draw("contour", [run], tmp_path / "round.gif", **small),
        draw("contour", [run], tmp_path / "to-the-end.gif", once=True, **small),
        draw("contour", [run], tmp_path / "film.mp4", **small),
    ]
    assert [loops(film) for film in films] == [True, False, False]
    parts = [part(str(film)) for film in films]
    path = deck(parts, tmp_path / "deep" / "deck.pptx")
    pages = Presentation(str(path)).slides
    assert [page.shapes[0].name for page in pages] == ["round", "to the end", "film"]
    assert [bool(xpath(page.element, ".//p:video//@repeatCount")) for page in pages] == [True, False, False]
    assert all(str(page.background.fill.fore_color.rgb) > "FA" for page in pages), "a light figure's own page"
    for suffix in (".html", ".pdf"):
        assert deck(parts, tmp_path / f"deck{suffix}").stat().st_size > 1000
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        ["deep", "deck.html", "deck.pdf", *(film.name for film in films)]
    )


@pytest.mark.slow
def test_a_scene_is_a_slide_for_each_beat(solved: Callable[[str], Any], tmp_path: Path) -> None:
    shown, painted = [part(f"decision-boundary={solved('logistic').path}")], []
    path = deck(shown, tmp_path / "deck.pptx", quality="l", fps=2, progress=painted.append)
    pages = Presentation(str(path)).slides
    told = [(page.shapes[0].name, page.notes_slide.notes_text_frame.text) for page in pages]
    assert len(told) >= 3
    assert all(name and notes.endswith(".") for name, notes in told)
    assert len({name for name, _ in told}) == len(told)
    assert all(str(page.background.fill.fore_color.rgb) == "11151C" for page in pages)
    assert painted[-1] > 10
    assert painted == sorted(painted)
    assert [file.name for file in tmp_path.iterdir()] == ["deck.pptx"]


def gdviz(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_the_command_prints_what_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("x=1.mp4", marks(COLORS[0], 5), FPS)
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
        ("", "Missing argument"),
    ],
)
def test_mistakes_are_answered_with_one_line(
    words: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("film.mp4", marks(COLORS[0], 2), FPS)
    for name in ("words.gif", "words.mp4"):
        Path(name).write_text("no film")
    assert_refused(f"deck {words}", answer)


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "film.mp4", marks(COLORS[0], 2), FPS)
    monkeypatch.delitem(sys.modules, "gdviz.deck.html")
    monkeypatch.setitem(sys.modules, "manim_slides.convert", None)
    result = gdviz("deck", str(tmp_path / "film.mp4"), "-o", str(tmp_path / "deck.html"))
    assert result.exit_code == 2
    assert result.stderr.endswith("is missing; run pip install 'gdviz[slides]'\n")
