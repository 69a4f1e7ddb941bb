"""One palette for a clip: its colours, its transparent place, and no dithering."""

from fractions import Fraction

import numpy as np
import pytest

from gdviz.encode.frames import Selection
from gdviz.encode.palette import CLEAR, FAINTEST, SAMPLES, indexed, laid

WHITE = (255, 255, 255)


def chosen(frames, colors=256, matte=WHITE):
    palette, pictures = indexed(Selection(frames, Fraction(25)), colors, matte)
    return palette.rgba, [picture.copy() for picture in pictures]


def test_indices_lead_back_to_the_colours(clip):
    frames = clip(5)
    palette, pictures = chosen(frames)
    assert (palette.shape, len(pictures)) == ((256, 4), 5)
    for picture, frame in zip(pictures, frames, strict=True):
        assert picture.shape == frame.shape[:2]
        assert np.abs(palette[picture, :3].astype(int) - frame).max() <= 2
        assert CLEAR not in picture


@pytest.mark.parametrize("colors", [16, 64])
def test_no_more_colours_are_used_than_are_allowed(colors, noise):
    _, pictures = chosen(noise(3), colors)
    assert len(np.unique(pictures)) <= colors


def test_equal_colours_have_one_index_all_over_the_clip(noise):
    frames = noise(30)
    for frame in frames:
        frame[:5] = (12, 200, 34)
    _, pictures = chosen(frames, 32)
    assert len(frames) > SAMPLES
    assert len({int(value) for picture in pictures for value in np.unique(picture[:5])}) == 1


def test_transparent_pixels_have_their_place(glass):
    frames = glass(4)
    palette, pictures = chosen(frames)
    assert palette[CLEAR, 3] == 0
    for picture, frame in zip(pictures, frames, strict=True):
        np.testing.assert_array_equal(picture == CLEAR, frame[..., 3] < FAINTEST)


@pytest.mark.parametrize(
    ("alpha", "expected"),
    [
        (0, (100, 0, 200, 0)),
        (FAINTEST - 1, (100, 0, 200, 0)),
        (FAINTEST, (97, 16, 200, 255)),
        (128, (75, 125, 200, 255)),
        (255, (50, 250, 200, 255)),
    ],
)
def test_soft_pixels_are_laid_over_the_matte(alpha, expected):
    frame = np.full((1, 2, 4), (50, 250, 200, alpha), np.uint8)
    assert laid(frame, (100, 0, 200))[0, 0].tolist() == list(expected)
    assert frame[0, 0].tolist() == [50, 250, 200, alpha], "it is a copy"
