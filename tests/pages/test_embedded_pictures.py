"""What is embedded in a bare page, in Chromium: what a reader sees by his theme and by his wish for no motion."""

from pathlib import Path

import numpy as np
import pytest

from gdviz.encode import Cue, write
from gdviz.encode.tracks import write_captions
from gdviz.rendering.embedding import snippet

# Of each file the colour that tells it from the others.
COLORS = {"light": (250, 220, 200), "dark": (20, 30, 90), "light-still": (120, 240, 120), "dark-still": (90, 20, 20)}
SIZE = (160, 90)


def filled(color: tuple[int, int, int]) -> list[np.ndarray]:
    return [np.full((SIZE[1], SIZE[0], 3), color, np.uint8)] * 4


@pytest.fixture
def paged_picture(tmp_path: Path):
    """Return a function that puts a picture into a bare page: the page."""

    def put(suffix: str, alt: str = "A path.") -> Path:
        files = {}
        for role, color in COLORS.items():
            path = tmp_path / f"{role}{'.png' if 'still' in role else suffix}"
            files[role] = write(path, filled(color), 10).relative_to(tmp_path)
        if suffix == ".mp4":
            write_captions(tmp_path / "light.mp4", [Cue("Down.", 0, 1)])
            files["captions"] = Path("light.vtt")
        page = tmp_path / "page.html"
        body = snippet(files, alt, size=SIZE, command="gdviz solve 'a<b'")
        style = "<style>:root { color-scheme: light dark }</style>"
        page.write_text(f"<!doctype html><meta charset=utf-8><title>x</title>{style}{body}", encoding="utf-8")
        return page

    return put


def shown(window, selector: str) -> tuple[int, int, int]:
    """Return the colour in the corner of what is seen, where no controls are."""
    from io import BytesIO

    from PIL import Image

    data = window.locator(selector).screenshot()
    pixels = np.asarray(Image.open(BytesIO(data)).convert("RGB"))
    return tuple(int(value) for value in pixels[3, 3])


def nearest(seen: tuple[int, int, int]) -> str:
    """Return whose colour is most like one."""
    return min(COLORS, key=lambda role: sum(abs(a - b) for a, b in zip(seen, COLORS[role], strict=True)))


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng"])
def test_an_image_follows_the_theme_and_stands_still_where_that_is_wanted(suffix, paged_picture, opened):
    page = paged_picture(suffix)
    for theme in ("light", "dark"):
        for motion, role in (("no-preference", theme), ("reduce", f"{theme}-still")):
            window = opened(page, is_page=False, color_scheme=theme, reduced_motion=motion)
            window.wait_for_function("document.images[0].complete")
            seen = shown(window, "img")
            assert nearest(seen) == role, (theme, motion)
    # And while it is open.
    window.emulate_media(color_scheme="light", reduced_motion="no-preference")
    window.wait_for_function("document.images[0].currentSrc.includes('light.')")


def test_a_video_has_the_poster_of_the_theme_and_plays_when_it_is_started(paged_picture, opened):
    page = paged_picture(".mp4")
    for theme, other in (("light", "dark"), ("dark", "light")):
        window = opened(page, is_page=False, color_scheme=theme)
        video = window.locator(f".gdviz-{theme}")
        assert not window.locator(f".gdviz-{other}").is_visible()
        window.wait_for_timeout(200)
        seen = shown(window, f".gdviz-{theme}")
        # The browser's controls lie over it.
        assert nearest(seen) == f"{theme}-still"
        assert video.evaluate("video => [video.paused, video.currentTime]") == [True, 0]
        video.evaluate("video => { video.muted = true; return video.play(); }")
        window.wait_for_function(f"document.querySelector('.gdviz-{theme}').currentTime > 0")
    window.emulate_media(color_scheme="light")
    assert window.locator(".gdviz-light").is_visible()


def test_screen_readers_hear_what_is_shown(paged_picture, opened):
    words = 'Gradient <b>descent</b> zigzags & "falls".'
    window = opened(paged_picture(".gif", words), is_page=False)
    assert window.get_by_role("img", name=words).count() == 1
    window = opened(paged_picture(".mp4", words), is_page=False)
    assert window.locator(".gdviz-light").get_attribute("aria-label") == words
    assert window.locator("figcaption").inner_text() == "gdviz solve 'a<b'"
