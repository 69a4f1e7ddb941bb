"""Decks of what strangers named: their words stay words in every kind of deck, and in the programs that open it."""

import subprocess
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from chromium import Chromium
from decks import COLORS, FPS, marks, program
from lxml import etree
from pptx import Presentation

from gdviz.encode import write
from gdviz.slides.deck import deck
from gdviz.slides.html import write_html
from gdviz.slides.slide import Slide

NAMES = [
    "R&D",
    "a<b",
    'say "hi"',
    "it's",
    "</title><script>document.title='owned'",
    "100% #1?x=1&y=2",
    "{{ 7*7 }}{% raw %}",
    "]]>--><!--",
    "&lt;b&gt;&#0;",
    "esc\x1b[31m\x01\x0b",
    "two\nlines",
    "rtl\u202egnp",
    "no\ufffesign",
    "🎢 谷",
    "bytes\udcff",
]
HOSTILE = [
    "</title></aside></script><script>window.owned = document.title = 'owned'</script>",
    '"><img src=x onerror="window.owned = 1"><img src=https://stranger.example/x.png>',
    "<!-- <iframe src=https://stranger.example></iframe> javascript:window.owned=1 {{ 7*7 }}",
]


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("film") / "x.gif", marks(COLORS[0], 3, (36, 64)), FPS)


@pytest.fixture(scope="module")
def films(film, tmp_path_factory):
    """Return films of all those names, as GIF and, every third, as MP4."""
    folder = tmp_path_factory.mktemp("names")
    mp4 = write(folder / "x.mp4", marks(COLORS[1], 3, (36, 64)), FPS)
    made = []
    for i, name in enumerate(NAMES):
        kind = mp4 if i % 3 == 0 else film
        made.append(folder / f"{name.replace('/', '∕')}{kind.suffix}")
        made[-1].write_bytes(kind.read_bytes())
    return made


@pytest.mark.parametrize("suffix", [".pptx", ".html", ".pdf"])
def test_a_deck_of_films_with_any_names(suffix, films, tmp_path):
    made = deck(films, tmp_path / f"a&b <c> #1{suffix}")
    if suffix == ".pptx":
        pages = Presentation(str(made)).slides
        assert len(pages) == len(NAMES)
        assert [page.shapes[0].name for page in pages][:4] == ["R&D", "a<b", 'say "hi"', "it's"]
        assert pages[9].shapes[0].name == r"esc\x1b[31m\x01\x0b"
        assert pages[14].notes_slide.notes_text_frame.text == r"Bytes\udcff."
        with zipfile.ZipFile(made) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(name))
    elif suffix == ".html":
        text = made.read_text(encoding="utf-8")
        assert text.count("<script>") == 4, "three of the page, and one that the notes plugin has in a string"
        assert "&lt;∕title&gt;&lt;script&gt;" in text.partition("</title>")[0]
        assert r"esc\x1b[31m\x01\x0b" in unescape(text)


@pytest.mark.slow
def test_an_office_opens_a_deck_of_films_with_any_names(films, tmp_path):
    office = program("soffice", "libreoffice")
    made = deck(films, tmp_path / "deck.pptx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, made]
    subprocess.run(words, check=True, capture_output=True, timeout=200)
    assert (tmp_path / "deck.pdf").read_bytes().count(b"/Type/Page/") == len(NAMES)


@pytest.mark.slow
def test_in_a_browser_no_script_of_a_stranger_runs_and_no_request_leaves(slides: list[Slide], tmp_path: Path) -> None:
    chromium = program("chromium", "chromium-browser", "google-chrome")
    named = [replace(slide, name=words, notes=words) for slide, words in zip(slides, HOSTILE, strict=True)]
    write_html(tmp_path / "deck.html", named, HOSTILE[0])
    with Chromium(chromium, tmp_path / "profile") as browser:
        browser.open(tmp_path / "deck.html")
        browser.wait("Reveal.isReady()")
        assert browser.ask("document.title") == HOSTILE[0]
        notes = browser.ask("[...document.querySelectorAll('section aside')].map((aside) => aside.textContent)")
        assert notes == HOSTILE
        for _ in slides:
            browser.wait("Reveal.getCurrentSlide().querySelector('video').currentTime > 0")
            browser.press("ArrowRight")
        assert browser.ask("window.owned") is None
        assert {address.partition(":")[0] for address in browser.requests} == {"file", "data", "blob"}
        browser.press("s")
        browser.turn_to_new_window()
        browser.wait("document.body.innerText.includes('javascript:window.owned=1')")
        assert browser.ask("window.owned") is None
        assert [address for address in browser.requests if "stranger" in address or address.startswith("http")] == []
        assert browser.complaints == []


@pytest.mark.slow
def test_a_browser_asks_nobody_for_what_a_page_names_all_the_same(slides: list[Slide], tmp_path: Path) -> None:
    chromium = program("chromium", "chromium-browser", "google-chrome")
    write_html(tmp_path / "deck.html", slides[:1], "x")
    page = tmp_path / "deck.html"
    asking = "<img src=https://stranger.example/x.png><script src=https://stranger.example/x.js></script>"
    page.write_text(page.read_text(encoding="utf-8").replace("<body>", f"<body>{asking}", 1), encoding="utf-8")
    with Chromium(chromium, tmp_path / "profile") as browser:
        browser.open(page)
        browser.wait("Reveal.isReady()")
        refused = [words for words in browser.complaints if "Content Security Policy" in words]
        assert len(refused) == 2
