"""Decks of scenes and of finished films."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from decks import COLORS, FPS, marks, xpath
from houses import write_house
from pptx import Presentation

pytest.importorskip("manim")

from gdviz.encode import write
from gdviz.rendering.beats import FilmedBeat
from gdviz.rendering.figures import draw
from gdviz.rendering.options import styled
from gdviz.slides.clips import loops
from gdviz.slides.deck import deck
from gdviz.stage.stage import Beat


def test_figures_are_slides(solved: Callable[[str], Any], tmp_path: Path) -> None:
    small = {"size": (160, 90), "fps": 10, "seconds": 1.0}
    run = solved("bowl")
    films = [
        draw("contour", [run], tmp_path / "round.gif", **small),
        draw("contour", [run], tmp_path / "to-the-end.gif", once=True, **small),
        draw("contour", [run], tmp_path / "film.mp4", **small),
    ]
    assert [loops(film) for film in films] == [True, False, False]
    path = deck(films, tmp_path / "deep" / "deck.pptx")
    pages = Presentation(str(path)).slides
    assert [page.shapes[0].name for page in pages] == ["round", "to the end", "film"]
    assert [bool(xpath(page.element, ".//p:video//@repeatCount")) for page in pages] == [True, False, False]
    assert all(str(page.background.fill.fore_color.rgb) > "FA" for page in pages), "a light figure's own page"
    for suffix in (".html", ".pdf"):
        assert deck(films, tmp_path / f"deck{suffix}").stat().st_size > 1000
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        ["deep", "deck.html", "deck.pdf", *(film.name for film in films)]
    )


@pytest.mark.slow
def test_a_scene_is_a_slide_for_each_beat(solved: Callable[[str], Any], tmp_path: Path) -> None:
    shown, painted = [f"decision-boundary={solved('logistic').path}"], []
    path = deck(shown, tmp_path / "deck.pptx", quality="l", fps=2, progress=lambda *told: painted.append(told))
    pages = Presentation(str(path)).slides
    told = [(page.shapes[0].name, page.notes_slide.notes_text_frame.text) for page in pages]
    assert len(told) >= 3
    assert all(name and notes.endswith(".") for name, notes in told)
    assert len({name for name, _ in told}) == len(told)
    assert all(str(page.background.fill.fore_color.rgb) == "11151C" for page in pages)
    alts = [xpath(page.element, ".//p:cNvPr/@descr")[0] for page in pages]
    assert [alt.partition(". ")[0].lower() for alt in alts] == [name.lower() for name, _ in told]
    assert all("The decision boundary that turns" in alt for alt in alts)
    assert painted[-1][0] == painted[-1][1] > 10
    assert painted == sorted(painted)
    assert [file.name for file in tmp_path.iterdir()] == ["deck.pptx"]


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = write(tmp_path / "film.mp4", marks(COLORS[0], 2), FPS)
    monkeypatch.delitem(sys.modules, "gdviz.slides.html", raising=False)
    monkeypatch.setitem(sys.modules, "manim_slides.convert", None)
    words = r"^decks need manim-slides, and .* is missing; run .*install .*\[slides\]'$"
    with pytest.raises(ValueError, match=words):
        deck([film], tmp_path / "deck.html")
    assert list(tmp_path.iterdir()) == [film]


def test_titles_notes_and_words_are_on_their_slides(solved: Callable[[str], Any], tmp_path: Path) -> None:
    film = draw("contour", [solved("bowl")], tmp_path / "lr.gif", size=(160, 90), fps=5, seconds=1.0)
    (tmp_path / "title.md").write_text("# Welcome\n\nto the lecture \U0010fffd\n\n---\n\n## Then", encoding="utf-8")
    (tmp_path / "notes.toml").write_text('1 = "Say hello."\n"a race: two" = "Look."\nnobody = "x"')
    parts = [tmp_path / "title.md", f"{film}:A race: two", film]
    reported: list[str] = []
    path = deck(
        parts, tmp_path / "deck.pptx", size="640x480", lang="de", notes=tmp_path / "notes.toml", report=reported.append
    )
    assert path.alt == "Ein Foliensatz mit 4 Folien: Welcome, Then, A race: two, lr."
    assert path.html(embed=True).startswith("<a href=")
    made = Presentation(str(path))
    assert made.slide_width * 3 == made.slide_height * 4
    notes = [page.notes_slide.notes_text_frame.text for page in made.slides]
    assert notes[:3] == ["Say hello.", "Then", "Look."]
    assert next(shape.name for shape in made.slides[2].shapes) == "A race: two"
    assert reported[0].startswith("no font that is installed has \U0010fffd; drawn as")
    assert [words.split(": ", 1)[1] for words in reported[1:]] == [
        "the notes of 'nobody' are of no slide; there are 1 Welcome, 2 Then, 3 A race: two, 4 lr"
    ]
    assert made.core_properties.title == "title, A race: two, lr"


def test_the_notes_of_a_film_are_what_it_says_of_itself(tmp_path: Path) -> None:
    from PIL import Image

    frames = [Image.new("RGB", (32, 18), color) for color in COLORS]
    for name, comment in (("lr.gif", b"Three rates\nOne of which is right."), ("up-hill.gif", b"")):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:], comment=comment)
    path = deck([tmp_path / name for name in ("lr.gif", "up-hill.gif")], tmp_path / "deck.pptx")
    pages = Presentation(str(path)).slides
    notes = [page.notes_slide.notes_text_frame.text for page in pages]
    assert notes == ["Three rates. One of which is right.", "Up hill."]
    alts = [xpath(page.element, ".//p:cNvPr/@descr")[0] for page in pages]
    assert alts == ["One of which is right.", "Up hill"]


def test_a_page_of_runs_is_live_in_the_deck_s_style(solved: Callable[[str], Any], tmp_path: Path) -> None:
    live = ("page", solved("bowl"), "Try it")
    style = styled("dark", style=write_house(tmp_path))
    made = deck(live, tmp_path / "deck.html", style=style)
    text = made.read_text(encoding="utf-8")
    assert made.alt == "A deck of one slide: Try it."
    assert 'width="960" height="540"' in made.html()
    assert "&quot;background&quot;:&quot;#0d1710&quot;" in text.replace("&#34;", "&quot;")
    assert "Try it" in text
    with pytest.raises(
        ValueError, match=r"page=.* is a page to explore, which an HTML deck alone can hold, and no \.pdf"
    ):
        deck([live], tmp_path / "deck.pdf")
    with pytest.raises(TypeError, match=r"^deck has no argument 'seconds': its slides wait for whoever turns them$"):
        deck([live], seconds=3)


def test_scenes_are_filmed_in_the_shape_of_the_slides_with_their_titles(
    solved: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, asked = write(tmp_path / "beat.mp4", marks(COLORS[0], 3, (240, 320)), FPS), []

    def shoot(name: str, runs: Any, directory: Path, **how: Any) -> list[FilmedBeat]:
        asked.append(how)
        return [FilmedBeat(1, Beat("the start", "Notes.", False), film)]

    monkeypatch.setattr("gdviz.rendering.scenes.shoot_beats", shoot)
    shown = [f"loss-bowl={solved('bowl').path}:Two ways"]
    path = deck(shown, tmp_path / "deck.pptx", size=(320, 240), fps=2)
    ((how,), (page,)) = asked, Presentation(str(path)).slides
    assert (how["size"], how["fps"], how["style"].title) == ((320, 240), 2, "Two ways")
    (movie,) = page.shapes
    assert (movie.left, movie.top, movie.width * 3) == (0, 0, movie.height * 4)
