"""Files say how large they are."""

import re
from pathlib import Path

import numpy as np
import pytest

from gdviz.encode import write
from gdviz.encode.sizes import size_of
from gdviz.rendering.figures import draw


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp", ".apng", ".mp4", ".webm"])
def test_a_file_says_its_own_size(suffix, tmp_path):
    frames = [np.zeros((36, 64, 3), np.uint8), np.full((36, 64, 3), 255, np.uint8)]
    assert size_of(write(tmp_path / f"x{suffix}", frames, 10)) == (64, 36)


def test_a_vector_page_says_its_size_in_pixels(solved, tmp_path):
    path = draw("loss", [solved("bowl")], tmp_path / "x.svg", size=(320, 180))
    said = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', path.read_text(encoding="utf-8"))
    assert size_of(path) == (round(float(said[1]) * 4 / 3), round(float(said[2]) * 4 / 3))
    with pytest.raises(ValueError, match=r"x\.pdf is no picture for a page; write \.svg or \.png"):
        size_of(Path("x.pdf"))
