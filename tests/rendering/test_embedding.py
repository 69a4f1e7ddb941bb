"""What shows a picture in a page of others: as HTML reads it, and as Markdown does."""

import shlex
from html.parser import HTMLParser

import pytest
from strangers import STRANGE

from gdviz.rendering.embedding import FLAVOURS, snippet

BOTH = {"light": "a.gif", "dark": "b.gif", "light-still": "a.png", "dark-still": "b.png"}
FILMS = {"light": "a.mp4", "dark": "b.mp4", "light-still": "a.png", "dark-still": "b.png", "captions": "a.vtt"}
SIZE = (640, 360)


class Tags(HTMLParser):
    """Reads HTML into its tags, each with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        """Note a tag, which stays open unless it holds nothing."""
        self.found.append((tag, dict(attributes)))
        if tag not in ("img", "source", "track"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Close the tag that was opened last."""
        assert self.open.pop() == tag

    def named(self, tag):
        """Return the attributes of all tags of a name."""
        return [attributes for name, attributes in self.found if name == tag]


def test_an_image_has_sources_for_dark_pages_and_for_no_motion():
    tags = Tags(snippet(BOTH, "A path.", size=SIZE))
    assert [(one["srcset"], one["media"]) for one in tags.named("source")] == [
        ("b.png", "(prefers-color-scheme: dark) and (prefers-reduced-motion: reduce)"),
        ("a.png", "(prefers-reduced-motion: reduce)"),
        ("b.gif", "(prefers-color-scheme: dark)"),
    ]
    (image,) = tags.named("img")
    assert (image["src"], image["alt"], image["width"], image["height"]) == ("a.gif", "A path.", "640", "360")
    assert tags.open == []


def test_a_video_has_posters_captions_and_words_and_does_not_start_by_itself():
    tags = Tags(snippet(FILMS, "A path.", size=SIZE))
    light, dark = tags.named("video")
    assert (light["poster"], dark["poster"]) == ("a.png", "b.png")
    assert "hidden" in dark
    assert "hidden" not in light
    for video in (light, dark):
        assert video["aria-label"] == "A path."
        assert "controls" in video
        assert "autoplay" not in video
    assert [one["src"] for one in tags.named("source")] == ["a.mp4", "b.mp4"]
    assert {(one["kind"], one["src"]) for one in tags.named("track")} == {("captions", "a.vtt")}
    (track, _) = Tags(snippet(FILMS, "Ein Pfad.", size=SIZE, language="de")).named("track")
    assert (track["srclang"], track["label"]) == ("de", "Deutsch"), "as those who read it call it"


@pytest.mark.parametrize("file", ["a.gif", "a.mp4", "a.html"])
def test_words_are_read_aloud_in_their_language(file):
    (told,) = [how for tag, how in Tags(snippet(file, "Ein Weg.", size=SIZE, language="de")).found if "lang" in how]
    assert told["lang"] == "de"
    assert "lang=" not in snippet(file, "A path.", size=SIZE)


def test_one_file_is_an_image_alone_or_a_video_without_a_style():
    assert [name for name, _ in Tags(snippet("x.gif", "A path.", size=SIZE)).found] == ["img"]
    assert [name for name, _ in Tags(snippet("x.webm", "A path.", size=SIZE)).found] == ["video", "source", "a"]


def test_a_page_is_a_frame_that_reaches_nothing_around_it():
    (frame,) = Tags(snippet("x.html", "A page.")).named("iframe")
    assert (frame["src"], frame["title"], frame["height"]) == ("x.html", "A page.", "720")
    assert "allow-same-origin" not in frame["sandbox"]


@pytest.mark.parametrize("words", [*STRANGE, '"><script>alert(1)</script>', "'-->", "```", "]](", "&quot;"])
@pytest.mark.parametrize("files", [BOTH, FILMS, {"light": "x.html"}], ids=["image", "video", "page"])
def test_words_of_strangers_are_only_words(words, files):
    text = snippet(files, words, size=SIZE, command=f"gdviz solve {shlex.quote(words)}")
    tags = Tags(text)
    assert {"script", "b"}.isdisjoint(name for name, _ in tags.found)
    said = [
        one.get("alt") or one.get("aria-label") or one.get("title") for one in map(dict, (a for _, a in tags.found))
    ]
    assert words in said
    assert tags.open == []


def test_signs_of_an_address_and_of_a_list_of_sources_are_written_out():
    tags = Tags(snippet({**BOTH, "dark": "my b, c/ü?#.gif"}, "A path.", size=SIZE))
    assert tags.named("source")[-1]["srcset"] == "my%20b%2C%20c/%C3%BC%3F%23.gif"


def test_a_command_stands_under_the_picture_in_a_fence_that_it_does_not_end():
    html = snippet("x.gif", "A path.", size=SIZE, command="gdviz solve --x 'a<b'")
    assert "<code>gdviz solve --x 'a&lt;b'</code></pre></figcaption>" in html
    text = snippet("x.gif", "A path.", size=SIZE, command="echo '````'", flavour="markdown")
    assert text.endswith("\n\n`````sh\necho '````'\n`````")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_html_in_markdown_has_no_empty_line_that_would_end_it(flavour):
    html = snippet(FILMS, "A path.", size=SIZE)
    assert html in snippet(FILMS, "A path.", size=SIZE, flavour=flavour)


def test_quarto_and_myst_print_the_still():
    quarto = snippet(BOTH, 'A "path".', size=SIZE, flavour="quarto")
    assert quarto.startswith("```{=html}\n<picture>")
    assert '::: {.content-hidden when-format="html"}\n![](<a.png>){fig-alt="A \\"path\\"."}\n:::' in quarto
    myst = snippet(BOTH, 'A "path".', size=SIZE, flavour="myst")
    assert myst.startswith("```{raw} html\n<picture>")
    assert '````{only} latex\n```{image} a.png\n:alt: "A \\"path\\"."\n```\n````' in myst


def test_markdown_as_python_markdown_reads_it_leaves_the_html_alone():
    markdown = pytest.importorskip("markdown")
    text = f"Before.\n\n{snippet(BOTH, 'A *path* _of_ `x`.', size=SIZE, flavour='markdown')}\n\nAfter."
    tags = Tags(markdown.markdown(text))
    assert tags.named("img")[0]["alt"] == "A *path* _of_ `x`."
    assert len(tags.named("source")) == 3
