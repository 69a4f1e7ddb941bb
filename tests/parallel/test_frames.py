"""Frames painted in several processes are those painted in one."""

import os
import signal
from contextlib import suppress
from functools import partial

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES, PaintedFrames
from gdviz.parallel.frames import ParallelFrames, slices
from gdviz.rendering.figures import _film, draw
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.themes import LIGHT

CLIP = Clip(160, 90, 10, 2.0)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return solve("bowl", "momentum", out=tmp_path_factory.mktemp("parallel") / "run")


def film(run: Run, name: str = "contour") -> PaintedFrames:
    return FIGURES[name].film([run], LIGHT, CLIP)


def painting(run: Run, jobs: int, *, fork: bool | None = None, name: str = "contour") -> ParallelFrames:
    frames = film(run, name)
    remake = partial(_film, name, [run.path], LIGHT, CLIP, {})
    return ParallelFrames(frames, frames.moments, remake, (90, 160, 3), jobs, fork=fork)


def test_slices_are_contiguous_and_share_what_moves(run: Run) -> None:
    frames = film(run)
    for jobs in (1, 2, 3, 7, 40):
        cut = slices(frames.moments, jobs)
        assert [i for part in cut for i in part] == list(range(20))
        moving = [len({frames.moments[i] for i in part}) for part in cut]
        assert max(moving) - min(moving) <= 1, "equal work, whatever stands still"
    assert len(slices(frames.moments, 2)) == 2


@pytest.mark.parametrize("fork", [True, False])
def test_any_frames_will_do_and_those_that_show_the_same_are_told_by_a_list(fork: bool, tmp_path) -> None:
    if fork and os.name != "posix":
        pytest.skip("only POSIX forks")
    still = np.repeat(np.arange(9, dtype=np.uint8), 4).reshape(9, 2, 2, 1).repeat(3, axis=3)
    moments = "aaaaaabcd"
    assert slices(moments, 2) == [range(7), range(7, 9)]
    with ParallelFrames(list(still), moments, partial(np.copy, still), (2, 2, 3), 2, fork=fork) as frames:
        assert len(frames) == 9
        for index in (8, 0, -1, 5):
            np.testing.assert_array_equal(frames[index], still[index])
        assert [int(frame[0, 0, 0]) for frame in frames[2:6:3]] == [2, 5]


@pytest.mark.parametrize(("jobs", "fork"), [(1, None), (2, None), (3, None), (2, False)])
def test_frames_are_the_same_in_any_order(jobs: int, fork: bool | None, run: Run) -> None:
    alone = film(run, "surface")
    with painting(run, jobs, fork=fork, name="surface") as frames:
        for index in (19, 3, 11, *range(20)):
            np.testing.assert_array_equal(frames[index], alone[index])


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm", ".mov", ".webp", ".apng"])
def test_a_file_is_the_same_to_the_byte_whatever_the_number_of_processes(suffix: str, run: Run, tmp_path) -> None:
    made = [
        draw("contour", [run], tmp_path / f"{jobs}{suffix}", size=(160, 90), fps=10, seconds=2, jobs=jobs).read_bytes()
        for jobs in (1, 3)
    ]
    assert made[0] == made[1]


def test_the_spool_goes_when_the_work_is_done_or_broken_off(run: Run) -> None:
    frames = painting(run, 2)
    path = frames._spool.path
    with suppress(KeyboardInterrupt), frames:
        assert path.exists()
        raise KeyboardInterrupt
    assert not path.exists()
    assert not any(worker.process.is_alive() for worker in frames._workers.all)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_killed_process_is_told_of(run: Run) -> None:
    clip = Clip(160, 90, 50, 60.0)
    many = FIGURES["contour"].film([run], LIGHT, clip)
    remake = partial(_film, "contour", [run.path], LIGHT, clip, {})
    with ParallelFrames(many, many.moments, remake, (90, 160, 3), 2) as frames:
        assert frames[0].shape == (90, 160, 3)
        os.kill(frames._workers.all[1].process.pid, signal.SIGKILL)
        with pytest.raises(ChildProcessError, match=r"ended with exit code -9; try --jobs 1"):
            _ = frames[len(frames) - 1]


@pytest.mark.parametrize("fork", [None, False])
def test_what_goes_wrong_in_a_process_is_raised_here(fork: bool | None, run: Run) -> None:
    broken = film(run)
    broken.moments = [*broken.moments[:-1], Moment((), 0.5)]
    remake = partial(_film, "no-such-figure", [run.path], LIGHT, CLIP, {})
    with (
        ParallelFrames(broken, broken.moments, remake, (90, 160, 3), 2, fork=fork) as frames,
        pytest.raises((ValueError, IndexError), match=r"unknown figure|index out of range"),
    ):
        _ = frames[19]


@pytest.mark.parametrize("jobs", [0, -1, 1000])
def test_a_number_of_processes_out_of_range_is_refused(jobs: int, run: Run) -> None:
    with pytest.raises(ValueError, match="number of processes from 1 to 256"):
        painting(run, jobs)
