"""Decks of scenes and of finished films."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from decks import COLORS, FPS, marks, xpath
from pptx import Presentation

pytest.importorskip("manim")

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


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = write(tmp_path / "film.mp4", marks(COLORS[0], 2), FPS)
    monkeypatch.delitem(sys.modules, "gdviz.deck.html", raising=False)
    monkeypatch.setitem(sys.modules, "manim_slides.convert", None)
    words = r"^decks need manim-slides, and .* is missing; run .*install .*\[slides\]'$"
    with pytest.raises(ValueError, match=words):
        deck([part(str(film))], tmp_path / "deck.html")
    assert list(tmp_path.iterdir()) == [film]
