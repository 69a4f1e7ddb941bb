"""Steps of an optimizer are told with the losses before them, and trials and other models' losses are none."""

import threading

import numpy as np
import pytest
from torch_trainings import Point, descend, moons, network, rosenbrock, trained

import gdviz

torch = pytest.importorskip("torch")


def test_the_loop_may_stay_as_it_is(tmp_path):
    def make(p):
        return torch.optim.Adam(p, lr=0.05)

    backward = torch.autograd.backward
    one, other = (descend(tmp_path / str(attach), make, attach=attach) for attach in (False, True))
    for name, array in one.arrays.items():
        assert np.array_equal(other.arrays[name][: len(array)], array), name
    # What the last update led to is not the loop's to say, nor anyone's what the loss is there.
    assert len(other.params) == len(one.params) + 1
    assert np.isnan(other.loss[-1])
    assert other.stop["reason"] == "max_steps"
    assert torch.autograd.backward is backward


@pytest.mark.parametrize("attach", [False, True])
def test_trial_points_of_a_line_search_are_no_steps(tmp_path, attach):
    def make(p):
        return torch.optim.LBFGS(p, max_iter=5, line_search_fn="strong_wolfe")

    run = descend(tmp_path / "run", make, steps=6, closure=True, attach=attach)
    assert run.params[0].tolist() == [-1.2, 1.0]
    assert len(run.params) == 6 + attach
    assert run.loss[:6] == pytest.approx([rosenbrock(p) for p in run.params[:6]])
    assert (np.diff(run.loss[:6]) < 0).all()


@pytest.mark.parametrize("when", ["before the loss goes backward", "before they are clipped", "after"])
def test_gradients_and_rates_are_recorded_as_the_update_uses_them(tmp_path, when):
    model = Point([-1.2, 1.0])
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    with gdviz.record(tmp_path / "run", model=model, optimizer=optimizer) as recording:
        for t in range(4):
            optimizer.zero_grad()
            loss = rosenbrock(model.theta)
            if when == "before the loss goes backward":
                recording.step(loss=loss)
            loss.backward()
            if when == "before they are clipped":
                recording.step(loss=loss)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.param_groups[0]["lr"] = 1e-3 / (1 + t)
            if when == "after":
                recording.step(loss=loss)
            optimizer.step()
    run = gdviz.load(tmp_path / "run")
    assert np.linalg.norm(run.gradient, axis=1) == pytest.approx([1, 1, 1], rel=1e-4)
    assert run.arrays["learning_rate"] == pytest.approx(1e-3 / np.arange(1, 4))
    assert np.diff(run.params, axis=0) == pytest.approx(-run.arrays["learning_rate"][:, None] * run.gradient)


def test_steps_that_are_followed_are_not_told_besides(tmp_path):
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    with (
        pytest.raises(ValueError, match="attach=True records each of the optimizer's steps by itself; leave out the"),
        gdviz.record(tmp_path / "run", model=model, optimizer=optimizer, attach=True) as run,
    ):
        run.step(loss=1.0)


@pytest.mark.parametrize("attach", [False, True])
def test_an_optimizer_that_is_made_anew_is_told_of(tmp_path, attach):
    model = network()
    others = [torch.optim.SGD(model.parameters(), lr=0.1) for _ in range(2)]
    x, y = moons()

    def train():
        with gdviz.record(tmp_path / "run", model=model, optimizer=others[0], attach=attach) as run:
            for optimizer in [others[0]] * 3 + [others[1]] * 3:
                optimizer.zero_grad()
                loss = torch.nn.functional.cross_entropy(model(x), y)
                loss.backward()
                if not attach:
                    run.step(loss=loss)
                optimizer.step()

    with pytest.raises(ValueError, match="the parameters have changed without a step of the optimizer that record was"):
        train()
    assert gdviz.load(tmp_path / "run").steps == 3 - attach


def test_losses_that_are_accumulated_are_summed_to_one_step(tmp_path):
    losses = []
    for attach in (False, True):
        model = network()
        run = trained(
            tmp_path / str(attach), model, torch.optim.SGD(model.parameters(), lr=0.1), accumulate=2, attach=attach
        )
        losses.append(run)
    one, other = losses
    assert np.array_equal(one.params, other.params[:6])
    # It is the sum whose gradient is recorded.
    with torch.no_grad():
        x, y = moons()
        parts = [torch.nn.functional.cross_entropy(network()(x[part::2]), y[part::2]) / 2 for part in (0, 1)]
    assert other.loss[0] == pytest.approx(float(sum(parts)), rel=1e-5)


@pytest.mark.parametrize("backward", [lambda loss, _: torch.autograd.backward([loss / 2, loss / 2]), None])
def test_losses_are_heard_however_they_go_backward_and_steps_without_one_are_seen(tmp_path, backward):
    def by_hand(loss, parameters):
        for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            p.grad = gradient

    model = Point([-1.2, 1.0])
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    with gdviz.record(tmp_path / "run", model=model, optimizer=optimizer, attach=True):
        for _ in range(3):
            optimizer.zero_grad()
            (backward or by_hand)(rosenbrock(model.theta), [model.theta])
            optimizer.step()
    run = gdviz.load(tmp_path / "run")
    assert run.steps == 3
    assert np.diff(run.params, axis=0) == pytest.approx(-1e-3 * run.gradient)
    known = [rosenbrock(p) if backward else np.nan for p in run.params[:3]]
    assert run.loss == pytest.approx([*known, np.nan], nan_ok=True)


@pytest.mark.parametrize("to_none", [False, True])
def test_a_loss_whose_gradients_were_thrown_away_is_none_of_the_step(tmp_path, to_none):
    torch.manual_seed(0)
    judge, maker, (x, _) = torch.nn.Linear(2, 1), torch.nn.Linear(2, 2), moons()
    optimizer, own = torch.optim.SGD(judge.parameters(), lr=0.1), []
    with gdviz.record(tmp_path / "run", model=judge, optimizer=optimizer, attach=True):
        for _ in range(3):
            optimizer.zero_grad(set_to_none=to_none)
            loss = (judge(x) ** 2).mean()
            loss.backward()
            own.append(float(loss.detach()))
            optimizer.step()
            # The other's loss goes through the first on its way.
            (100 + judge(maker(x))).mean().backward()
    assert gdviz.load(tmp_path / "run").loss[:3] == pytest.approx(own)


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize(("attach", "unscaled"), [(False, False), (False, True), (True, False)])
def test_scaled_losses_and_gradients_are_recorded_as_they_are_meant(tmp_path, attach, unscaled, fused):
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, fused=fused)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    x, y = moons()
    with gdviz.record(tmp_path / "run", model=model, optimizer=optimizer, attach=attach) as recording:
        for _ in range(4):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            if unscaled:
                scaler.unscale_(optimizer)
            if not attach:
                recording.step(loss=loss)
            scaler.step(optimizer)
            scaler.update()
    run = gdviz.load(tmp_path / "run")
    assert np.nanmax(run.loss) < 10
    assert np.diff(run.params, axis=0) == pytest.approx(-0.1 * run.gradient, abs=1e-6)


def test_two_models_at_once_each_have_their_own_losses(tmp_path):
    x, y = moons()
    models = [network(), network()]
    optimizers = [torch.optim.SGD(model.parameters(), lr=0.1) for model in models]
    recordings = [
        gdviz.record(tmp_path / str(place), model=model, optimizer=optimizer, attach=True).__enter__()
        for place, (model, optimizer) in enumerate(zip(models, optimizers, strict=True))
    ]
    for _ in range(3):
        for factor, model, optimizer in zip((1, 100), models, optimizers, strict=True):
            optimizer.zero_grad()
            (factor * torch.nn.functional.cross_entropy(model(x), y)).backward()
            optimizer.step()
    # In the order in which they began, and not the other way round.
    for recording in recordings:
        recording.__exit__(None, None, None)
    one, other = (gdviz.load(tmp_path / str(place)).loss for place in (0, 1))
    assert other[0] == pytest.approx(100 * one[0], rel=1e-5)
    assert np.nanmax(one) < 10
    assert np.nanmin(other) > 10


def test_two_recordings_of_one_model_are_alike(tmp_path):
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with gdviz.record(tmp_path / "outer", model=model, optimizer=optimizer, attach=True):
        trained(tmp_path / "inner", model, optimizer, attach=True)
    assert np.array_equal(gdviz.load(tmp_path / "outer").params, gdviz.load(tmp_path / "inner").params)


def test_threads_record_each_its_own_training_and_none_listens_for_losses(tmp_path):
    refused = []

    def train(place):
        model = torch.nn.Linear(2, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        trained(tmp_path / str(place), model, optimizer, steps=20)
        with pytest.raises(ValueError, match=r"attach=True works in the main thread alone; in another call step"):
            trained(tmp_path / "other", model, optimizer, attach=True)
        refused.append(place)

    threads = [threading.Thread(target=train, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(refused) == [0, 1, 2]
    for place in range(3):
        assert (np.diff(gdviz.load(tmp_path / str(place)).loss) < 0).all()


def test_nothing_is_left_at_model_and_optimizer(tmp_path):
    model = network()
    optimizer = torch.optim.Adam(model.parameters())
    trained(tmp_path / "run", model, optimizer, attach=True)
    assert not optimizer._optimizer_step_pre_hooks
    assert not optimizer._optimizer_step_post_hooks
    assert not model._forward_hooks


class SAM(torch.optim.Optimizer):
    """Go where the loss is highest nearby, and from where it was make a step with the gradient there.

    Source: P. Foret and others, Sharpness-aware minimization for efficiently improving generalization (2021).
    """

    def __init__(self, parameters, base, **options):
        super().__init__(parameters, options)
        self.base_optimizer = base(self.param_groups, **options)
        self.param_groups = self.base_optimizer.param_groups

    @torch.no_grad()
    def first_step(self):
        """Go up."""
        for p in self.param_groups[0]["params"]:
            self.state[p]["before"] = p.data.clone()
            p.add_(0.1 * p.grad)
        self.zero_grad()

    @torch.no_grad()
    def second_step(self):
        """Go back, and make the step."""
        for p in self.param_groups[0]["params"]:
            p.data = self.state[p]["before"]
        self.base_optimizer.step()

    def step(self, closure):
        """Make both."""
        self.first_step()
        closure()
        self.second_step()


@pytest.mark.parametrize("attach", [False, True])
@pytest.mark.parametrize("by_closure", [False, True])
@pytest.mark.parametrize("every", [1, 2])
def test_where_an_optimizer_looks_around_is_no_step(tmp_path, attach, by_closure, every):
    model, (x, y), own = network(), moons(), []
    optimizer = SAM(model.parameters(), torch.optim.SGD, lr=0.1)

    def backward():
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        if not attach:
            run.step(loss=loss)
        return float(loss.detach())

    with gdviz.record(tmp_path / "run", model=model, optimizer=optimizer, attach=attach, every=every) as run:
        for _ in range(4):
            optimizer.zero_grad()
            own.append(backward())
            if by_closure:
                optimizer.step(backward)
            else:
                optimizer.first_step()
                backward()
                optimizer.second_step()
    found = gdviz.load(tmp_path / "run")
    assert found.loss[: len(own[::every])] == pytest.approx(own[::every])
    if every == 1:
        assert np.diff(found.params, axis=0) == pytest.approx(-0.1 * found.gradient, abs=1e-6)
    assert (found.optimizer["title"], found.optimizer["name"]) == ("SAM", "")


def test_what_is_within_another_optimizer_says_which_to_give(tmp_path):
    model, (x, y) = network(), moons()
    optimizer = SAM(model.parameters(), torch.optim.SGD, lr=0.1)

    def train():
        with gdviz.record(tmp_path / "run", model=model, optimizer=optimizer.base_optimizer, attach=True):
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.first_step()
            torch.nn.functional.cross_entropy(model(x), y).backward()

    with pytest.raises(ValueError, match="if it is within another, such as SAM, give that one"):
        train()
