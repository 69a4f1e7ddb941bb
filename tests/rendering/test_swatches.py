"""Sheets of swatches in files."""

from pathlib import Path

import numpy as np
import pytest
from houses import write_house
from PIL import Image

from gdviz.rendering.swatches import draw_swatches


def test_a_picture_has_a_sheet_for_each_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, found = draw_swatches(write_house(tmp_path))
    assert path == Path("renders/style-house.png")
    with Image.open(path) as picture:
        pixels = np.array(picture.convert("RGB"))
    assert pixels.shape == (2000, 1600, 3)
    assert [bytes(pixels[row, 0]).hex() for row in (0, 1000)] == ["fffdf4", "0d1710"]
    assert all(words.startswith(("[light] ", "[dark] ")) for words in found)


def test_only_a_still_picture_of_pixels_is_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"swatches are a picture of pixels, and 'a\.svg' is none; try -o .*a\.png"):
        draw_swatches(out=tmp_path / "a.svg")
