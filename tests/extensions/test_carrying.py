"""Parts of one's own in other processes, which have not loaded them."""

import copyreg
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from unittest.mock import patch

import pytest
from extensions import FIGURE, OPTIMIZER, PROBLEM

import gdviz
from gdviz.extensions.carrying import Carried, submit
from gdviz.extensions.loading import extend, loaded


@pytest.fixture(scope="module")
def strangers():
    """An executor whose one process has started afresh, and knows nothing of this one."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        yield executor


def test_own_parts_solve_and_draw_where_their_file_is_not(put, strangers, tmp_path):
    path = put("mine.py", PROBLEM, OPTIMIZER, FIGURE)
    extend(path)
    path.unlink()
    tasks = [{"problem": "tilted", "optimizer": "own-sign", "lr": lr, "steps": 3} for lr in (0.1, 0.2)]
    outcomes = list(gdviz.sweep(tasks, strangers, home=tmp_path / "runs"))
    assert [outcome.status for outcome in outcomes] == ["done", "done"], [outcome.message for outcome in outcomes]
    fleet = gdviz.solve_fleet(tasks, tmp_path / "fleet", executor=strangers)
    assert len(fleet) == 2
    runs = [gdviz.load(outcome.path) for outcome in outcomes]
    how = {"size": (64, 48), "fps": 5, "seconds": 0.6}
    there = gdviz.draw("own-steps", runs, tmp_path / "there.gif", executor=strangers, **how)
    here = gdviz.draw("own-steps", runs, tmp_path / "here.gif", **how)
    assert there.read_bytes() == here.read_bytes()


def test_an_error_in_a_file_comes_back_with_its_line(put, tmp_path):
    extend(put("more.py", FIGURE.replace("    looks =", "    later = undefined\n    looks =")))
    run = gdviz.solve("bowl", steps=2, out=tmp_path / "run")
    with pytest.raises(
        ValueError, match=r"more\.py, line \d+, in own_steps: NameError: name 'undefined' is not defined"
    ):
        Carried(loaded(), gdviz.draw)("own-steps", [run], tmp_path / "a.png")


class OddError(Exception):
    """One that can be pickled, but not read again."""

    def __init__(self, words: str, number: int) -> None:
        super().__init__(words)


def odd() -> None:
    raise OddError("no way", 1)


def test_an_error_that_cannot_be_read_again_breaks_no_executor():
    with patch.dict(copyreg.dispatch_table), ProcessPoolExecutor(1) as executor:
        # What dask has imported may have taught it to travel.
        copyreg.dispatch_table.pop(OddError, None)
        with pytest.raises(RuntimeError, match="OddError: no way"):
            submit(executor, odd).result()
        assert submit(executor, max, 1, 2).result() == 2
