"""Pictures that leap from step to step."""

from typing import Any

import pytest

from gdviz.analysis.pacing import Moment
from gdviz.figures.parts.leaps import Leaps, held


@pytest.mark.parametrize(("step", "shown"), [(0.0, 0), (9.99, 0), (10.0, 10), (27.0, 20), (29.9, 20), (30.0, 30)])
def test_the_last_of_every_so_many_steps_is_held_and_the_end_shown(step: float, shown: int, drawn: Any) -> None:
    assert held(drawn["bowl"], step, 10) == shown


def test_of_a_thinned_run_the_last_recorded_step_before_is_held(drawn: Any) -> None:
    assert held(drawn["thinned"], 98.0, 7) == 90


class Still:
    """A part that keeps the steps it is shown."""

    artists = ()

    def show(self, moment: Moment) -> None:
        """Keep them."""
        self.steps = moment.steps


def test_a_part_is_shown_at_the_steps_that_are_held(drawn: Any) -> None:
    part = Still()
    Leaps(part, [drawn["bowl"]] * 2, 10).show(Moment((14.0, 29.0), 0.0, 0.5))
    assert part.steps == (10.0, 20.0)
    Leaps(part, [drawn["bowl"]] * 2, 1).show(Moment((14.5, 29.0), 0.0, 0.5))
    assert part.steps == (14.5, 29.0)
