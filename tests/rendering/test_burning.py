"""Captions below the pictures of a film: in its own pixels, each for its frames."""

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.rendering.burning import Captioned, CaptionedFilm, without_strip
from gdviz.rendering.options import Target, styled
from gdviz.stage.subtitles import painted_caption
from gdviz.style.themes import DARK

CUES = ((12, 15, "One."), (15, 18, "Two."))


class Frames:
    """A film whose pictures stand for several frames."""

    def frames(self, wanted):
        """Give one picture for all that are asked for."""
        yield np.full((40, 64, 3), 7, np.uint8), len(wanted)


def test_a_picture_that_stands_for_many_frames_is_parted_where_captions_change():
    film = SimpleNamespace(target=SimpleNamespace(style=DARK))
    painted = CaptionedFilm(Captioned(film, 12, CUES), Frames())
    made = list(painted.frames(range(10, 20)))
    assert [count for _, count in made] == [2, 3, 3, 2]
    for (frame, _), words in zip(made, ("", "One.", "Two.", ""), strict=True):
        assert frame.shape == (52, 64, 3)
        assert (frame[:40] == 7).all()
        assert np.array_equal(frame[40:], painted_caption(words, 64, 12, DARK)[..., :3])


@pytest.mark.parametrize("size", [(1280, 720), (320, 181), (90, 160), (64, 36)])
def test_the_strip_is_taken_off_the_height_and_both_are_even(size):
    target = Target.of("x.mp4", styled("dark"), size=size)
    inner, strip = without_strip(target)
    assert inner.clip.height + strip == size[1]
    assert inner.clip.height % 2 == 0
    assert inner.clip.width == size[0]
