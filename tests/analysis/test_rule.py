"""What an optimizer declares of its steps is found by the name of a run, and shown with no further line anywhere."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest

from gdviz.analysis.anatomy.divisor import divisor_of
from gdviz.analysis.anatomy.steps import work_out
from gdviz.analysis.momentum import buffer_of, kept, momentum_of, parts_of
from gdviz.analysis.pacing import Clip
from gdviz.analysis.rule import rule_of
from gdviz.figures import FIGURES
from gdviz.ledger.divisor import Divisor
from gdviz.ledger.entries import begin, finish
from gdviz.ledger.ledger import LedgerLine, Mark, Recorded
from gdviz.ledger.momentum import BufferedStep, KeptMomentum
from gdviz.optimizers import OPTIMIZERS, Array, Optimizer, Oracle, State, optimizer
from gdviz.optimizers.optimizer import Decay
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.solving.solver import solve
from gdviz.style.themes import LIGHT

Share = Annotated[float, Setting("part s of the drift that is kept", "[0, 1)")]


def lines(s: Recorded) -> list[LedgerLine]:
    """Return the ledger of the rule below."""
    g, first = begin(s)
    q = s.options["share"] * s.before("drift") + g
    drift = LedgerLine("memory", "memory", "q", r"\leftarrow s \, q + g", q, marks=(Mark("-q", -q),), recorded="drift")
    return [*first, drift, *finish(s, r"= -\eta \, q", -s.rate * q, "−{} {}", s.rate, q)]


def carried(s: BufferedStep) -> Array:
    return -s.rate * s.kept * s.before


@pytest.fixture
def drifting() -> Iterator[Any]:
    """Yield a rule of one's own that is registered for the test alone: q <- s q + g; theta <- theta - eta q."""

    @optimizer("drifting")
    def drifting(*, weight_decay: Decay = 0.0, share: Share = 0.5) -> Optimizer:
        """Drift."""

        def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
            q = share * state["drift"] + oracle.gradient(params) + weight_decay * params
            return params - lr * q, {"drift": q}

        return Optimizer(
            title="Drift",
            formula=r"q \leftarrow s q + g",
            init=lambda params: {"drift": np.zeros_like(params)},
            update=update,
            anatomy=lines,
            adds_up=True,
            momentum=KeptMomentum("drift", "share", "s", carried),
            divisor=lambda states: Divisor("q", "the drift", np.abs(states.arrays["drift"])),
        )

    yield drifting
    del OPTIMIZERS._items["drifting"]


@pytest.fixture
def run(drifting: Any, tmp_path: Path) -> Run:
    return solve("bowl", "drifting", lr=0.05, steps=8, settings={"share": 0.25}, out=tmp_path / "run")


def test_an_anatomy_of_one_s_own_is_shown(run: Run) -> None:
    pages = work_out(run, 1, 8)
    assert all(page.is_rule for page in pages)
    assert [page.unit for page in pages] == [0.05] * 8
    for t, page in enumerate(pages):
        assert [line.name for line in page.lines] == ["g", "q", r"\Delta", r"\theta"]
        np.testing.assert_allclose(page.lines[1].value, run.state["drift"][t], rtol=1e-12)
    frames = FIGURES["anatomy"].film([run], LIGHT, Clip(480, 270, 10, 1.0))
    assert frames[5].shape == (270, 480, 3)


def test_a_momentum_of_one_s_own_is_taken_apart(run: Run) -> None:
    assert (buffer_of(run), kept(run)) == ("drift", 0.25)
    found, parts = momentum_of(run), parts_of(run, 3)
    assert found is not None
    assert found.symbol == "s"
    assert parts is not None
    np.testing.assert_allclose(parts.carried, -0.05 * 0.25 * run.state["drift"][2], rtol=1e-12)
    np.testing.assert_allclose(parts.fresh, -0.05 * run.gradient[3], rtol=1e-9)


def test_a_divisor_of_one_s_own_is_found(run: Run) -> None:
    found = divisor_of(run)
    assert found is not None
    assert (found.symbol, found.words) == ("q", "the drift")
    np.testing.assert_array_equal(found.values, np.abs(run.state["drift"]))


def test_a_declared_divisor_that_lacks_its_states_is_known_by_names(
    drifting: Any, solved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = solved("rosenbrock")
    foreign = replace(run, manifest={**run.manifest, "optimizer": {**run.optimizer, "name": "drifting"}})
    assert divisor_of(foreign).words == "the running RMS"
    assert buffer_of(foreign) == "exp_avg"


def test_a_run_of_another_program_has_no_rule(solved: Any) -> None:
    run = solved("bowl")
    assert rule_of(run).title == "Gradient descent"
    for name in ("", "sgd"):
        foreign = replace(run, manifest={**run.manifest, "optimizer": {**run.optimizer, "name": name}})
        assert rule_of(foreign) is None
        (page,) = work_out(foreign, 1, 1)
        assert not page.is_rule


# Taken apart by what was recorded alone: their rules have no ledger.
WITHOUT_ANATOMY = {"radam", "backtracking", "conjugate-gradient", "newton"}
SHIPPED = (
    *("gd", "momentum", "nesterov", "lion", "adagrad", "adadelta", "rmsprop", "adam", "amsgrad", "adamw", "nadam"),
    *("radam", "adamax", "backtracking", "conjugate-gradient", "newton"),
)


def test_each_optimizer_declares_an_anatomy_or_is_known_not_to() -> None:
    """Whoever adds one decides: declare it, or name it here."""
    without = {name for name, factory in OPTIMIZERS.items() if factory().anatomy is None}
    assert without == WITHOUT_ANATOMY


def test_which_optimizers_declare_the_rest() -> None:
    made = {name: factory() for name, factory in OPTIMIZERS.items() if name in SHIPPED}
    assert [name for name, rule in made.items() if rule.adds_up] == ["momentum", "nesterov"]
    assert [name for name, rule in made.items() if rule.terms] == ["adam", "amsgrad", "adamw", "adamax"]
    assert [name for name, rule in made.items() if rule.divisor] == ["radam"]
    assert {name for name, rule in made.items() if rule.momentum} == {
        *("momentum", "nesterov", "rmsprop", "adam", "amsgrad", "adamw", "radam", "adamax")
    }


def test_what_is_declared_is_the_same_for_all_settings() -> None:
    """It is asked of the rule with its default settings; see rule_of."""
    for factory in OPTIMIZERS.values():
        plain = factory()
        for name, setting in factory.settings.items():
            for choice in setting.choices:
                other = factory(**{name: choice})
                for declared in ("anatomy", "adds_up", "momentum", "terms", "divisor"):
                    assert (getattr(other, declared) is None) == (getattr(plain, declared) is None)
