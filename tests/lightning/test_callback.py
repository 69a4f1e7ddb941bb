"""A training by Lightning is recorded by a callback: where updates began, with losses and gradients as used."""

import logging
import warnings

import numpy as np
import pytest

import gdviz

torch = pytest.importorskip("torch")
with warnings.catch_warnings(action="ignore"):
    lightning = pytest.importorskip("lightning")

pytestmark = pytest.mark.filterwarnings("ignore")

torch.manual_seed(0)
X = torch.randn(48, 2)
Y = X @ torch.tensor([[1.0], [-2.0]]) + 0.5


class Line(lightning.LightningModule):
    """A line that is fitted; `manual` makes two updates with a batch by itself."""

    def __init__(self, rules, *, manual=False):
        super().__init__()
        self.fit, self.rules, self.automatic_optimization = torch.nn.Linear(2, 1), rules, not manual

    def training_step(self, batch, index):
        """Return the loss, or make two updates for each optimizer."""
        loss = torch.nn.functional.mse_loss(self.fit(batch[0]), batch[1])
        if not self.automatic_optimization:
            for optimizer in self.optimizers() if len(self.rules) > 1 else [self.optimizers()]:
                for _ in range(2):
                    optimizer.zero_grad()
                    self.manual_backward(torch.nn.functional.mse_loss(self.fit(batch[0]), batch[1]))
                    optimizer.step()
            return None
        self.log("train/mse", loss)
        return loss

    def configure_optimizers(self):
        """Return the optimizers that were given."""
        return [rule(self.parameters()) for rule in self.rules]


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.1)


def trained(out, *rules, manual=False, also=(), record=(), **how):
    """Record an epoch of four batches, and return the run."""
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    torch.manual_seed(0)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=12)
    quiet = dict.fromkeys(("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary"), False)
    callbacks = [gdviz.lightning.Record(out, **dict(record)), *also]
    trainer = lightning.Trainer(max_epochs=1, accelerator="cpu", callbacks=callbacks, **quiet, **how)
    trainer.fit(Line(rules or (sgd,), manual=manual), loader)
    return gdviz.load(out)


def loss_of(run, t, batch):
    x, y = (part[12 * batch :][:12].numpy() for part in (X, Y))
    return np.mean((x @ run.params[t, :2] + run.params[t, 2] - y[:, 0]) ** 2)


def test_losses_are_those_of_batches_where_each_update_began(tmp_path):
    run = trained(tmp_path / "run")
    assert run.loss[:4] == pytest.approx([loss_of(run, t, t) for t in range(4)], rel=1e-5)
    assert run.metrics["train_mse"][:4] == pytest.approx(run.loss[:4])
    # The last update is one too, though nobody says what the loss is where it led.
    assert np.isnan(run.loss[4])
    assert np.isnan(run.metrics["train_mse"][4])
    assert run.stop["reason"] == "max_steps"
    assert np.diff(run.params, axis=0) == pytest.approx(-0.1 * run.gradient, abs=1e-6)
    assert run.problem["parameters"] == ["fit.weight[0, 0]", "fit.weight[0, 1]", "fit.bias[0]"]
    assert (run.optimizer["name"], run.optimizer["lr"]) == ("gd", 0.1)


def test_gradients_are_recorded_as_they_were_clipped(tmp_path):
    run = trained(tmp_path / "run", gradient_clip_val=0.1)
    assert np.linalg.norm(run.gradient, axis=1) == pytest.approx([0.1] * 4, rel=1e-4)
    assert np.diff(run.params, axis=0) == pytest.approx(-0.1 * run.gradient, abs=1e-6)


def test_losses_that_are_accumulated_belong_to_one_update(tmp_path):
    run = trained(tmp_path / "run", accumulate_grad_batches=2)
    assert run.loss[:2] == pytest.approx(
        [(loss_of(run, t, 2 * t) + loss_of(run, t, 2 * t + 1)) / 2 for t in (0, 1)], rel=1e-5
    )


def test_adams_state_is_recorded(tmp_path):
    run = trained(tmp_path / "run", lambda p: torch.optim.Adam(p, lr=0.1))
    assert run.state["step"].tolist() == [1, 2, 3, 4]
    assert run.state["exp_avg"][0] == pytest.approx(0.1 * run.gradient[0], rel=1e-4)


def test_trial_points_of_a_closure_are_no_steps(tmp_path):
    run = trained(tmp_path / "run", lambda p: torch.optim.LBFGS(p, lr=0.1, max_iter=3))
    assert run.loss[:4] == pytest.approx([loss_of(run, t, t) for t in range(4)], rel=1e-5)


def test_losses_of_half_floats_are_not_scaled(tmp_path):
    run = trained(tmp_path / "run", precision="16-mixed")
    assert run.loss[:4] == pytest.approx([loss_of(run, t, t) for t in range(4)], rel=1e-2)


@pytest.mark.parametrize("which", [0, 1])
def test_of_several_optimizers_one_is_followed_step_by_step(tmp_path, which):
    run = trained(tmp_path / "run", sgd, sgd, manual=True, record={"optimizer": which})
    assert len(run.loss) == 9
    assert run.loss[:8] == pytest.approx([loss_of(run, t, t // 2) for t in range(8)], rel=1e-5)
    assert run.params[1] - run.params[0] == pytest.approx(-0.1 * run.gradient[0], abs=1e-6)


def test_an_optimizer_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="the module has one optimizer, counted from 0, and none is number 1"):
        trained(tmp_path / "run", record={"optimizer": 1})


def test_a_training_that_fails_leaves_its_rows(tmp_path):
    class Failing(lightning.Callback):
        def on_train_batch_end(self, trainer, pl_module, outputs, batch, batch_idx):
            if batch_idx == 2:
                raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        trained(tmp_path / "run", also=[Failing()])
    run = gdviz.load(tmp_path / "run")
    assert run.stop == {"reason": "interrupted", "message": "ended by RuntimeError at step 2"}
