"""What Adam and its kin share: running means, the lines that show them, and what they carry over."""

import numpy as np

from gdviz.ledger.ledger import LedgerLine, Recorded, StepLedger
from gdviz.optimizers.moments import M_HAT, M_UNBIASED, MEAN, MOMENTUM, moment_lines, running_means, step_equation

G = np.array([2.0, -4.0])
STATE = {"exp_avg": np.array([1.0, 1.0]), "exp_avg_sq": np.array([4.0, 0.0])}
STEP = Recorded(
    2,
    start=np.array([5.0, 6.0]),
    end=np.zeros(2),
    gradient=G,
    rate=0.1,
    of_batch=False,
    options={"beta1": 0.5, "beta2": 0.75, "weight_decay": 0.5},
    earlier=STATE,
    later=STATE,
)


def test_running_means_go_a_share_of_the_way() -> None:
    m, v = running_means(G, STATE, 0.5, 0.75)
    np.testing.assert_array_equal(m, [1.5, -1.5])
    np.testing.assert_array_equal(v, [4.0, 4.0])


def test_their_lines_come_to_the_same_and_name_the_states() -> None:
    first, second = moment_lines(STEP, G)
    np.testing.assert_array_equal(first.value, [1.5, -1.5])
    np.testing.assert_array_equal(second.value, [4.0, 4.0])
    assert (first.recorded, second.recorded) == ("exp_avg", "exp_avg_sq")


def test_their_terms_are_numbers_of_these_lines() -> None:
    hat = LedgerLine("memory", "correction", r"\hat{m}", "", np.array([2.0, -2.0]))
    page = StepLedger(STEP, (LedgerLine("gradient", "gradient", "g", "", G), *moment_lines(STEP, G), hat), None, True)
    values = [np.asarray(term.value(page)).tolist() for term in MEAN.terms]
    assert values == [[1.5, -1.5], 0.5, [1.0, 1.0], 0.5, [2.0, -4.0]]
    assert [np.asarray(term.value(page)).tolist() for term in M_UNBIASED.terms] == [[2.0, -2.0], [1.5, -1.5], 0.75]


def test_a_step_goes_from_theta_which_shrinks_first() -> None:
    plain, shrunk = (step_equation(M_HAT, "/", M_HAT, shrinks=shrinks) for shrinks in (False, True))
    assert [term.symbol for term in plain.terms] == [r"\theta", r"\theta", r"\eta", r"\hat{m}", r"\hat{m}"]
    assert shrunk.terms[1].symbol == r"(1 - \eta \lambda)"
    page = StepLedger(STEP, (), None, True)
    assert [float(shrunk.terms[i].value(page)) for i in (1, 3)] == [0.95, 0.1]


def test_the_mean_of_the_gradients_is_the_velocity() -> None:
    assert (MOMENTUM.buffer, MOMENTUM.decay, MOMENTUM.symbol) == ("exp_avg", "beta1", "β₁")
