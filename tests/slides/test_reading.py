"""What a deck is made of, as it is typed: where a run's name ends and its title begins, and notes by slide."""

from pathlib import Path

import pytest

pytest.importorskip("manim")

from gdviz.slides.reading import DeckPart, part, read_notes, strange_keys
from gdviz.solving.fleet import solve_fleet


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a directory with runs, a film and words."""
    monkeypatch.chdir(tmp_path)
    for name in ("bowl", "adam", "a,b", "C:win", "half:way"):
        Path(name).mkdir()
    for name in ("lr.gif", "words.md", "part 1: x.mp4"):
        Path(name).write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "runs", "title"),
    [
        ("bowl", ["bowl"], ""),
        ("bowl,adam", ["bowl", "adam"], ""),
        ("bowl:Downhill", ["bowl"], "Downhill"),
        ("bowl,adam:A race, and more", ["bowl", "adam"], "A race, and more"),
        ("bowl:Part 1: down", ["bowl"], "Part 1: down"),
        ("bowl:best", ["bowl"], "best"),
        ("a,b", ["a,b"], ""),
        ("a,b:Both", ["a,b"], "Both"),
        ("C:win", ["C:win"], ""),
        ("C:win:A drive", ["C:win"], "A drive"),
        ("half:way: there", ["half:way"], "there"),
        ("nowhere", ["nowhere"], ""),
        ("nowhere:Title", ["nowhere:Title"], ""),
    ],
)
def test_a_title_follows_the_last_colon_before_which_all_runs_are_there(
    words: str, runs: list[str], title: str, home: Path
) -> None:
    assert part(f"loss-bowl={words}") == DeckPart("loss-bowl", tuple(map(Path, runs)), title)


def test_runs_of_a_fleet_and_titles_after_them_are_told_apart(home: Path) -> None:
    solve_fleet([{"problem": "bowl", "lr": lr, "steps": 2} for lr in (0.1, 0.2, 0.3)], "F")
    chosen = {"F:1": ["F:1"], "F:0,2": ["F:0", "F:2"], "F": ["F:0", "F:1", "F:2"]}
    for words, runs in chosen.items():
        for title in ("", "Seventeen", "Of 17: one"):
            told = f"optimizer-race={words}:{title}" if title else f"optimizer-race={words}"
            assert part(told) == DeckPart("optimizer-race", tuple(map(Path, runs)), title)
    assert part("loss-bowl=F:1,bowl:Two") == DeckPart("loss-bowl", (Path("F:1"), Path("bowl")), "Two")
    assert part("loss-bowl=F:1:best") == DeckPart("loss-bowl", (Path("F:1"),), "best")


def test_films_pages_and_words_have_titles_too(home: Path) -> None:
    assert part("lr.gif:Three rates: one is right") == DeckPart("", (Path("lr.gif"),), "Three rates: one is right")
    assert part("part 1: x.mp4") == DeckPart("", (Path("part 1: x.mp4"),))
    assert part("words.md") == DeckPart("", (Path("words.md"),))
    assert part("page=bowl:Try it") == DeckPart("page", (Path("bowl"),), "Try it")
    with pytest.raises(ValueError, match=r"there is no file title\.md; write one, such as: # A title"):
        part("title.md")
    with pytest.raises(ValueError, match=r"and 'lr\.gi' is neither; did you mean 'lr\.gif'\?"):
        part("lr.gi")


def test_notes_are_read_by_number_or_name_and_strange_ones_are_told(tmp_path: Path) -> None:
    (tmp_path / "notes.toml").write_text('1 = "Welcome"\n"The End" = "Bye"\nnone = "x"')
    told = read_notes(tmp_path / "notes.toml")
    assert told == {"1": "Welcome", "The End": "Bye", "none": "x"}
    assert list(strange_keys(told, ["the start", "the end"])) == [
        "the notes of 'none' are of no slide; there are 1 the start, 2 the end"
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (b"1 = 2", r"the notes of slide '1' must be words in quotation marks, not 2"),
        (b"1 =", r"notes\.toml is no TOML: .*; a line of it is like 1 = \"Welcome\""),
        (b"# \xe9", r"notes\.toml is no UTF-8 text; save it as UTF-8"),
        (None, r"there is no file .*notes\.toml; write it"),
    ],
)
def test_notes_that_cannot_be_read_are_answered(words: bytes | None, answer: str, tmp_path: Path) -> None:
    if words is not None:
        (tmp_path / "notes.toml").write_bytes(words)
    with pytest.raises(ValueError, match=answer):
        read_notes(tmp_path / "notes.toml")
