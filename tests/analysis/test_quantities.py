"""What of a run is drawn against the step: exact values, where each belongs, and the median of what is noisy."""

import numpy as np
import pytest
from bare import without

from gdviz.analysis.quantities import (
    Quantity,
    axis_of,
    names_in,
    own_losses,
    quantities_of,
    quantity_of,
    smoothed,
    window_for,
)
from gdviz.analysis.series import ValueAxis


def test_the_distance_is_the_square_of_that_to_the_nearest_minimum(solved_once):
    run = solved_once("himmelblau", steps=20)
    found = quantity_of(run, "distance")
    squares = ((run.params[:, None] - run.minima) ** 2).sum(axis=-1).min(axis=1)
    np.testing.assert_allclose(found.values, squares, rtol=1e-13)
    assert found.title == "Squared distance to the nearest minimum"
    assert quantity_of(solved_once("bowl", steps=2), "distance").title == "Squared distance to the minimum"


def test_gradients_and_batches_stand_at_the_step_at_which_they_were_taken(solved_once):
    run = solved_once("line", batch=5, steps=6)
    norm, batch = quantity_of(run, "gradient"), quantity_of(run, "batch")
    assert norm.run.step.tolist() == batch.run.step.tolist() == list(range(6))
    np.testing.assert_allclose(norm.values, np.linalg.norm(run.gradient, axis=1), rtol=1e-15)
    assert batch.values.tolist() == run.arrays["batch_loss"].tolist()
    assert (norm.title, batch.title) == ("Batch gradient norm", "Loss of each step's batch")
    assert norm.is_noisy
    assert batch.is_noisy
    whole = quantity_of(solved_once("bowl", steps=3), "gradient")
    assert (whole.title, whole.is_noisy) == ("Gradient norm", False)
    assert quantity_of(solved_once("line", batch=1, steps=2), "batch").title == "Loss of each step's point"


def test_metrics_have_titles_of_their_own(solved_once):
    run = solved_once("logistic", steps=2)
    found = quantity_of(run, "accuracy")
    assert (found.title, found.is_share) == ("Accuracy", True)
    assert found.values.tolist() == run.metrics["accuracy"].tolist()


def test_what_a_run_lacks_is_refused_with_what_to_type(solved_once):
    bowl = solved_once("bowl", steps=2)
    with pytest.raises(
        ValueError, match=r"has no 'acuracy' to show; it has loss, distance, gradient, batch, rate; for"
    ):
        quantity_of(bowl, "acuracy")
    with pytest.raises(ValueError, match="took all points in every step, so it has no losses of batches"):
        quantity_of(bowl, "batch")
    with pytest.raises(ValueError, match=r"knows no minimum of .*, so there is no distance to it; try --set show=grad"):
        quantity_of(solved_once(None, function="x*y", domain=[-1, 1], start=[1, 1], steps=1), "distance")
    with pytest.raises(ValueError, match="took no step, and so has nothing of the kind; try --set show=loss"):
        quantity_of(solved_once("bowl", steps=0), "gradient")
    with pytest.raises(ValueError, match="did not record the losses of its batches; solve it again without --fields"):
        quantity_of(solved_once("line", batch=5, steps=2, fields=["gradient"]), "batch")


def test_a_run_of_all_points_stands_with_its_loss_beside_batches(solved_once):
    full, fives, singles = (
        solved_once("line", steps=4),
        solved_once("line", batch=5, steps=4),
        solved_once("line", batch=1, steps=4),
    )
    found = quantities_of([full, fives], "batch")
    assert [one.title for one in found] == ["Loss of each step's batch"] * 2
    assert found[0].values.tolist() == full.loss.tolist()
    assert [one.title for one in quantities_of([fives, singles], "batch")] == ["Loss of each step's batch"] * 2
    assert [one.values.tolist() for one in own_losses([full, fives])] == [
        full.loss.tolist(),
        fives.arrays["batch_loss"].tolist(),
    ]
    bare = solved_once("line", batch=5, steps=4, fields=["gradient"])
    assert [one.title for one in own_losses([fives, bare])] == ["Loss"] * 2


@pytest.mark.parametrize(("count", "window"), [(1, 5), (60, 7), (100, 11), (1000, 101)])
def test_a_median_is_over_a_tenth_of_the_values_an_odd_number(count, window):
    assert window_for(count) == window


def test_the_median_is_narrow_at_the_start_and_one_sided_at_the_end(solved_once):
    run = solved_once("line", batch=1, steps=9)
    noisy = quantity_of(run, "batch")
    values = noisy.values
    course = smoothed(noisy, 5)
    assert course.run.step.tolist() == list(range(9))
    expected = [
        values[0],
        np.median(values[:3]),
        *(np.median(values[row - 2 : row + 3]) for row in range(2, 7)),
        np.median(values[5:]),
        np.median(values[6:]),
    ]
    assert course.values.tolist() == expected
    calm = quantity_of(run, "loss")
    assert smoothed(calm, 5) is calm


def of(run, values, **about):
    return Quantity("", run, np.array(values, float), **about)


def test_an_axis_leaves_out_what_is_nearly_nothing(solved_once):
    run = solved_once("bowl", steps=2)
    top = float(run.loss[0])
    assert axis_of([of(run, [top, 2.0, 1.0])], [of(run, [top, 2.0, 1.0])]) == ValueAxis(1.0, top)
    wild = of(run, [top, 1e3, 1e-9], is_noisy=True)
    assert axis_of([wild], [of(run, [top, 0.01])]) == ValueAxis(1e-4, 1e3, "log")
    assert axis_of([of(run, [top, 2.0], is_noisy=True)], [of(run, [top, 1.0])]) == ValueAxis(2.0, top)
    assert axis_of([of(run, [0.0, 0.5, 1.0], is_share=True)], [of(run, [1e-9, 1.0])]) == ValueAxis(0.0, 1.0)
    assert axis_of([of(run, [1e-3, 1.0], is_share=True)], [of(run, [1e-3, 1.0])]) == ValueAxis(1e-3, 1.0)
    assert axis_of([of(run, [np.inf, np.nan])], [of(run, [np.inf])]) == ValueAxis(0.0, 1.0)


def test_the_rate_of_each_group_is_drawn_at_the_step_that_it_led_from(solved_once):
    run = solved_once("bowl", "gd", schedule="cosine", steps=40)
    rates = run.arrays["learning_rate"]
    found = quantity_of(run, "rate")
    assert (found.title, found.is_noisy) == ("Learning rate", False)
    assert found.values.tolist() == rates.tolist()
    assert found.run.step.tolist() == list(range(40))
    grouped = run.having({"learning_rate.head": rates / 10})
    assert names_in("loss, rate", [grouped]) == ["loss", "rate", "rate.head"]
    head = quantity_of(grouped, "rate.head")
    assert (head.title, head.values.tolist()) == ("Learning rate of head", (rates / 10).tolist())
    batched = solved_once("line", batch=5, steps=6)
    assert not quantity_of(batched, "rate").is_noisy


def test_rates_that_were_not_recorded_are_refused(solved_once, tmp_path):
    run = without(solved_once("bowl", steps=2), ["learning_rate"], tmp_path / "run")
    with pytest.raises(ValueError, match=r"did not record its learning rates, .* try --set show=loss"):
        quantity_of(run, "rate")
