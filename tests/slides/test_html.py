"""An HTML deck: one file that a browser plays with no network."""

import json
import re
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from chromium import Chromium
from decks import ALTS, COLORS, NOTES, program
from PIL import Image

from gdviz.slides import html
from gdviz.slides.slide import Slide

VIDEO = "Reveal.getCurrentSlide().querySelector('video')"


class Found(HTMLParser):
    """What an HTML page shows and asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note the text after a tag."""
        if data.strip():
            self.texts.setdefault(self.tags[-1][0], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


def test_html_holds_all_it_shows(slides: list[Slide], tmp_path: Path) -> None:
    html.write_html(tmp_path / "deck.html", slides, "Bowls & <valleys>")
    found = Found((tmp_path / "deck.html").read_text(encoding="utf-8"))
    asked = [
        (k, v) for _, having in found.tags for k, v in having.items() if k in ("src", "href", "data-src", "poster")
    ]
    assert len(asked) == 6
    assert all(value.startswith("data:") for _, value in asked)
    assert not re.search(r"url\((?!data:)|@import", "".join(found.texts["style"]))
    videos = found.all("video")
    for video, slide in zip(videos, slides, strict=True):
        assert b64decode(video["data-src"].partition(",")[2]) == slide.film.read_bytes()
        assert ("loop" in video) is slide.loops
        assert {"data-autoplay", "playsinline"} <= video.keys()
        assert ("muted" in video) is not slide.has_sound
    assert [video["aria-label"] for video in videos] == ALTS
    assert found.texts["aside"] == NOTES
    assert found.all("html") == [{"lang": "en"}]
    assert found.texts["title"] == ["Bowls & <valleys>"]
    poster = Image.open(BytesIO(b64decode(videos[0]["poster"].partition(",")[2])))
    assert poster.getpixel((160, 90)) == pytest.approx(COLORS[0], abs=4)
    assert poster.getpixel((10, 20)) == pytest.approx((255, 255, 255), abs=4), "the first frame"


def test_reveal_is_the_version_that_is_named() -> None:
    assert html.__doc__ is not None
    (version,) = re.findall(r"reveal\.js (\d[\d.]+\d)", html.__doc__)
    assert f"`{version}`" in html.HERE.joinpath("reveal", "reveal.js").read_text(encoding="utf-8")
    assert "Permission is hereby granted" in html.HERE.joinpath("reveal", "LICENSE").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_browser_plays_every_slide_with_no_network(slides: list[Slide], tmp_path: Path) -> None:
    html.write_html(tmp_path / "deck.html", slides, "Bowls")
    with Chromium(program("chromium", "chromium-browser", "google-chrome"), tmp_path / "profile") as browser:
        browser.open(tmp_path / "deck.html")
        browser.wait("Reveal.isReady()")
        assert browser.ask("Reveal.getTotalSlides()") == len(slides)
        for index, (slide, color) in enumerate(zip(slides, COLORS, strict=True)):
            assert browser.ask("Reveal.getIndices().h") == index
            assert browser.picture()[360, 640] == pytest.approx(color, abs=8), "no flash of anything else"
            browser.wait(f"{VIDEO}.currentTime > 0.2")
            assert browser.ask(f"{VIDEO}.getVideoPlaybackQuality().totalVideoFrames") > 0
            if slide.loops:
                browser.wait(f"{VIDEO}.currentTime > 0.6")
                browser.wait(f"{VIDEO}.currentTime < 0.5")
            else:
                browser.wait(f"{VIDEO}.ended")
                left, scale = (280, 4) if index == 2 else (0, 4)
                shown = browser.picture()
                assert shown[80, left + scale * 120] == pytest.approx((255, 255, 255), abs=8), "the last frame stays"
                assert shown[80, left + scale * 20] == pytest.approx(color, abs=8)
            browser.press("ArrowRight")
        assert browser.ask("Reveal.getIndices().h") == len(slides) - 1
        assert browser.picture()[360, 100] == pytest.approx((255, 255, 255), abs=2), "the square film's page"

        times = browser.ask("[...document.querySelectorAll('video')].map((video) => video.currentTime)")
        assert times[:2] == pytest.approx([0, 0], abs=0.05), "what was left is back at its start, out of sight"
        browser.press("ArrowLeft")
        browser.press("ArrowLeft")
        browser.wait(f"{VIDEO}.currentTime > 0.2")
        browser.wait(f"{VIDEO}.ended")
        browser.press("r")
        browser.wait(f"{VIDEO}.currentTime < 1.0 && !{VIDEO}.paused")
        browser.wait(f"{VIDEO}.ended")
        browser.press(",")
        browser.wait(f"{VIDEO}.currentTime < 1.0 && !{VIDEO}.paused")
        assert browser.ask("Reveal.getIndices().h") == 0, "still the same slide"
        browser.wait(f"{VIDEO}.ended")
        browser.resize(400, 600)
        browser.wait("Math.abs(Reveal.getScale() - 400 / 1280) < 0.01")
        assert browser.picture()[300, 200] == pytest.approx(COLORS[0], abs=8)
        assert browser.picture()[20, 200] == pytest.approx((17, 21, 28), abs=3), "the page above"

        assert browser.complaints == []
        assert {address.partition(":")[0] for address in browser.requests} == {"file", "data", "blob"}
        assert [a for a in browser.requests if a.startswith("file:")] == [(tmp_path / "deck.html").as_uri()]

        browser.press("s")
        browser.turn_to_new_window()
        browser.wait(f"document.body.innerText.includes({json.dumps(NOTES[0])})")
        assert browser.complaints == []
