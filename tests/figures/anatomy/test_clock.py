"""The beats of a step follow one another, each long enough to be seen."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from gdviz.analysis.anatomy.steps import work_out
from gdviz.analysis.pacing import Clip
from gdviz.figures.anatomy.clock import PhaseClock
from gdviz.runs.run import Run

Make = Callable[..., Run]


def test_every_step_has_an_equal_share_and_every_beat_of_that(made: Make) -> None:
    pages = work_out(made("adam"), 1, 3)
    assert pages[0].beats == ["gradient", "memory", "correction", "step", "move"]
    clock = PhaseClock([pages], 0)
    assert (clock.at(0.0).page, clock.at(0.0).begun) == (0, 0)
    assert (clock.at(1.0).page, clock.at(1.0).begun, clock.at(1.0).grown) == (2, 5, 1.0)
    for page in range(3):
        for beat in range(5):
            begins = (page + beat / 5) / 3
            early, middle, late = (clock.at(begins + part / 15) for part in (0.02, 0.25, 0.98))
            assert (early.page, early.begun) == (late.page, late.begun) == (page, beat + 1)
            assert early.grown < 0.01
            assert middle.grown == pytest.approx(0.5)
            assert late.grown == 1.0


@pytest.mark.parametrize("count", [2, 3, 7])
def test_where_a_step_ends_it_is_whole_and_still_the_one_that_is_counted(count: int, made: Make) -> None:
    clock = PhaseClock([work_out(made("adam"), 1, count)], 0)
    for page in range(1, count):
        assert (clock.at(page / count).page, clock.at(page / count).begun) == (page - 1, 5)
        assert (clock.at(page / count).grown, clock.left(page / count)) == (1.0, 1.0)
        assert clock.told(page / count) == page - 1
        # The next is counted once half of what stood there has left.
        told = [(clock.told((page + part) / count), clock.left((page + part) / count)) for part in (0.01, 0.03, 0.05)]
        assert {left < 0.5 for _, left in told} == {True, False}
        assert [page - counted for counted, _ in told] == [left < 0.5 for _, left in told]


@pytest.mark.parametrize(("seconds", "least"), [(6, 9), (12, 24)])
def test_every_beat_can_be_seen(seconds: float, least: int, made: Make) -> None:
    run = made("adam")
    clock = PhaseClock([work_out(run, 1, 2)], 0)
    told = [clock.state(moment) for moment in Clip(480, 270, 25, seconds).moments([run])]
    for page in (0, 1):
        for begun in (1, 2, 3, 4, 5):
            # What stood on the page before leaves in a part of the first beat.
            leaving = told.count((page, 0)) if page and begun == 1 else 0
            assert told.count((page, begun)) + leaving >= least


def test_a_page_leaves_in_a_movement_before_the_next_is_written(made: Make) -> None:
    clock = PhaseClock([work_out(made("adam"), 1, 2)], 0)
    moments = Clip(480, 270, 25, 12).moments([made("adam")])
    gone = [clock.left(moment.share) for moment in moments if clock.at(moment.share).page == 1]
    first = gone.index(1.0)
    assert first >= 5
    assert all(one < other for one, other in pairwise(gone[: first + 1]))
    assert set(gone[first:]) == {1.0}
    assert all(clock.left(moment.share) == 1 for moment in moments if clock.at(moment.share).page == 0)


def test_a_shorter_book_rests_at_its_end(made: Make) -> None:
    long, short = work_out(made("adam"), 1, 4), work_out(made("gd"), 1, 2)
    clock = PhaseClock([long, short], 1)
    assert clock.at(0.4).page == 1
    assert (clock.at(0.6).page, clock.at(0.6).begun, clock.at(0.6).grown) == (1, 3, 1.0)
