"""Parameters, gradients, rates and state come from a module of torch's and its optimizer, and stay as they are."""

import numpy as np
import pytest
from torch_trainings import descend, moons, network, trained

import gdviz

torch = pytest.importorskip("torch")

from gdviz.recording.pytorch import Torch  # noqa: E402 - it needs torch


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


@pytest.fixture
def alone_in_its_group(tmp_path):
    torch.distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/group", rank=0, world_size=1)
    yield
    torch.distributed.destroy_process_group()


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
        torch.optim.swa_utils.AveragedModel,
        torch.nn.parallel.DistributedDataParallel,
    ],
)
@pytest.mark.usefixtures("alone_in_its_group")
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


@pytest.mark.parametrize("attach", [False, True])
@pytest.mark.parametrize(
    "change",
    [lambda p: torch.full_like(p, 0.5), lambda p: p.data.mT, lambda p: p.data.clone(), lambda p: p.data.double()],
    ids=["other numbers", "another order", "other memory", "other floats"],
)
def test_parameters_are_read_where_they_are_now(tmp_path, attach, change):
    torch.manual_seed(0)
    model = torch.nn.Linear(2, 2, bias=False)
    optimizer, where = torch.optim.SGD(model.parameters(), lr=0.1), []
    with gdviz.record(tmp_path / "run", model=model, optimizer=optimizer, attach=attach) as run:
        for t in range(4):
            optimizer.zero_grad()
            loss = (model(torch.ones(1, 2, dtype=model.weight.dtype)) ** 2).sum()
            loss.backward()
            where.append(model.weight.detach().flatten().tolist())
            if not attach:
                run.step(loss=loss)
            optimizer.step()
            if t == 1:
                model.weight.data = change(model.weight)
                model.weight.grad = None
    np.testing.assert_allclose(gdviz.load(tmp_path / "run").params[:4], where, rtol=1e-6)


@pytest.mark.parametrize("attach", [False, True])
def test_a_group_that_is_frozen_later_stands_still(tmp_path, attach):
    model = network()
    groups = [{"params": model[0].parameters()}, {"params": [*model[1].parameters(), *model[2].parameters()]}]
    optimizer = torch.optim.SGD(groups, lr=0.1, momentum=0.9)

    def freeze(t):
        if t == 2:
            model[2].requires_grad_(requires_grad=False)

    run = trained(tmp_path / "run", model, optimizer, attach=attach, between=freeze)
    moves = np.abs(np.diff(run.params, axis=0))
    assert (moves[:3, -10:].any(axis=1)).all()
    assert not moves[3:, -10:].any()
    assert (moves[3:, :12].any(axis=1)).all()


def test_layers_that_are_computed_of_others_are_these(tmp_path):
    model = network()
    torch.nn.utils.parametrizations.weight_norm(model[0])
    run = trained(tmp_path / "run", model, torch.optim.SGD(model.parameters(), lr=0.1))
    layers = [layer["name"] for layer in run.manifest["space"]["layers"]]
    assert layers[:3] == ["0.bias", "0.parametrizations.weight.original0", "0.parametrizations.weight.original1"]
    assert np.diff(run.params, axis=0) == pytest.approx(-0.1 * run.gradient, abs=1e-6)


def test_an_average_has_no_optimizer(tmp_path):
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    average = torch.optim.swa_utils.AveragedModel(model)
    with pytest.raises(ValueError, match="the optimizer trains none of the model's parameters"):
        gdviz.record(tmp_path / "run", model=average, optimizer=optimizer)
    with gdviz.record(tmp_path / "run", model=average) as recording:
        where = [trained(tmp_path / "own", model, optimizer, steps=2).params[-1]]
        average.update_parameters(model)
        recording.step(loss=1.0)
        where.append(torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy().copy())
    assert gdviz.load(tmp_path / "run").params[0] == pytest.approx(where[1])
