"""What Python gives for a deck: runs, files, pairs, and lists of these."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gdviz.slides.given import PARTS, parts_in
from gdviz.slides.reading import DeckPart


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a directory with two films and two runs, all of them empty."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.gif", "b.mp4"):
        Path(name).touch()
    for name in ("one", "two"):
        Path(name).mkdir()
    return tmp_path


RUN = SimpleNamespace(path=Path("one"))


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("a.gif", [DeckPart("", (Path("a.gif"),))]),
        (Path("a.gif"), [DeckPart("", (Path("a.gif"),))]),
        (("a.gif", "A race: two"), [DeckPart("", (Path("a.gif"),), "A race: two")]),
        ("loss-bowl=one:Down", [DeckPart("loss-bowl", (Path("one"),), "Down")]),
        (("loss-bowl", RUN), [DeckPart("loss-bowl", (Path("one"),))]),
        (("loss-bowl", "one", "Down: fast"), [DeckPart("loss-bowl", (Path("one"),), "Down: fast")]),
        (("optimizer-race", [RUN, "two"]), [DeckPart("optimizer-race", (Path("one"), Path("two")))]),
        (("page", RUN), [DeckPart("page", (Path("one"),))]),
        ((int, RUN), [DeckPart(int, (Path("one"),))]),
        (["a.gif", ("page", RUN)], [DeckPart("", (Path("a.gif"),)), DeckPart("page", (Path("one"),))]),
        # A tuple of what is there is several parts, and not one with a title.
        (("a.gif", "b.mp4"), [DeckPart("", (Path("a.gif"),)), DeckPart("", (Path("b.mp4"),))]),
    ],
)
def test_parts_are_given_alone_in_pairs_and_in_lists(given: Any, parts: list[DeckPart], home: Path) -> None:
    assert PARTS.fits(given)
    assert parts_in(given) == parts


def test_a_run_alone_is_shown_in_the_scene_that_suits_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdviz.rendering.scenes.usual_scene", lambda runs: f"scene of {runs}")
    assert [part.scene for part in parts_in([RUN, "two", "two:Title"])] == [
        "scene of ['one']",
        "scene of ['two']",
        "scene of ['two']",
    ]
    assert parts_in("two:A title")[0].title == "A title"


@pytest.mark.parametrize(
    "given", [3, None, [3], [("loss-bowl", 3)], ("a.gif", RUN, 3), (3, "a"), [["a.gif", "A race"]]]
)
def test_what_is_none_of_these_is_refused(given: Any, home: Path) -> None:
    assert not PARTS.fits(given)


@pytest.mark.parametrize("given", [("loss-bowel", RUN), ("loss-bowel", "one"), ("loss-bowel", [RUN], "Title")])
def test_a_scene_that_is_not_there_is_answered_with_the_nearest(given: Any, home: Path) -> None:
    with pytest.raises(ValueError, match="unknown scene 'loss-bowel'; did you mean 'loss-bowl'"):
        parts_in(given)
