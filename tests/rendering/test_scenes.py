"""Scenes into files: every frame of every beat, in each format, in one process or several."""

import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Any

import av
import click
import imageio.v3 as iio
import numpy as np
import pytest

pytest.importorskip("manim")

from click.testing import CliRunner
from gdviz.scenes import SCENES, SceneFile, scene_of
from manim import DOWN, LEFT, RIGHT, UP, Circle, FadeIn, Square
from PIL import Image

from gdviz.cli import main
from gdviz.encode import FORMATS
from gdviz.encode.codecs import H264
from gdviz.parallel import processes
from gdviz.rendering import beats
from gdviz.rendering.manim_frames import FrameRenderer
from gdviz.rendering.options import styled
from gdviz.rendering.scenes import is_programs, shoot, shoot_beats
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

SMALL = {"size": (160, 90), "fps": 10}
# Frames of each beat at 10 frames per second: one that leads to another, and does not loop, rests for one more.
COUNTS = (11, 8, 7)
ENDS = np.cumsum(COUNTS).tolist()
RED, HALF_GREEN, BLUE = (slice(40, 50), slice(22, 32)), (slice(40, 50), slice(75, 85)), (slice(40, 50), slice(126, 136))


# Where it is, each process writes its number for each picture that it paints.
PAINTED = Path("painted")


def told(renderer: FrameRenderer, paint: Callable[..., None], *args, **options) -> None:
    """Paint, and say so."""
    paint(*args, **options)
    if not renderer.skip_animations:
        with PAINTED.open("a") as file:
            file.write(f"{os.getpid()}\n")


class Squares(Stage):
    """Show a red square, half a green disc, and a blue square, one a beat."""

    example = (("bowl", "renders/runs/bowl"),)

    def construct(self) -> None:
        """Tell it."""
        if PAINTED.exists():
            paint = self.renderer.update_frame
            self.renderer.update_frame = partial(told, self.renderer, paint)

        def filled(mobject, color, opacity):
            return mobject.set_fill(color, opacity).set_stroke(width=0)

        words = self.text("Word", 24).to_edge(UP)
        red = filled(Square(2), "#ff0000", 1).shift(4.7 * LEFT)
        green = filled(Circle(1), "#00ff00", 0.5)
        blue = filled(Square(2), "#0000ff", 1).shift(4.6 * RIGHT + DOWN)
        self.beat("the red one", "First.")
        self.add(words)
        self.play(FadeIn(red), run_time=0.5)
        self.wait(0.5)
        self.beat("the green one", "Second.", loops=True)
        self.play(FadeIn(green), run_time=0.5)
        self.wait(0.3)
        self.beat("the blue one", "Third.")
        self.play(FadeIn(blue), blue.animate.shift(UP), run_time=0.4)
        self.wait(0.3)


class Broken(Stage):
    """Break off in the second beat."""

    example = (("bowl", "renders/runs/bowl"),)

    def construct(self) -> None:
        """Tell half of it."""
        self.beat("well", "")
        self.play(FadeIn(Square(2)), run_time=0.3)
        self.beat("ill", "")
        self.play(FadeIn(Circle(1)), run_time=0.3)
        raise ValueError("there is no ending")


@pytest.fixture(autouse=True)
def tidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Register the scenes, and see to it that nothing is left behind wherever a test ends."""
    for scene in (Squares, Broken):
        name = scene.__name__.lower()
        monkeypatch.setitem(SCENES._items, name, SceneFile(name, __name__, scene.__name__, ""))
    # A process makes its folder for others once, and keeps it.
    get_temp_dir()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.chdir(tmp_path)
    threads = threading.active_count()
    yield
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "media").exists()
    assert threading.active_count() <= threads


@pytest.fixture
def run(solved: Callable[[str], Run]) -> list[Path]:
    return [solved("bowl").path]


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each beat be two pieces, or three."""
    short = replace(FORMATS[".mp4"], write=replace(H264, longest=4))
    monkeypatch.setitem(FORMATS, ".mp4", short)


def frames_of(path: Path) -> np.ndarray:
    """Return RGBA frames of a lossless animation."""
    with Image.open(path) as image:
        frames = []
        for i in range(image.n_frames):
            image.seek(i)
            frames.append(np.asarray(image.convert("RGBA")))
    return np.stack(frames)


def mean(frame: np.ndarray, where: tuple[slice, slice]) -> np.ndarray:
    return frame[where].reshape(-1, frame.shape[-1]).mean(axis=0)


def test_a_film_shows_each_beat_in_its_time(run: list[Path]) -> None:
    with av.open(shoot("squares", run, "a.mp4", **SMALL)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (160, 90, 10)
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(stream)]
    assert len(frames) == sum(COUNTS)
    page = 255 * rgb(DARK.background)
    for index, shown in ((ENDS[0] - 1, 1), (ENDS[1] - 1, 2), (ENDS[2] - 1, 3)):
        frame = frames[index]
        assert np.abs(mean(frame, RED) - (255, 0, 0)).max() < 14
        for where, color, number in ((HALF_GREEN, page / 2 + np.array([0, 127.5, 0]), 2), (BLUE, (0, 0, 255), 3)):
            assert np.abs(mean(frame, where) - (color if shown >= number else page)).max() < 14
    assert np.abs(mean(frames[0], RED) - page).max() < 14, "it fades in"


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    """Return another who films: a thread, for processes would import Manim first."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.mark.parametrize(("suffix", "clear"), [(".mp4", False), (".gif", False), (".gif", True)])
def test_a_file_is_the_same_to_the_byte_whoever_makes_its_pieces(
    suffix: str, clear: bool, run: list[Path], pieces: None, hands: ThreadPoolExecutor
) -> None:
    how = {"style": styled("dark", transparent=clear), **SMALL}
    made = [shoot("squares", run, f"{i}{suffix}", executor=who, **how) for i, who in enumerate((None, hands))]
    assert made[0].read_bytes() == made[1].read_bytes()


def test_no_more_is_painted_where_others_film(run: list[Path], pieces: None, hands: ThreadPoolExecutor) -> None:
    done: list[tuple[int, int]] = []
    PAINTED.touch()
    shoot("squares", run, "a.mp4", executor=hands, progress=lambda *told: done.append(told), **SMALL)
    assert done == [(n, sum(COUNTS)) for n in np.cumsum([3, 4, 4, 4, 4, 3, 4])]
    count = len(PAINTED.read_text().split())
    shoot("squares", run, "b.mp4", **SMALL)
    assert len(PAINTED.read_text().split()) == 2 * count


@pytest.mark.slow
def test_processes_that_start_afresh_make_the_same_film(
    run: list[Path], spoken: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A process that is no fork does not know the scenes of this file.
    how = {"voice": [spoken(2.0, 440)] * 4, "captions": "burn", "size": (64, 36), "fps": 1}
    alone = shoot("loss-bowl", run, "a.mp4", **how)
    monkeypatch.setattr(processes, "can_fork", lambda: False)
    assert shoot("loss-bowl", run, "b.mp4", jobs=2, **how).read_bytes() == alone.read_bytes()


def test_a_still_is_the_end_and_the_only_picture_painted(run: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    film = frames_of(shoot("squares", run, "a.apng", **SMALL))
    painted = []
    capture = FrameRenderer.snapshot
    monkeypatch.setattr(FrameRenderer, "snapshot", lambda self: painted.append("still") or capture(self))
    monkeypatch.setattr(FrameRenderer, "add_frame", lambda *args, **options: painted.append("frame"))
    still = iio.imread(shoot("squares", run, "a.png", **SMALL))
    np.testing.assert_array_equal(still, film[-1][..., :3])
    first = iio.imread(shoot("squares", run, "b.png", section="the red one", **SMALL))
    np.testing.assert_array_equal(first, film[ENDS[0] - 1][..., :3])
    assert "still" in painted


@pytest.mark.parametrize(
    ("section", "frames"), [(1, slice(ENDS[0])), ("2", slice(ENDS[0], ENDS[1])), ("the blue one", slice(ENDS[1], None))]
)
def test_a_section_is_its_part_of_the_film(
    section: int | str, frames: slice, run: list[Path], hands: ThreadPoolExecutor
) -> None:
    whole = frames_of(shoot("squares", run, "a.webp", **SMALL))
    part = frames_of(shoot("squares", run, "b.webp", section=section, executor=hands, **SMALL))
    np.testing.assert_array_equal(part, whole[frames])


@pytest.mark.parametrize("suffix", [".png", ".mp4"])
@pytest.mark.parametrize("section", [0, 4, "the grey one"])
def test_another_section_is_refused_with_those_there_are(section: int | str, suffix: str, run: list[Path]) -> None:
    with pytest.raises(ValueError, match="its sections: 1 the red one, 2 the green one, 3 the blue one"):
        shoot("squares", run, f"a{suffix}", section=section, **SMALL)
    assert not Path(f"a{suffix}").exists()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_without_its_page_a_film_is_the_same_where_it_is_laid_over_it(theme: str, run: list[Path]) -> None:
    clear = frames_of(shoot("squares", run, "a.apng", style=styled(theme, transparent=True), **SMALL)).astype(float)
    page = frames_of(shoot("squares", run, "b.apng", style=styled(theme), **SMALL))[..., :3].astype(float)
    assert (clear[:, 0, 0, 3] == 0).all()
    last = clear[-1]
    assert mean(last, RED).tolist() == [255, 0, 0, 255]
    assert np.abs(mean(last, HALF_GREEN) - (0, 255, 0, 127.5)).max() <= 1
    alpha = clear[..., 3:] / 255
    assert ((alpha > 0.1) & (alpha < 0.9)).sum() > 100, "the letters have soft edges"
    laid = clear[..., :3] * alpha + page[0, 0, 0] * (1 - alpha)
    assert np.abs(laid - page).max() <= 3


def test_a_transparent_webm_has_soft_edges(run: list[Path], hands: ThreadPoolExecutor) -> None:
    path = shoot("squares", run, "a.webm", executor=hands, style=styled("dark", transparent=True), **SMALL)
    with av.open(path) as container:
        stream = container.streams.video[0]
        assert stream.metadata["ALPHA_MODE"] == "1"
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        packets = [packet for packet in container.demux(stream) if packet.size]
        shown = [frame.to_ndarray(format="rgba") for packet in packets for frame in decoder.decode(packet)]
    assert len(shown) == sum(COUNTS)
    assert np.abs(mean(shown[-1], HALF_GREEN)[3] - 127.5) < 6
    assert shown[-1][0, 0, 3] < 6


@pytest.mark.parametrize(
    ("out", "options", "answer"),
    [
        ("a.mp4", {"style": styled("dark", transparent=True)}, r"MP4 has no transparency; write \.gif, \.webm, \.mov"),
        ("a.avi", {}, r"must end in \.gif, \.mp4, \.webm, \.mov, \.webp, \.apng, \.png"),
        ("a.svg", {}, r"a\.svg holds lines, not frames"),
        ("a.png", {"max_bytes": 1000}, "is for animations"),
        ("a.mp4", {"fps": 0}, "try --fps 25"),
        ("a.mp4", {"size": (9, 9)}, "try --size 800x450"),
        ("a.mp4", {"jobs": 0}, "from 1 to 256"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_painted(
    out: str, options: dict[str, object], answer: str, run: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beats, "play_scene", None)
    with pytest.raises(ValueError, match=answer):
        shoot("squares", run, out, **{**SMALL, **options})


def test_a_place_that_cannot_be_written_is_told_before_anything_is_painted(
    run: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beats, "play_scene", None)
    Path("folder.mp4").mkdir()
    with pytest.raises(IsADirectoryError, match="give a file name with -o"):
        shoot("squares", run, "folder.mp4", **SMALL)


def test_a_film_meets_a_size_and_says_by_what(run: list[Path]) -> None:
    told: list[str] = []
    path = shoot("squares", run, "a.mp4", max_bytes=6000, report=told.append, size=(320, 180), fps=10)
    assert path.stat().st_size <= 6000
    assert told[0].startswith("to stay under 6,000 bytes: ")


def chapters_of(path: Path) -> list[tuple[str, int]]:
    """Return the chapters of a video, each with its frames at 10 a second."""
    with av.open(path) as container:
        return [
            (one["metadata"]["title"], round(10 * (one["end"] - one["start"]) * float(one["time_base"])))
            for one in container.chapters()
        ]


NAMES = ("the red one", "the green one", "the blue one")


def test_a_film_has_its_beats_as_chapters_and_what_is_said_of_them_as_captions(run: list[Path]) -> None:
    path = shoot("squares", run, "a.mp4", captions="files", **SMALL)
    assert chapters_of(path) == list(zip(NAMES, COUNTS, strict=True))
    assert Path("a.vtt").read_text(encoding="utf-8") == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.100\nFirst.\n\n00:00:01.100 --> 00:00:01.900\nSecond.\n"
        "\n00:00:01.900 --> 00:00:02.600\nThird.\n"
    )
    assert Path("a.srt").read_text(encoding="utf-8").startswith("1\n00:00:00,000 --> 00:00:01,100\nFirst.\n")
    with av.open(path) as container:
        assert [one.type for one in container.streams][:2] == ["video", "subtitle"]
        assert container.metadata["comment"].startswith("Gradient descent") or container.metadata["comment"]


def test_one_beat_alone_is_one_chapter_from_the_start(run: list[Path]) -> None:
    path = shoot("squares", run, "a.mp4", section=2, **SMALL)
    assert chapters_of(path) == [(NAMES[1], COUNTS[1])]


def test_a_slow_film_takes_half_as_long_again_and_a_hold_rests_at_the_end_of_each_beat(run: list[Path]) -> None:
    slow = chapters_of(shoot("squares", run, "a.mp4", pace="slow", **SMALL))
    # Of the second beat 0.5 and 0.3 seconds, each half as long again and in whole frames.
    assert [count for _, count in slow] == [8 + 8 + 2, 8 + 4, 6 + 4]
    held = shoot("squares", run, "b.mp4", hold=0.5, **SMALL)
    assert [count for _, count in chapters_of(held)] == [count + 5 for count in COUNTS]
    frames = iio.imread(held, plugin="pyav").astype(int)
    plain = iio.imread(shoot("squares", run, "c.mp4", **SMALL), plugin="pyav").astype(int)
    # What rests is the beat's last picture.
    assert np.abs(frames[ENDS[0] : ENDS[0] + 5] - plain[ENDS[0] - 1]).mean() < 1


def test_each_beat_is_as_long_as_its_voice_which_is_heard(run: list[Path], spoken: Callable[..., Path]) -> None:
    # Longer than the beat by less than half; by more; and far shorter.
    files = [spoken(seconds, 440, name=str(number)) for number, seconds in enumerate((1.4, 2.0, 0.2))]
    path = shoot("squares", run, "a.mp4", voice=files, **SMALL)
    counts = [count for _, count in chapters_of(path)]
    assert counts[1] == 20
    assert abs(counts[0] - 14) <= 1
    assert 2 < counts[2] < COUNTS[2]
    with av.open(path) as container:
        blocks = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    heard = np.abs(np.concatenate(blocks))
    assert abs(len(heard) / 48000 - sum(counts) / 10) < 0.1
    at = [
        0.2,
        1.3,
        (counts[0] + 1) / 10,
        (counts[0] + 18) / 10,
        (counts[0] + counts[1] + 1) / 10,
        sum(counts) / 10 - 0.1,
    ]
    assert [heard[int(48000 * time) :][:2000].mean() > 0.05 for time in at] == [True, True, True, True, True, False]


def test_voices_are_counted_before_anything_is_painted(run: list[Path], spoken: Callable[..., Path]) -> None:
    PAINTED.touch()
    expected = "--voice takes one file for each beat and got 1 file; the beats to film: 1 the red one, 2 the green one"
    with pytest.raises(ValueError, match=expected):
        shoot("squares", run, "a.mp4", voice=spoken(1.0, 440), **SMALL)
    assert PAINTED.read_text() == ""


@pytest.mark.slow
def test_a_told_film_is_the_same_whoever_paints_it(
    run: list[Path], spoken: Callable[..., Path], hands: ThreadPoolExecutor
) -> None:
    voice = [spoken(seconds, 440, name=str(number)) for number, seconds in enumerate((1.4, 1.0, 0.8))]
    how = {"voice": voice, "captions": "burn", **SMALL}
    alone = shoot("squares", run, "a.mp4", **how)
    assert shoot("squares", run, "b.mp4", executor=hands, **how).read_bytes() == alone.read_bytes()
    frames = iio.imread(alone, plugin="pyav")
    assert frames.shape[1:] == (90, 160, 3)
    # Below the pictures something is written in the ink of the page.
    assert [(frame[78:] > 80).any() for frame in frames[[2, 20, -2]]] == [True] * 3


def test_one_picture_has_no_captions(run: list[Path]) -> None:
    with pytest.raises(ValueError, match=r"--captions are for films, and a\.png is one picture; leave them out"):
        shoot("squares", run, "a.png", captions="burn", **SMALL)


def test_what_is_embedded_in_pages_is_as_large_as_a_page(run: list[Path]) -> None:
    with Image.open(shoot("squares", run, "a.gif", fps=4)) as image:
        assert image.size == (800, 450)


@pytest.mark.parametrize("others", [False, True])
def test_what_goes_wrong_in_a_scene_is_raised_and_leaves_the_old_file(
    others: bool, run: list[Path], hands: ThreadPoolExecutor
) -> None:
    Path("a.mp4").write_text("old")
    with pytest.raises(ValueError, match="there is no ending"):
        shoot("broken", run, "a.mp4", executor=hands if others else None, **SMALL)
    assert Path("a.mp4").read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == ["a.mp4", "scratch"]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_film_leaves_no_process_and_no_file(jobs: int, run: list[Path]) -> None:
    def stop(done: int, of_all: int) -> None:
        raise KeyboardInterrupt

    others = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        shoot("squares", run, "a.mp4", jobs=jobs, progress=stop, **SMALL)
    assert set(multiprocessing.active_children()) == others
    assert sorted(path.name for path in Path().iterdir()) == ["scratch"]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_process_that_is_killed_in_the_midst_costs_its_piece_and_no_byte(
    run: list[Path], pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With captions in its pictures, which are painted in those processes too.
    alone = shoot("squares", run, "a.mp4", captions="burn", **SMALL).read_bytes()
    others = set(multiprocessing.active_children())
    killed: list[Any] = []

    def kill(done: int, of_all: int) -> None:
        if not killed:
            killed.append((set(multiprocessing.active_children()) - others).pop())
            killed[0].kill()

    assert shoot("squares", run, "b.mp4", jobs=2, progress=kill, captions="burn", **SMALL).read_bytes() == alone
    assert killed[0].exitcode == -9


@pytest.mark.parametrize("others", [False, True])
def test_each_beat_can_be_a_film_of_its_own(
    others: bool, run: list[Path], tmp_path: Path, hands: ThreadPoolExecutor
) -> None:
    who = hands if others else None
    filmed = shoot_beats("squares", run, tmp_path / "beats", quality="l", fps=10, executor=who)
    assert [(one.beat.name, one.beat.notes, one.beat.loops) for one in filmed] == [
        ("the red one", "First.", False),
        ("the green one", "Second.", True),
        ("the blue one", "Third.", False),
    ]
    for one, count in zip(filmed, COUNTS, strict=True):
        with av.open(one.path) as container:
            assert len(list(container.decode(video=0))) == count
    assert sorted((tmp_path / "beats").iterdir()) == [one.path for one in filmed]


def test_processes_that_start_afresh_carry_out_the_program_for_a_scene_of_its_own_alone() -> None:
    mine = type("Mine", (Stage,), {"__module__": "__main__"})
    assert is_programs(scene_of(mine))
    assert not is_programs(scene_of("squares"))


def test_the_command_films_and_shows_where_there_is_a_display(run: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(click, "launch", lambda url: shown.append(url) or 0)
    words = ["scene", "squares", str(run[0]), "--preview", "--size", "160x90", "--section", "1", "-o", "deep/x.png"]
    for displays in ({"DISPLAY": ":0"}, {}):
        monkeypatch.setattr("gdviz.cli.options.os.environ", displays)
        result = CliRunner().invoke(main, words)
        assert (result.exit_code, result.stdout) == (0, f"{Path('deep/x.png')}\n")
        assert iio.imread("deep/x.png").shape == (90, 160, 3)
        if sys.platform == "linux":
            assert shown == [str(Path("deep/x.png"))]
            assert result.stderr == ("" if displays else "there is no display here to show it on\n")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("scene squares nowhere", "there is no run in nowhere"),
        ("scene squares {run} --section 9 -o x.png", "has no section 9 to show; its sections: 1 the red one, 2 "),
        ("scene squarez {run}", "did you mean 'squares'?"),
    ],
)
def test_the_command_answers_a_mistake_in_a_line(words: str, answer: str, run: list[Path]) -> None:
    result = CliRunner().invoke(main, words.format(run=run[0]).split())
    assert result.exit_code == 2
    assert answer in result.stderr
    assert len(result.stderr.splitlines()) == 1
