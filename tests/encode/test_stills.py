"""The picture in which a film ends."""

import io

import numpy as np
import pytest
from PIL import Image

from gdviz.encode import write
from gdviz.encode.stills import still_of

FRAMES = [np.full((32, 64, 3), level, np.uint8) for level in (20, 90, 230)]


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov", ".gif", ".webp", ".apng", ".png"])
@pytest.mark.parametrize("count", [1, 3])
def test_it_is_the_last_frame(suffix, count, tmp_path):
    path = write(tmp_path / f"film{suffix}", FRAMES[:count], 5)
    with Image.open(io.BytesIO(still_of(path))) as image:
        assert image.format == "PNG"
        assert image.size == (64, 32)
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - FRAMES[count - 1]).max() <= 6


def test_what_is_transparent_stays_so(tmp_path):
    frame = np.zeros((8, 8, 4), np.uint8)
    frame[2:, 2:] = 255
    path = write(tmp_path / "film.gif", [frame], 5)
    with Image.open(io.BytesIO(still_of(path))) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((0, 0))[3] == 0
