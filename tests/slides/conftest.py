"""Slides that every kind of deck is made of."""

import pytest
from decks import ALTS, COLORS, FPS, NOTES, marks
from tqdm import tqdm

from gdviz.encode import write

pytest.importorskip("manim_slides")

from gdviz.slides.slide import Slide


@pytest.fixture(autouse=True)
def no_monitor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let manim-slides' progress bars start no thread, which others would find at their end."""
    monkeypatch.setattr(tqdm, "monitor_interval", 0)


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> list[Slide]:
    """Two beats of a scene on a dark page, the second of which loops, and a square film on white."""
    folder = tmp_path_factory.mktemp("films")
    films = [
        write(folder / f"{i}.mp4", marks(color, 12, (180, 180 if i == 2 else 320)), FPS)
        for i, color in enumerate(COLORS)
    ]
    return [
        Slide(films[0], "the start", NOTES[0], False, "#11151c", alt=ALTS[0]),
        Slide(films[1], "the round", NOTES[1], True, "#11151c", alt=ALTS[1]),
        Slide(films[2], "the square", NOTES[2], False, "#ffffff", alt=ALTS[2], has_sound=True),
    ]
