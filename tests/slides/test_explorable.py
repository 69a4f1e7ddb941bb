"""Explorable pages as slides: what they say of themselves, what is refused, and how they behave in a browser."""

import re
from pathlib import Path

import numpy as np
import pytest
from chromium import Chromium
from decks import COLORS, FPS, marks, program

from gdviz.encode import write
from gdviz.rendering.options import styled
from gdviz.rendering.pages import explore
from gdviz.runs.run import Run
from gdviz.slides.deck import deck
from gdviz.slides.explorable import MADE, explored, head_of
from gdviz.slides.reading import part
from gdviz.style.colors import rgb

FRAME = "document.querySelector('.reveal > iframe')"


@pytest.fixture(scope="module")
def run(solved) -> Run:
    return solved("bowl")


@pytest.fixture
def page(run: Run, tmp_path: Path) -> Path:
    return explore(run, tmp_path / "bowl.html", panels=["contour", "loss"])


def test_a_page_is_a_slide_with_its_title_and_how_its_runs_ended(page: Path, run: Run) -> None:
    slide = explored(page, styled("dark"))
    assert (slide.film, slide.name, slide.loops, slide.scheme) == (page, "Quadratic bowl", False, "dark")
    ending = head_of(page)["runs"][0]["ending"]
    assert slide.notes == slide.alt == f"Quadratic bowl. Gradient descent: {ending}."
    shown = deck([f"{page}:Try it"], page.parent / "deck.html").read_text(encoding="utf-8")
    assert ">Try it</h2></div>" in shown, "in the overview, where no page is laid over it"
    assert explored(explore(run, page, theme="light"), styled("dark")).scheme == "light"


@pytest.mark.parametrize("suffix", [".pptx", ".pdf"])
def test_other_decks_refuse_it_before_anything_is_filmed(suffix: str, page: Path, tmp_path: Path) -> None:
    words = rf"^{re.escape(str(page))} is a page to explore, which an HTML deck alone can hold, and no {suffix}; write "
    with pytest.raises(ValueError, match=words):
        deck([page], tmp_path / f"deck{suffix}")
    assert list(tmp_path.iterdir()) == [page]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (b"<!doctype html><title>Mine</title>", "is no explorable page; make one with `gdviz page RUN -o PAGE.html`"),
        (b"", "is no explorable page"),
        (b"\xff\xfe\x00", "is no explorable page"),
        (MADE.encode(), "is no explorable page"),
        (f'{MADE}<script type="application/json" id="gdviz-head">{{"title": 1}}</script>'.encode(), "is no explorable"),
        (None, "is a block for a blog; a deck takes the whole page, made without --fragment"),
    ],
    ids=["other", "empty", "binary", "bare", "untold", "fragment"],
)
def test_what_is_no_page_is_refused(text: bytes | None, answer: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    if text is None:
        explore(run, path, fragment=True)
    else:
        path.write_bytes(text)
    with pytest.raises(ValueError, match=f"x.html {answer}"):
        deck([path], tmp_path / "deck.html")
    with pytest.raises(ValueError, match=r"^there is no file none.html; make one with `gdviz page RUN -o none.html`$"):
        part("none.html")


def test_what_a_page_says_stays_words(run: Run, tmp_path: Path) -> None:
    hostile = '"></iframe><script>window.owned = 1</script>{{ 7*7 }}'
    made = deck([explore(run, tmp_path / "x.html", title=hostile)], tmp_path / "deck.html", title="x")
    text = made.read_text(encoding="utf-8")
    assert text.count("<script>") == 4, "three of the deck, and one that the notes plugin has in a string"
    assert text.count("<iframe name=") == 1
    assert "{{ 7*7 }}" in text


@pytest.mark.slow
def test_in_a_browser_it_fills_the_window_and_gives_the_keys_back(page: Path, tmp_path: Path) -> None:
    film = write(tmp_path / "film.gif", marks(COLORS[0], 3, (36, 64)), FPS)
    made = deck([film, page, film], tmp_path / "deck.html")
    with Chromium(program("chromium", "chromium-browser", "google-chrome"), tmp_path / "profile") as browser:
        browser.open(made)
        browser.wait("Reveal.isReady()")
        assert browser.ask(f"{FRAME}.hidden && !{FRAME}.srcdoc"), "it begins when it is shown"
        browser.resize(800, 600)
        browser.press("ArrowRight")
        browser.wait(f"{FRAME}.getBoundingClientRect().height == 600")
        assert browser.ask(f"{FRAME}.getBoundingClientRect().width") == 800, "no margin, whatever the slides' shape"
        dark = styled("dark")

        def is_inked(picture: np.ndarray) -> bool:
            """Return whether the clock has passed what lies at (450, 570), on the slider's track."""
            return bool(abs(picture[570, 450] - 255 * rgb(dark.ink)).max() < 8)

        def is_shown(picture: np.ndarray) -> bool:
            """Return whether the bar of the clock is there, with its round button."""
            return bool((abs(picture[540:, :200] - 255 * rgb(dark.ink)).max(axis=-1) < 8).sum() > 500)

        browser.until(is_shown)
        assert abs(browser.picture()[595, 5] - 255 * rgb(dark.background)).max() < 8
        browser.press("ArrowRight")
        browser.wait("Reveal.getIndices().h == 2")
        assert browser.ask(f"{FRAME}.hidden")
        browser.press("ArrowLeft")
        browser.wait("Reveal.getIndices().h == 1")
        # Once it is clicked it has the keys: arrows are its own, page keys turn slides, Escape gives all back.
        browser.until(lambda picture: is_shown(picture) and is_inked(picture))
        # A frame that has just appeared may not take a click yet.
        browser.until(lambda picture: not is_inked(picture) or browser.click(250, 570))
        browser.press("ArrowLeft")
        browser.press("PageDown")
        browser.wait("Reveal.getIndices().h == 2")
        browser.press("ArrowLeft")
        browser.wait("Reveal.getIndices().h == 1")
        browser.until(is_shown)
        browser.until(lambda picture: is_inked(picture) or browser.click(500, 570))
        browser.press("Escape")
        browser.wait("document.activeElement == document.body")
        assert not browser.ask("Reveal.isOverview()")
        browser.press("ArrowLeft")
        browser.wait("Reveal.getIndices().h == 0")
        assert browser.complaints == []
        assert {address.partition(":")[0] for address in browser.requests} <= {"file", "data", "blob", "about"}
