"""Subtitles stand in the middle of their strip, in the colours of the page, and never beyond its edges."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.stage.subtitles import painted_caption
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT


def ink(strip, style):
    """Return where a strip has another colour than the page: the least and the most column and row."""
    page = np.rint(255 * np.array(rgb(style.background))).astype(int)
    rows, columns = np.nonzero(np.abs(strip[..., :3].astype(int) - page).max(axis=-1) > 60)
    return columns.min(), columns.max(), rows.min(), rows.max()


@pytest.mark.parametrize("style", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("words", ["One line.", "Two lines\nof $words_$", "W" * 200], ids=["one", "two", "long"])
def test_words_stand_in_the_middle_and_within_the_strip(style, words):
    strip = painted_caption(words, 640, 46, style)
    assert strip.shape == (46, 640, 4)
    left, right, high, low = ink(strip, style)
    assert abs((left + right) / 2 - 320) < 8
    assert left > 10
    assert high > 0
    assert low < 45


def test_silence_is_the_page_and_nothing_where_the_page_is_transparent():
    assert len(np.unique(painted_caption("", 64, 20, DARK).reshape(-1, 4), axis=0)) == 1
    assert painted_caption("", 64, 20, replace(DARK, transparent=True))[..., 3].max() == 0
