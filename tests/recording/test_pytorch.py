"""Parameters, gradients, rates and state come from a module of torch's and its optimizer, and stay as they are."""

import threading

import numpy as np
import pytest

import gdviz

torch = pytest.importorskip("torch")

from gdviz.recording.pytorch import Torch  # noqa: E402 - it needs torch


class Point(torch.nn.Module):
    """Two parameters."""

    def __init__(self, place):
        super().__init__()
        self.theta = torch.nn.Parameter(torch.tensor(place, dtype=torch.float64))


def rosenbrock(theta):
    return (1 - theta[0]) ** 2 + 100 * (theta[1] - theta[0] ** 2) ** 2


def descend(out, make, *, steps=30, attach=False, closure=False, **options):
    """Record a descent of two parameters, and return the run."""
    model = Point([-1.2, 1.0])
    optimizer = make(model.parameters())
    with gdviz.record(out, model=model, optimizer=optimizer, attach=attach, **options) as run:

        def evaluate():
            optimizer.zero_grad()
            loss = rosenbrock(model.theta)
            loss.backward()
            if not attach:
                run.step(loss=loss)
            return loss

        for _ in range(steps):
            if closure:
                optimizer.step(evaluate)
            else:
                evaluate()
                optimizer.step()
    return gdviz.load(out)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("gd", lambda p: torch.optim.SGD(p, lr=1e-3)),
        ("momentum", lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9)),
        ("nesterov", lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9, nesterov=True)),
        ("adam", lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.99))),
        ("amsgrad", lambda p: torch.optim.Adam(p, lr=0.05, amsgrad=True)),
        ("adamw", lambda p: torch.optim.AdamW(p, lr=0.05)),
        ("rmsprop", lambda p: torch.optim.RMSprop(p, lr=0.01)),
        ("adagrad", lambda p: torch.optim.Adagrad(p, lr=0.5)),
        ("adadelta", lambda p: torch.optim.Adadelta(p, lr=1.0)),
        ("adamax", lambda p: torch.optim.Adamax(p, lr=0.05)),
        ("nadam", lambda p: torch.optim.NAdam(p, lr=0.05)),
        ("radam", lambda p: torch.optim.RAdam(p, lr=0.001)),
    ],
)
def test_a_recorded_rule_has_the_digits_of_gdvizs_own(tmp_path, name, make):
    run = descend(tmp_path / "run", make)
    settings = {k: v for k, v in run.optimizer["hyperparameters"].items() if k != "convention"}
    spec = gdviz.specify("rosenbrock", name, lr=run.optimizer["lr"], start=[-1.2, 1.0], steps=29, settings=settings)
    own = gdviz.solve(spec, out=tmp_path / "own")
    assert run.optimizer["name"] == name
    assert run.params == pytest.approx(own.params, rel=1e-9)
    assert run.gradient == pytest.approx(own.gradient, rel=1e-6, abs=1e-9)
    for key in own.state.keys() & run.state.keys():
        assert run.state[key] == pytest.approx(own.state[key], rel=1e-6, abs=1e-9), key


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


def moons():
    rng = np.random.default_rng(0)
    x = torch.tensor(rng.normal(size=(40, 2)), dtype=torch.float32)
    return x, (x[:, 0] * x[:, 1] > 0).long()


def trained(out, model, optimizer, *, steps=6, between=lambda t: None, accumulate=1, **options):
    """Record a training of a classifier, with several losses a step where they are accumulated."""
    x, y = moons()
    with gdviz.record(out, model=model, optimizer=optimizer, **options) as run:
        for t in range(steps):
            optimizer.zero_grad()
            for part in range(accumulate):
                loss = torch.nn.functional.cross_entropy(model(x[part::accumulate]).float(), y[part::accumulate])
                (loss / accumulate).backward()
            if not options.get("attach"):
                run.step(loss=loss)
            optimizer.step()
            between(t)
    return gdviz.load(out)


def network(dtype=torch.float32):
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2)).to(dtype)


def test_names_and_shapes_are_those_of_the_layers(tmp_path):
    model = network()
    run = trained(tmp_path / "run", model, torch.optim.SGD(model.parameters(), lr=0.1))
    layers = {layer["name"]: layer["shape"] for layer in run.manifest["space"]["layers"]}
    assert layers == {name: list(p.shape) for name, p in model.named_parameters()}
    assert run.problem["parameters"][0] == "0.weight[0, 0]"


def test_each_group_of_parameters_has_its_rate_and_a_schedule_is_followed(tmp_path):
    model = network()
    groups = [{"params": model[0].parameters(), "lr": 0.1}, {"params": model[2].parameters(), "name": "head out"}]
    optimizer = torch.optim.SGD(groups, lr=0.5)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    run = trained(tmp_path / "run", model, optimizer, between=lambda t: schedule.step())
    powers = 0.5 ** np.arange(5)
    assert run.arrays["learning_rate"] == pytest.approx(0.1 * powers)
    assert run.arrays["learning_rate.head_out"] == pytest.approx(0.5 * powers)
    # Of several rates none is that of the run.
    assert run.optimizer["lr"] == 0


def test_frozen_parameters_are_left_out_and_say_so_by_their_absence(tmp_path):
    model = network()
    model[0].requires_grad_(requires_grad=False)
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
    run = trained(tmp_path / "run", model, optimizer)
    assert [layer["name"] for layer in run.manifest["space"]["layers"]] == [
        *("1.weight", "1.bias", "2.weight", "2.bias")
    ]


def test_parameters_that_are_thawed_later_are_refused_by_name(tmp_path):
    model = network()
    model[0].requires_grad_(requires_grad=False)
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
    with pytest.raises(ValueError, match=r"'0.weight' has come among the trained parameters since"):
        trained(tmp_path / "run", model, optimizer, between=lambda t: model[0].requires_grad_(t >= 2))
    assert gdviz.load(tmp_path / "run").steps == 2


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


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_floats_are_recorded_as_they_are(tmp_path, dtype):
    model = torch.nn.Linear(2, 2).to(dtype)
    before = [p.detach().float().numpy().ravel() for p in model.parameters()]
    with gdviz.record(tmp_path / "run", model=model) as run:
        run.step(loss=1.0)
        run.step(loss=torch.tensor(0.5, dtype=dtype))
    run = gdviz.load(tmp_path / "run")
    assert run.params[0].tolist() == np.concatenate(before).tolist()
    assert run.loss.tolist() == [1.0, 0.5]


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


def test_optimizers_of_ones_own_and_wrapped_ones_are_followed_as_far_as_they_can_be(tmp_path):
    class Own:
        def __init__(self, parameters):
            self.param_groups, self.state = [{"params": list(parameters), "lr": 0.1}], {}

        def zero_grad(self):
            for p in self.param_groups[0]["params"]:
                p.grad = None

        def step(self):
            with torch.no_grad():
                for p in self.param_groups[0]["params"]:
                    p -= 0.1 * p.grad

    class Wrapper:
        def __init__(self, optimizer):
            self.optimizer, self.step, self.zero_grad = optimizer, optimizer.step, optimizer.zero_grad

    runs = []
    for place, make in enumerate((Own, lambda p: Wrapper(torch.optim.SGD(p, lr=0.1)))):
        model = network()
        runs.append(trained(tmp_path / str(place), model, make(model.parameters())))
    assert runs[0].params == pytest.approx(runs[1].params, abs=1e-6)
    assert runs[0].gradient is not None
    with pytest.raises(ValueError, match=r"attach=True follows optimizers of torch.optim, not .*; call step"):
        Torch(model, Own(model.parameters()), is_attached=True)


def test_nothing_is_left_at_model_and_optimizer(tmp_path):
    model = network()
    optimizer = torch.optim.Adam(model.parameters())
    trained(tmp_path / "run", model, optimizer, attach=True)
    assert not optimizer._optimizer_step_pre_hooks
    assert not optimizer._optimizer_step_post_hooks
    assert not model._forward_hooks


def test_to_follow_steps_an_optimizer_is_needed():
    with pytest.raises(ValueError, match="attach=True follows an optimizer's own steps; give it, as optimizer=opt"):
        Torch(network(), None, is_attached=True)


def test_a_module_of_which_nothing_is_trained_is_refused(tmp_path):
    model = network().requires_grad_(requires_grad=False)
    with (
        pytest.raises(ValueError, match="none of the model's parameters requires a gradient"),
        gdviz.record(tmp_path / "run", model=model) as run,
    ):
        run.step(loss=1.0)


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


def test_a_group_that_is_added_has_its_rate_from_then_on(tmp_path):
    model = network()
    optimizer = torch.optim.Adam(model[0].parameters(), lr=0.1)

    def add(t):
        if t == 2:
            optimizer.add_param_group({"params": [*model[1].parameters(), *model[2].parameters()], "lr": 0.01})

    run = trained(tmp_path / "run", model, optimizer, between=add)
    assert run.arrays["learning_rate.1"][3:] == pytest.approx([0.01, 0.01])
    assert np.isnan(run.arrays["learning_rate.1"][:3]).all()


def test_gradients_may_come_after_the_first_call(tmp_path):
    model = network()
    with gdviz.record(tmp_path / "run", model=model) as recording:
        for t in range(4):
            recording.step(loss=1.0)
            if t == 1:
                model(moons()[0]).sum().backward()
    gradient = gdviz.load(tmp_path / "run").gradient
    assert np.isnan(gradient).any(axis=1).tolist() == [True, True, False]


@pytest.mark.parametrize(
    "wrap",
    [
        torch.nn.DataParallel,
        lambda model: torch.compile(model, backend="eager"),
        lambda model: torch.compile(torch.nn.DataParallel(model), backend="eager"),
        lambda model: torch.nn.Sequential(torch.compile(model[0], backend="eager"), *model[1:]),
    ],
)
def test_wrapped_models_have_the_names_of_the_bare_ones(tmp_path, wrap):
    model = network()
    with gdviz.record(tmp_path / "run", model=wrap(model)) as recording:
        recording.step(loss=1.0)
    assert gdviz.load(tmp_path / "run").problem["parameters"][0] == "0.weight[0, 0]"


def test_a_part_that_is_called_module_is_no_wrapper(tmp_path):
    model = torch.nn.ModuleDict({"module": torch.nn.Linear(2, 1), "head": torch.nn.Linear(1, 1)})
    model.register_parameter("weight", torch.nn.Parameter(torch.ones(1)))
    with gdviz.record(tmp_path / "run", model=model) as recording:
        recording.step(loss=1.0)
    layers = [layer["name"] for layer in gdviz.load(tmp_path / "run").manifest["space"]["layers"]]
    assert layers == ["weight", "module.weight", "module.bias", "head.weight", "head.bias"]


def test_sparse_gradients_and_parameters_without_numbers_are_recorded(tmp_path):
    model = torch.nn.Embedding(5, 2, sparse=True)
    model.register_parameter("none", torch.nn.Parameter(torch.zeros(0, 3)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with gdviz.record(tmp_path / "run", model=model, optimizer=optimizer, attach=True):
        for t in range(3):
            optimizer.zero_grad()
            (model(torch.tensor([t, t, 4])) ** 2).sum().backward()
            optimizer.step()
    run = gdviz.load(tmp_path / "run")
    assert run.params.shape == (4, 10)
    assert np.diff(run.params, axis=0) == pytest.approx(-0.1 * run.gradient, abs=1e-6)


def test_tied_weights_are_recorded_once(tmp_path):
    model = torch.nn.ModuleDict({"a": torch.nn.Linear(3, 3, bias=False), "b": torch.nn.Linear(3, 3, bias=False)})
    model["b"].weight = model["a"].weight
    with gdviz.record(tmp_path / "run", model=model) as recording:
        recording.step(loss=1.0)
    assert gdviz.load(tmp_path / "run").params.shape == (1, 9)


def test_a_loss_that_is_not_a_number_at_first_does_not_make_all_of_it_diverge(tmp_path):
    with gdviz.record(tmp_path / "run", model=network()) as recording:
        for loss in (np.nan, 1.0, np.nan, 0.5):
            recording.step(loss=loss)
    assert gdviz.load(tmp_path / "run").stop["reason"] == "max_steps"


def test_a_module_without_shapes_is_refused_in_words(tmp_path):
    with (
        pytest.raises(ValueError, match="'weight' has no shape before the model was called; call it with"),
        gdviz.record(tmp_path / "run", model=torch.nn.LazyLinear(2)) as recording,
    ):
        recording.step(loss=1.0)


def test_a_recording_that_has_ended_does_not_begin_again(tmp_path):
    recording = gdviz.record(tmp_path / "run", model=network())
    with recording:
        recording.step(loss=1.0)
    with pytest.raises(ValueError, match="is one, and has begun; make another"):
        recording.__enter__()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: torch.optim.Adam, "optimizer must be its name or what trains the model, .* not the class Adam"),
        (lambda: torch.optim.SGD(network().parameters(), 0.1), "the optimizer trains none of the model's parameters"),
    ],
)
def test_what_does_not_train_the_model_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        Torch(network(), make(), is_attached=False)


@pytest.mark.parametrize("way", ["parameters", "named_parameters"])
def test_parameters_may_come_as_the_module_gives_them_and_the_optimizer_as_a_name(tmp_path, way):
    model = network()
    with gdviz.record(tmp_path / "run", optimizer="Adam") as run:
        for _ in range(2):
            run.step(getattr(model, way)(), 1.0)
    with gdviz.record(tmp_path / "other", model=model, optimizer="Adam") as run:
        for _ in range(2):
            run.step(loss=1.0)
    one, other = gdviz.load(tmp_path / "run"), gdviz.load(tmp_path / "other")
    assert one.params.tolist() == other.params.tolist()
    assert one.optimizer["title"] == other.optimizer["title"] == "Adam"


def test_a_network_is_asked_about_its_plane_and_left_as_it_was(tmp_path):
    torch.manual_seed(3)
    net = torch.nn.Sequential(
        torch.nn.Linear(2, 5), torch.nn.BatchNorm1d(5), torch.nn.Dropout(0.5), torch.nn.Tanh(), torch.nn.Linear(5, 3)
    )
    net[1].eval()
    points, labels = np.random.default_rng(0).normal(size=(12, 2)), np.arange(12) % 3
    before, state = {name: value.clone() for name, value in net.state_dict().items()}, torch.get_rng_state()
    with gdviz.record(tmp_path / "run", model=net, data=(points, labels)) as run:
        run.step(loss=1.0)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert [module.training for module in net.modules()] == [True, True, False, True, True, True]
    found = gdviz.load(tmp_path / "run")
    score, units = (found.arrays[f"boundary.{name}"] for name in ("score", "hidden"))
    assert (score.shape[1], units.shape[1]) == (3, 5)
    corner = torch.tensor([[found.arrays["boundary.x"][0], found.arrays["boundary.y"][0]]], dtype=torch.float32)
    with torch.no_grad():
        expected = torch.log_softmax(net.eval()(corner), dim=-1)[0].numpy()
    np.testing.assert_allclose(score[0, :, 0, 0], expected, atol=2e-3)
    np.testing.assert_allclose(units[0, :, 0, 0], net[:-1](corner).detach().numpy()[0], atol=2e-3)


def test_a_network_of_other_inputs_or_outputs_has_no_boundary(tmp_path):
    points, labels = np.random.default_rng(0).normal(size=(12, 2)), np.arange(12) % 3
    for place, net in enumerate((torch.nn.Linear(4, 3), torch.nn.Linear(2, 1))):
        with gdviz.record(tmp_path / f"{place}", model=net, data=(points, labels)) as run:
            run.step(loss=1.0)
        assert "boundary.score" not in gdviz.load(tmp_path / f"{place}").arrays
