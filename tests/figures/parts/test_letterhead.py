"""A figure on a page with a logo: on pixels, on vectors and in a strip."""

import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from houses import write_house
from PIL import Image

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.parts.strip import strip_of
from gdviz.runs.run import Run
from gdviz.style.brand import brand
from gdviz.style.logo import logo_place
from gdviz.style.themes import Style

GREEN = [7, 120, 33]
CLIP, END = Clip(320, 180, 10, 1.0), Moment((30.0,), 1.0, 1.0)


@pytest.fixture(scope="module")
def run(solved_once: Any) -> Run:
    """Return a run down a bowl."""
    return solved_once("bowl", steps=30)


@pytest.fixture
def style(tmp_path: Path) -> Style:
    """Return a house's style with a logo."""
    return brand(write_house(tmp_path, logo=True))["light"]


def test_a_figure_has_the_room_beside_the_band_and_is_as_it_would_be_on_a_page_so_high(style, run: Run) -> None:
    page = FIGURES["contour"].painter([run], style, CLIP)(END)
    assert style.logo
    place = logo_place(style.logo, 320, 180)
    alone = FIGURES["contour"].painter([run], replace(style, logo=None), replace(CLIP, height=place.room))(END)
    np.testing.assert_array_equal(page[: place.room], alone)
    assert (page == GREEN).all(axis=-1).sum() == place.box[2] * place.box[3]


def test_a_page_of_vectors_has_the_logo_once(style, run: Run, tmp_path: Path) -> None:
    painter = FIGURES["contour"].painter([run], style, CLIP)
    painter.print(END, tmp_path / "a.svg")
    told = (tmp_path / "a.svg").read_text()
    pictures = [Image.open(BytesIO(b64decode(each))) for each in re.findall(r"base64,\s*([^\"]+)", told)]
    green = [picture for picture in pictures if (np.array(picture.convert("RGB")) == GREEN).all()]
    assert len(green) == 1
    box = [float(part) for part in re.findall(r'viewBox="([^"]+)"', told)[0].split()]
    assert box[2] / box[3] == pytest.approx(320 / 180, rel=1e-3)
    painter.print(END, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().count(b"/Subtype /Image") >= 1


def test_a_strip_has_one_logo_for_all_of_its_moments(style, run: Run, tmp_path: Path) -> None:
    moments = [Moment((step,), 0.5, still=True) for step in (1.0, 30.0)]
    plain = strip_of(FIGURES["contour"], [run], replace(style, logo=None), CLIP, moments).pixels()
    strip = strip_of(FIGURES["contour"], [run], style, CLIP, moments)
    page = strip.pixels()
    np.testing.assert_array_equal(page[: len(plain)], plain)
    rows, columns = np.nonzero((page == GREEN).all(axis=-1))
    assert rows.min() >= len(plain)
    assert columns.min() > page.shape[1] / 2
    strip.print(tmp_path / "a.svg")
    assert "<image" in (tmp_path / "a.svg").read_text()
