"""A film is written by whoever is there, piece by piece, and its bytes are the same."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import av
import pytest

from gdviz.encode import FORMATS
from gdviz.parallel import processes
from gdviz.parallel.crew import Crew
from gdviz.rendering.figures import FigureFilm, draw
from gdviz.rendering.films import film_videos, write_film
from gdviz.rendering.options import Target, styled
from gdviz.runs.run import Run

HOW = {"size": (64, 48), "fps": 10, "seconds": 3}


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let films of 30 frames have several pieces, and processes start quickly, whatever threads there are."""
    monkeypatch.setattr(processes, "can_fork", lambda: os.name == "posix")
    for suffix in (".mp4", ".webm", ".mov"):
        kind = FORMATS[suffix]
        monkeypatch.setitem(FORMATS, suffix, replace(kind, write=replace(kind.write, longest=12)))


@pytest.mark.parametrize(
    ("out", "how"),
    [
        ("a.mp4", {}),
        ("a.webm", {"transparent": True}),
        ("a.mov", {}),
        ("a.gif", {}),
        ("a.gif", {"transparent": True}),
        ("a.webp", {}),
        ("a.gif", {"max_bytes": 9000}),
        ("a.mp4", {"max_bytes": 9000}),
    ],
)
def test_a_figure_is_the_same_to_the_byte_whoever_makes_its_pieces(
    out: str, how: dict[str, int], solved: Callable[[str], Run], tmp_path: Path
) -> None:
    run, made = solved("bowl"), {}
    style = styled(transparent=bool(how.get("transparent")))
    more = {**HOW, "style": style, **{name: value for name, value in how.items() if name == "max_bytes"}}
    told: list[tuple[int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        # With five, there is not a piece of the videos for each.
        for who in (1, 5, executor):
            hands = {"jobs": who} if isinstance(who, int) else {"executor": who}
            path = draw("contour", [run], tmp_path / out, progress=lambda *one: told.append(one), **hands, **more)
            made[str(who)] = path.read_bytes()
            assert told[-1] == (30, 30)
            assert [path.name for path in tmp_path.iterdir()] == [out]
    assert len({*made.values()}) == 1


def test_frames_are_cut_where_parts_begin(solved: Callable[[str], Run], tmp_path: Path) -> None:
    target = Target.of(tmp_path / "a.mp4", styled(), **HOW)
    film = FigureFilm("contour", (solved("bowl"),), target.style, target.clip, {})
    with Crew() as crew:
        write_film(target, film, [range(3), range(3, 30)], crew)
        film_videos([(tmp_path / "b.mp4", [range(3, 30)])], target, film, crew, lambda done: None)
        with pytest.raises(ValueError, match=r"a\.gif is no video"):
            film_videos([], Target.of("a.gif", styled()), film, crew, lambda done: None)
    keys = {}
    for name in "ab":
        with av.open(tmp_path / f"{name}.mp4") as container:
            packets = [packet for packet in container.demux(video=0) if packet.size]
            keys[name] = [i for i, packet in enumerate(packets) if packet.is_keyframe]
    assert keys == {"a": [0, 3, 12, 21], "b": [0, 9, 18]}
