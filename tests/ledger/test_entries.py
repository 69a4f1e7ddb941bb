"""The lines that rules share come to what their symbols say."""

import numpy as np
import pytest

from gdviz.ledger import entries
from gdviz.ledger.ledger import Recorded

STEP = Recorded(
    1,
    start=np.array([2.0, -4.0]),
    end=np.array([1.0, -3.0]),
    gradient=np.array([3.0, 1.0]),
    rate=0.5,
    of_batch=True,
    options={"weight_decay": 0.25},
    earlier={},
    later={"momentum_buffer": np.zeros(2)},
)
G = np.array([3.0, -1.0])


def test_the_gradient_comes_with_weight_decay_and_says_of_what_it_is() -> None:
    g, (line,) = entries.begin(STEP)
    np.testing.assert_array_equal(g, [3.5, 0.0])
    assert line.symbols == r"g = \nabla f_B(\theta) + \lambda \theta"
    assert line.numbers(2) == "(3.0, 1.0) + 0.25 (2.0, −4.0)"
    plain = entries.slope_line(STEP, STEP.gradient)
    assert plain.symbols == r"g = \nabla f_B(\theta)"
    assert plain.words == ""
    assert [mark.label for mark in plain.marks] == ["g", "-g"]


def test_a_step_leads_to_the_new_theta() -> None:
    step, end = entries.finish(STEP, "= d", np.array([-1.0, 1.0]), "d")
    np.testing.assert_array_equal(step.value, [-1.0, 1.0])
    np.testing.assert_array_equal(end.value, [1.0, -3.0])
    assert (step.beat, end.beat) == ("step", "move")
    assert [mark.label for mark in step.marks] == [r"\Delta"]


def test_decoupled_decay_shrinks_theta_beside_the_step() -> None:
    _, end = entries.finish(STEP, "= d", np.array([-1.0, 1.0]), "d", decay=0.2, frame=True)
    np.testing.assert_allclose(end.value, [0.9 * 2 - 1, 0.9 * -4 + 1])
    assert end.relation == r"\leftarrow (1 - \eta \lambda) \, \theta + \Delta"


def test_the_first_buffer_is_the_gradient_undamped() -> None:
    b, line = entries.buffer_line(STEP, G, 0.9, 0.5)
    np.testing.assert_array_equal(b, G)
    assert line.numbers(2) == "(3.0, −1.0), the first b"


@pytest.mark.parametrize(("convention", "expected"), [("torch", [3.0, 4.0]), ("keras", [np.sqrt(5), np.sqrt(10)])])
def test_eps_stands_outside_the_root_or_inside_it(convention: str, expected: list[float]) -> None:
    found, symbols, _ = entries.root(np.array([4.0, 9.0]), "v", {"eps": 1.0, "convention": convention})
    np.testing.assert_allclose(found, expected)
    assert symbols == {"torch": r"(\sqrt{v} + \epsilon)", "keras": r"\sqrt{v + \epsilon}"}[convention]


def test_running_means_of_the_gradient_and_of_its_square() -> None:
    m, line = entries.mean_line(G, "m", 0.75, r"\beta_1", np.array([1.0, 1.0]), "exp_avg")
    np.testing.assert_array_equal(m, [1.5, 0.5])
    assert line.symbols == r"m \leftarrow \beta_1 m + (1 - \beta_1) \, g"
    assert line.recorded == "exp_avg"
    v, line = entries.mean_of_squares_line(G, "v", 0.75, r"\beta_2", np.array([1.0, 1.0]), "exp_avg_sq")
    np.testing.assert_array_equal(v, [3.0, 1.0])
    (box,) = line.marks
    assert (box.label, box.look) == (r"\sqrt{v}", "box")
    np.testing.assert_array_equal(box.vector, np.sqrt(v))


def test_a_mean_is_corrected_for_its_start_at_zero() -> None:
    _, line = entries.mean_line(G, "m", 0.5, r"\beta_1", np.zeros(2), "exp_avg")
    m, hat = entries.corrected(line, 0.5, r"\beta_1", 2)
    np.testing.assert_allclose(m, np.array([1.5, -0.5]) / 0.75)
    assert hat.name == r"\hat{m}"
    assert hat.numbers(2) == "(1.5, −0.50) / (1 − 0.5²)"
    assert hat.marks[0].replaces == "-m"


def test_a_line_for_the_next_step_alone_is_not_drawn() -> None:
    _, line = entries.mean_line(G, "m", 0.5, r"\beta_1", np.zeros(2), "exp_avg")
    late = entries.afterwards(line)
    assert (late.beat, late.marks, late.drawn) == ("move", (), "")
    assert late.value is line.value
