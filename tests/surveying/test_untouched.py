"""What is borrowed comes back, whatever ends the block; each point sees the same random numbers."""

import random
import signal

import numpy as np
import pytest

from gdviz.surveying.untouched import Generators, given_back, uninterrupted


def test_ctrl_c_waits_for_the_end_of_the_block():
    done = []
    before = signal.getsignal(signal.SIGINT)

    def block():
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("whole")

    with pytest.raises(KeyboardInterrupt):
        block()
    assert done == ["whole"]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_all_is_undone_last_first(error):
    undone = []

    def borrow(undo):
        undo.append(lambda: undone.append(1))
        undo.append(lambda: undone.append(2))

    with pytest.raises(error), given_back(borrow):
        raise error
    assert undone == [2, 1]


def test_what_was_begun_is_undone_where_borrowing_fails():
    undone = []

    def borrow(undo):
        undo.append(lambda: undone.append(1))
        raise ValueError("half")

    with pytest.raises(ValueError, match="half"), given_back(borrow):
        pass
    assert undone == [1]


def states():
    return random.getstate(), np.random.get_state()[1].tobytes()  # noqa: NPY002 - it is what others draw from


def drawn():
    return random.random(), np.random.rand()  # noqa: NPY002, S311


def test_generators_are_put_back_and_begin_alike_at_each_point():
    generators = Generators(3)
    before = states()
    with given_back(generators.borrow):
        rows = [[drawn() for _ in generators.each(3)] for _ in range(2)]
    assert states() == before
    assert len({point for row in rows for point in row}) == 1
