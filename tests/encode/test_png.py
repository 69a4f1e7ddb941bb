"""A PNG is one picture: the last."""

import imageio.v3 as iio
import numpy as np
import pytest

from gdviz.encode import write


def test_a_png_is_the_last_frame(clip, tmp_path):
    frames = clip()
    np.testing.assert_array_equal(iio.imread(write(tmp_path / "a.png", frames, 20)), frames[-1])


def test_a_png_keeps_every_transparency_and_counts_all_frames(glass, tmp_path):
    frames, done = glass(4), []
    made = iio.imread(write(tmp_path / "a.png", frames, 20, progress=done.append))
    np.testing.assert_array_equal(made, frames[-1])
    assert done == [4]


@pytest.mark.parametrize("suffix", [".png", ".PNG"])
def test_the_suffix_may_be_in_capitals(suffix, clip, tmp_path):
    path = write(tmp_path / f"a{suffix}", clip(1), 20)
    assert path.read_bytes().startswith(b"\x89PNG")
