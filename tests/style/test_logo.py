"""A logo in a corner: a band of its own, and nothing of the picture under it."""

import pickle
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gdviz.style.logo import CORNERS, KEPT, Logo, logo_place, place_around, read_logo, with_logo

GREEN = (7, 120, 33)


def made(size: tuple[int, int] = (240, 80), corner: str = "bottom right", alpha: int = 255) -> Logo:
    written = BytesIO()
    Image.new("RGBA", size, (*GREEN, alpha)).save(written, "PNG")
    return Logo(written.getvalue(), corner)


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("size", [(320, 180), (180, 320), (64, 64)])
def test_the_picture_is_whole_and_the_logo_stands_in_its_corner(corner: str, size: tuple[int, int]) -> None:
    logo, (width, height) = made(corner=corner), size
    place = logo_place(logo, width, height)
    picture = np.random.default_rng(0).integers(0, 255, (place.room, width, 3)).astype(np.uint8)
    page = with_logo(picture, logo, place, "#102030")
    assert page.shape == (height, width, 3)
    np.testing.assert_array_equal(page[place.top : place.top + place.room], picture)
    left, over, wide, high = place.box
    assert (page[over : over + high, left : left + wide] == GREEN).all()
    band = page[: place.top] if place.top else page[place.room :]
    assert (band == GREEN).all(axis=-1).sum() == wide * high
    assert (band[0, 0] == (16, 32, 48)).all(), "the page's colour around it"
    middle = (left + wide / 2 > width / 2, over + high / 2 > height / 2)
    assert middle == ("right" in corner, "bottom" in corner)
    assert wide <= 0.41 * width


def test_on_a_transparent_page_nothing_is_around_it() -> None:
    logo = made(alpha=128)
    place = logo_place(logo, 320, 180)
    page = with_logo(np.zeros((place.room, 320, 4), np.uint8), logo, place, "none")
    left, over, wide, high = place.box
    np.testing.assert_allclose(page[over : over + high, left : left + wide], [[[*GREEN, 128]] * wide] * high, atol=2)
    assert page[..., 3].sum() == 128 * wide * high


def test_a_page_around_a_picture_has_room_for_it() -> None:
    place = place_around(made(), 640, 360)
    assert place.room == 360
    assert place.height > 360


def test_a_file_is_kept_as_png_no_larger_than_needed(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 1000), GREEN).save(tmp_path / "large.jpg", quality=100)
    with Image.open(BytesIO(read_logo(tmp_path / "large.jpg"))) as picture:
        assert (picture.format, picture.size) == ("PNG", (4 * KEPT[1], KEPT[1]))
    logo = Logo(read_logo(tmp_path / "large.jpg"), "top left")
    assert pickle.loads(pickle.dumps(logo)) == logo  # noqa: S301


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    with pytest.raises(ValueError, match=r"logo\.svg is no picture that can be read; save the logo as \.png"):
        read_logo(tmp_path / "logo.svg")
    with pytest.raises(ValueError, match=r"none\.png is not there"):
        read_logo(tmp_path / "none.png")
