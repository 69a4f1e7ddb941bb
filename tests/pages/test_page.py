"""One file, in which nothing of a run is more than text, and which asks nobody for anything."""

import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser

import pytest
from strangers import STRANGE, strange_copy

from gdviz.pages.page import fragment_of, page_of
from gdviz.pages.payload import payload_of
from gdviz.rendering.options import styled

HOSTILE = (
    *STRANGE,
    "</script><script>alert(1)</script>",
    "<!--<script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt; &#x3c; \u2028\u2029 ]]> ${1+1} `",
    "</title></style><h1>",
    "x" * 10_000,
)


class Reader(HTMLParser):
    """What a browser makes of a file: its elements, and the text of those of a kind."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self._open = [], {}, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))
        self._open = tag
        self.texts.setdefault(tag, []).append("")

    def handle_data(self, data):
        """Keep its text."""
        if self._open:
            self.texts[self._open][-1] += data

    def handle_endtag(self, tag):
        """End it."""
        self._open = None


def page(run, **how):
    title = how.pop("title", None)
    return page_of(payload_of([run], [styled(name, title=title) for name in ("light", "dark")], **how))


def digest(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_what_is_in_the_file_and_nothing_else(solved):
    read = Reader(page(solved("bowl")))
    policy = next(told["content"] for tag, told in read.elements if told.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == "'none'"
    kinds = [told.get("type") for tag, told in read.elements if tag == "script"]
    scripts = [text for kind, text in zip(kinds, read.texts["script"], strict=True) if kind is None]
    (packed,) = (told for tag, told in read.elements if told.get("id") == "gdviz-script")
    inflated = read.texts["script"][[told for tag, told in read.elements if tag == "script"].index(packed)]
    scripts.append(zlib.decompress(base64.b64decode(inflated)).decode())
    assert set(rules.pop("script-src").split()) == {digest(text) for text in scripts}
    assert set(rules.pop("style-src").split()) == {digest(text) for text in read.texts["style"]}
    assert rules == {"img-src": "blob: data:", "base-uri": "'none'", "form-action": "'none'"}


def test_nothing_is_loaded_from_anywhere(solved):
    text = page(solved("bowl"))
    read = Reader(text)
    assert not [told for _, told in read.elements if {"src", "href", "style"} & told.keys()]
    assert not re.search(r"\beval\(|new Function\(|\bimport\(", text)


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: words[:20])
def test_what_strangers_say_is_text(words, solved, tmp_path):
    # A manifest holds no text that is longer.
    run = strange_copy(solved("bowl"), tmp_path / "run", words[:900])
    plain = [tag for tag, _ in Reader(page(solved("bowl"))).elements]
    # Of a run that calls its parameters so no function is known, and so there is no script of it.
    plain.remove("script")
    for text in (page(run), page(run, title=words)):
        read = Reader(text)
        assert [tag for tag, _ in read.elements] == plain
        told = json.loads(read.texts["script"][0])
        assert read.texts["h1"] == read.texts["title"] == [told["title"]]
        assert text.isprintable() or not (set("\u2028\u2029\r\0") & set(text))


def test_the_same_run_is_the_same_page(solved):
    assert page(solved("bowl")) == page(solved("bowl"))


def test_without_scripts_it_says_how_runs_ended(solved):
    assert "<li>Gradient descent, learning rate 0.5: left the frame at step" in page(solved("diverged"))


def test_a_fragment_is_one_frame_that_holds_the_page(solved):
    payload = payload_of([solved("bowl")], [styled("light", title='a "title" <b>'), styled("dark")])
    read = Reader(fragment_of(payload))
    ((tag, told),) = read.elements
    assert tag == "iframe"
    assert told["srcdoc"] == page_of(payload)
    assert told["title"] == 'a "title" <b>'
    assert "allow-same-origin" not in told["sandbox"]
    assert told["sandbox"].split()[0] == "allow-scripts"


@pytest.mark.parametrize("words", HOSTILE)
def test_what_it_shows_is_described_in_words(words, solved):
    payload = payload_of([solved("bowl")], [styled("light"), styled("dark")], mode="auto")
    described = [
        attributes["content"]
        for tag, attributes in Reader(page_of(payload, words)).elements
        if tag == "meta" and attributes.get("name") == "description"
    ]
    assert described == [words]
