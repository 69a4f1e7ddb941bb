"""What formats there are, in which order they are told, and that one file adds another."""

from pathlib import Path

import pytest

from gdviz.encode import FORMATS, check_frames, format_of, write
from gdviz.encode.budget import Concession
from gdviz.encode.formats import Format, add_format

ALL = [".gif", ".mp4", ".webm", ".mov", ".webp", ".apng", ".png", ".svg", ".pdf"]


def having(wanted):
    """Return which of the formats that are here have something; one that is added may have it, too."""
    return [suffix for suffix, kind in FORMATS.items() if suffix in ALL and wanted(kind)]


def test_formats_are_told_from_the_commonest_on():
    assert [suffix for suffix in FORMATS if suffix in ALL] == ALL
    assert all(kind.suffix == suffix for suffix, kind in FORMATS.items())


def test_each_format_says_what_it_is():
    assert having(lambda kind: kind.embedded) == [".gif", ".webp", ".apng", ".svg", ".pdf"]
    assert having(lambda kind: kind.plays_in_decks) == [".gif", ".mp4", ".webm"]
    assert having(lambda kind: kind.is_still) == [".png", ".svg", ".pdf"]
    assert having(lambda kind: kind.write is None) == having(lambda kind: kind.write_page) == [".svg", ".pdf"]
    assert having(lambda kind: not kind.transparent) == [".mp4"]
    assert having(lambda kind: kind.max_fps) == [".gif"]
    assert having(lambda kind: kind.max_clear_fps) == [".gif", ".webp", ".apng"]


@pytest.fixture
def count():
    """A format of one's own, for as long as a test lasts: a text that counts the frames."""

    def write_count(path, film, options, progress):
        path.write_text(f"{len(film)} frames at {film.rate}")

    yield add_format(Format(".count", write_count, concessions=(Concession(every=2),), max_fps=10))
    del FORMATS[".count"]


def test_a_format_of_ones_own_is_written_and_told_behind_the_other_animations(count, clip, tmp_path):
    assert write(tmp_path / "a.count", clip(12), 20).read_text() == "6 frames at 10"
    assert [suffix for suffix in FORMATS if suffix in [*ALL, ".count"]] == [*ALL[:6], ".count", *ALL[6:]]
    with pytest.raises(ValueError, match=r"\.apng, .*\.count, \.png, .*\.svg, \.pdf$"):
        format_of("a.avi")
    with pytest.raises(ValueError, match=r"holds lines, not frames; write .*, \.apng, .*\.count, \.png"):
        check_frames(Path("a.svg"), FORMATS[".svg"])
    with pytest.raises(ValueError, match=r"the format \.count is added twice"):
        add_format(count)


def test_an_mp4_of_transparent_frames_is_refused(glass, tmp_path):
    with pytest.raises(ValueError, match=r"MP4 has no transparency; write \.gif, \.webm, \.mov, \.webp, \.apng, \.png"):
        write(tmp_path / "a.mp4", glass(2), 20)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.avi", "a", ".gif"])
def test_an_unknown_format_is_refused_by_name(name, clip, tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.gif, \.mp4, \.webm, \.mov, \.webp, \.apng, \.png"):
        write(tmp_path / name, clip(), 20)


def test_frames_are_not_written_as_vectors(clip, tmp_path):
    assert format_of("a.svg").write is None
    with pytest.raises(ValueError, match=r"a\.svg holds lines"):
        write(tmp_path / "a.svg", clip(), 20)


def test_a_gif_is_no_faster_than_can_be_shown():
    assert format_of("a.gif").rate(60) == 50
    assert format_of("a.gif").rate(60, transparent=True) == 25
    assert format_of("a.webp").rate(60, transparent=True) == format_of("a.apng").rate(60, transparent=True) == 45
    assert format_of("a.webp").rate(60) == 60
    assert format_of("a.mp4").rate(60) == 60
