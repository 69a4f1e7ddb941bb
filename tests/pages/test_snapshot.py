"""The picture of a page: all that is seen of it, and nothing of what is only to be pressed."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from charts import settle
from PIL import Image

EDGE = 24
BOXES = """() => {
  const parts = document.querySelectorAll(".panel, #solving, #page, .swatch, .start .dot");
  return Object.fromEntries([...parts].map((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return [one.id || one.className, [left, top, left + width, top + height]];
  }));
}"""


def saved(window: Any) -> tuple[str, Image.Image]:
    """Press the button; return the name and the picture."""
    with window.expect_download() as waited:
        window.get_by_role("button", name="Save a picture").click()
    return waited.value.suggested_filename, Image.open(BytesIO(Path(waited.value.path()).read_bytes())).convert("RGB")


def part(picture: Image.Image, box: list[float], whole: list[float]) -> Image.Image:
    """Return the part of a picture that has a box of the page."""
    left, top, right, bottom = (
        value - low + EDGE for value, low in zip(box, (whole[0], whole[1], whole[0], whole[1]), strict=True)
    )
    return picture.crop(tuple(round(2 * value) for value in (left, top, right, bottom)))


def colours(picture: Image.Image) -> int:
    return len(picture.getcolors(maxcolors=1 << 24))


@pytest.mark.parametrize("width", [360, 900, 1300])
def test_it_has_all_panels_and_no_hole_where_dials_were_not_turned(width: int, opened: Any, page: Path) -> None:
    window = opened(page, width=width, height=800)
    before = window.evaluate(BOXES)
    shown = window.screenshot()
    name, picture = saved(window)
    assert name == "rosenbrock-race.png"
    settle(window)
    assert window.evaluate(BOXES) == before, "the page is as it was"
    assert window.locator("#solving").is_visible()
    if width == 1300:
        # What says that it was saved is gone.
        window.wait_for_function("() => !document.querySelector('.said').textContent")
        assert (
            np.abs(
                np.asarray(Image.open(BytesIO(shown)), int) - np.asarray(Image.open(BytesIO(window.screenshot())), int)
            ).mean()
            < 1
        )
    ground = np.asarray(picture)[0, 0]
    drawn = (np.asarray(picture) != ground).any(axis=-1)
    high, wide = drawn.shape
    for rows in np.array_split(drawn[high // 2 :], 3):
        for block in np.array_split(rows[:, 2 * EDGE : wide - 2 * EDGE], 3 if width > 500 else 1, axis=1):
            assert block.any(), "no block of the lower half is empty"


def test_dials_that_were_turned_are_in_it_and_so_is_the_start(opened: Any, page: Path) -> None:
    window = opened(page, "#start=0.5,2", width=1300, height=800)
    boxes = window.evaluate(BOXES)
    _, picture = saved(window)
    dials = part(picture, boxes["solving"], boxes["page"])
    assert colours(dials) > 50
    dot = np.asarray(part(picture, boxes["dot"], boxes["page"]))
    assert dot[len(dot) // 2, len(dot) // 2].tolist() == [255, 255, 255]
    assert (dot < 80).all(axis=-1).any(), "its rim"


def test_the_key_is_as_pale_as_on_the_page(opened: Any, page: Path) -> None:
    window = opened(page, width=1300, height=800, device_scale_factor=2)
    boxes = window.evaluate(BOXES)
    _, picture = saved(window)
    seen = Image.open(BytesIO(window.screenshot())).convert("RGB")
    at = boxes["swatch"]
    there = np.asarray(part(picture, at, boxes["page"]), int)
    here = np.asarray(seen.crop(tuple(round(2 * value) for value in at)), int)
    assert here.shape == there.shape
    # Drawn over and over, its soft edges would be hard.
    assert abs(here.mean() - there.mean()) < 2
