"""The landscape from above has each run at its step."""

import numpy as np

from gdviz.analysis.boxes import Share
from gdviz.stage.overview import Overview

BOX = Share(0.4, 0.1, 0.97, 0.95)


def test_every_run_is_at_its_own_step(staged, solved):
    run = solved("bowl")
    stage = staged([run, solved("diverged")])
    overview = Overview(stage, BOX, steps=[lambda: 3.0, lambda: 0.0])
    for runner, shown, step in zip(overview.runners, stage.shown, (3, 0), strict=True):
        np.testing.assert_allclose(runner.at, overview.board.place(overview.landscape.project(shown.params[step])))


def test_by_default_all_follow_the_clock(staged, solved):
    stage = staged([solved("bowl"), solved("bowl")])
    overview = Overview(stage, BOX)
    stage.step.set_value(2.0)
    for runner in overview.runners:
        np.testing.assert_allclose(runner.at, overview.board.place(stage.run.params[2]))


def test_the_field_comes_first_and_no_path_hides_a_ball(staged, solved):
    overview = Overview(staged([solved("bowl"), solved("diverged")]), BOX)
    things = list(overview.things)
    paths, balls = ([getattr(runner, name) for runner in overview.runners] for name in ("path", "ball"))
    places = [next(i for i, thing in enumerate(things) if thing is one) for one in (*paths, *balls)]
    assert places == sorted(places)
    assert min(places) > 0
