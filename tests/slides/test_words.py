"""Slides of words: what of Markdown is on them."""

from pathlib import Path

import pytest

from gdviz.slides.words import Paragraph, Span, read_words


@pytest.fixture
def slides(tmp_path: Path):
    """Return a function that reads the slides of words."""

    def read(words: str):
        (tmp_path / "words.md").write_text(words, encoding="utf-8")
        return read_words(tmp_path / "words.md")

    return read


def test_each_part_between_lines_of_dashes_is_a_slide(slides) -> None:
    made = slides("# One\n\nwords\n\n---\n\n## Two\n\n---\n")
    assert [[(block.kind, block.text) for block in slide] for slide in made] == [
        [("title", "One"), ("text", "words")],
        [("heading", "Two")],
    ]


def test_lists_have_markers_and_depths(slides) -> None:
    ((*blocks,),) = slides("- a\n  - b\n\n    more\n- c\n\n3. x\n4. y\n\n> said\n\n    code  = 1\n")
    assert [(block.kind, block.text, block.depth, block.marker) for block in blocks] == [
        ("item", "a", 1, "•"),
        ("item", "b", 2, "•"),
        ("item", "more", 2, ""),
        ("item", "c", 1, "•"),
        ("item", "x", 1, "3."),
        ("item", "y", 1, "4."),
        ("quote", "said", 0, ""),
        ("code", "code  = 1", 0, ""),
    ]


def test_words_are_set_as_they_are_marked(slides) -> None:
    ((block,),) = slides("a *b* **c** `d` [e](https://example.org) [f](javascript:1)\\\ng <b>")
    assert block == Paragraph(
        "text",
        (
            *(Span("a "), Span("b", accent=True), Span(" "), Span("c", bold=True), Span(" "), Span("d", code=True)),
            *(Span(" "), Span("e", link="https://example.org"), Span(" [f](javascript:1)"), Span("\n"), Span("g <b>")),
        ),
    )


def test_what_is_no_slide_of_words_is_refused(slides, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"has no place for the image a\.png; take it out, or give the logo"):
        slides("![a](a.png)")
    with pytest.raises(ValueError, match=r"signs and no formulas; type \$\\eta_1\$ as it is read, such as θ ← θ"):
        slides("The **rate** $\\eta_1$")
    assert slides("From $5 to `$x^2$` for 6$")
    with pytest.raises(ValueError, match=r"words\.md holds no words; write a title as # A title"):
        slides("\n---\n")
    with pytest.raises(ValueError, match=r"words\.md has 3,000 letters, and slides of words 2,000 at most"):
        slides("x" * 3000)
    (tmp_path / "latin.md").write_bytes(b"\xe9")
    with pytest.raises(ValueError, match=r"latin\.md is no UTF-8 text; save it as UTF-8"):
        read_words(tmp_path / "latin.md")
