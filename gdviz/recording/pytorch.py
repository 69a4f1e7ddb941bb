"""PyTorch: the parameters of a module, their gradients, and what its optimizer says of rates and state."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from gdviz.arguments import shown
from gdviz.recording.contents import Contents, bare_names
from gdviz.recording.keeping import MANY
from gdviz.recording.outputs import answer, hidden_of
from gdviz.recording.rules import entry_of
from gdviz.recording.torch_steps import Steps
from gdviz.recording.values import as_word

# The rules of torch.optim by the names that they have here.
RULES = {
    "Adadelta": "adadelta",
    "Adagrad": "adagrad",
    "Adam": "adam",
    "Adamax": "adamax",
    "AdamW": "adamw",
    "NAdam": "nadam",
    "RAdam": "radam",
    "RMSprop": "rmsprop",
}
SETTINGS = (
    *("alpha", "centered", "dampening", "eps", "initial_accumulator_value", "lr_decay", "momentum", "momentum_decay"),
    *("rho", "weight_decay"),
)


class Torch:
    """A module and its optimizer as the source of a recording; see gdviz.recording.sources.

    Parameters
    ----------
    model
        The module. Of its parameters those are recorded that are trained at the first step: that require a gradient, or
        that the optimizer has.
    optimizer
        What trains it, or None.
    is_attached
        Whether a step is recorded at each of the optimizer's own, with the loss whose `backward` came before it; else
        the loop says when.
    """

    def __init__(self, model: torch.nn.Module, optimizer: torch.optim.Optimizer | None, *, is_attached: bool) -> None:
        if is_attached and threading.current_thread() is not threading.main_thread():
            # torch's engine does not bear to be heard by several threads at once.
            raise ValueError("attach=True works in the main thread alone; in another call step(loss=...) in the loop")
        if is_attached and optimizer is None:
            raise ValueError("attach=True follows an optimizer's own steps; give it, as optimizer=opt")
        outer = optimizer
        if optimizer is not None:
            optimizer = _bare_optimizer(optimizer)
            _check_optimizer(model, optimizer)
            if is_attached and not isinstance(optimizer, torch.optim.Optimizer):
                raise ValueError(
                    f"attach=True follows optimizers of torch.optim, not {shown(optimizer)}; "
                    "call step(loss=...) in the loop"
                )
        self._model, self._optimizer, self.is_attached = model, optimizer, is_attached
        self._named: dict[str, torch.nn.Parameter] = {}
        # What is the same again needs no names; then the numbers of the trained, and where they were.
        self._contents: Contents | None = None
        self._frozen: list[torch.nn.Parameter] = []
        self._lent: dict[str, NDArray[Any]] = {}
        self._lent_at: list[Any] = []
        self._is_large = False
        self._steps: Steps | None = None
        # One around another, as SAM, moves the parameters besides: to where it looks before the other's step.
        self._looks_around = isinstance(getattr(outer, "base_optimizer", None), torch.optim.Optimizer)
        self._title = type(outer).__name__ if self._looks_around else type(optimizer).__name__

    def about(self) -> dict[str, Any]:
        """Return the optimizer's name, rate and settings, as gdviz names them."""
        if self._optimizer is None:
            return {}
        kind, groups = type(self._optimizer).__name__, self._optimizer.param_groups
        settings = {name: groups[0][name] for name in SETTINGS if isinstance(groups[0].get(name), float | int | bool)}
        settings |= dict(zip(("beta1", "beta2"), groups[0].get("betas", ()), strict=False))
        # A rate in a tensor was 0.01 before it became a float of four bytes.
        rates = {float(f"{float(group.get('lr', 0.0)):.7g}") for group in groups}
        alike = all(group.get(name) == groups[0].get(name) for group in groups for name in (*SETTINGS, "betas"))
        plain = alike and not self._looks_around and not any(group.get("maximize") for group in groups)
        rate = rates.pop() if len(rates) == 1 else 0.0
        return entry_of(_rule(kind, groups[0]) if plain else "", self._title, rate, settings)

    def params(self) -> Mapping[str, Any]:
        """Return the trained parameters by name: arrays that share their memory, where they have such."""
        named = self._trained()
        try:
            places = [(p.data_ptr(), p.stride()) for p in named.values()]
            if places != self._lent_at:
                self._lent = {name: p.detach().numpy() for name, p in named.items()}
                self._lent_at = places
        except (TypeError, RuntimeError):
            # They are on another device, or in floats that NumPy does not know.
            return named
        return self._lent

    def _trained(self) -> dict[str, torch.nn.Parameter]:
        """Return the trained parameters themselves by name."""
        if self._contents and self._contents.are_same() and not any(p.requires_grad for p in self._frozen):
            return self._named
        named = bare_names(dict(self._model.named_parameters()))
        if not self._named:
            held = {id(p) for group in self._groups() for p in group["params"]}
            if lazy := [name for name, p in named.items() if torch.nn.parameter.is_lazy(p)]:
                raise ValueError(f"{lazy[0]!r} has no shape before the model was called; call it with a batch first")
            self._named = {name: p for name, p in named.items() if p.requires_grad or id(p) in held}
            self._is_large = sum(p.numel() for p in self._named.values()) > MANY
            if not self._named:
                raise ValueError(
                    "none of the model's parameters requires a gradient, so nothing is trained; what changes "
                    "otherwise, as an average does, goes to step(net.parameters(), loss)"
                )
        new = [name for name, p in named.items() if name not in self._named and p.requires_grad]
        gone = [name for name in self._named if name not in named]
        if new or gone:
            change = f"{new[0]!r} has come" if new else f"{gone[0]!r} is gone"
            raise ValueError(
                f"{change} among the trained parameters since the recording began; give all of them to the optimizer "
                "before, or begin another recording"
            )
        # One that was moved to another device may be another tensor.
        self._named = {name: named[name] for name in self._named}
        self._contents, self._lent_at = Contents(self._model), []
        self._frozen = [p for name, p in named.items() if name not in self._named]
        return self._named

    def _known(self) -> dict[str, torch.nn.Parameter]:
        """Return the trained parameters as they were found last, without another look at the model."""
        return self._named or self._trained()

    def gradient(self) -> Mapping[str, Any] | None:
        """Return the gradients by name, zero where there is none; None before the first, and of many parameters."""
        named = self._named
        if self._is_large or all(p.grad is None for p in named.values()):
            return None
        # Where an optimizer's own kernel does it, they are not yet unscaled.
        scale = getattr(self._optimizer, "grad_scale", None)
        found = {name: torch.zeros_like(p) if p.grad is None else p.grad for name, p in named.items()}
        return found if scale is None else {name: part / scale.to(part.device) for name, part in found.items()}

    def rates(self) -> dict[str, Any]:
        """Return the rate of each group: that of the first under the field's own name, others with theirs behind it."""
        groups = [group for group in self._groups() if "lr" in group]
        names = [f".{as_word(str(group.get('name') or place))}" if place else "" for place, group in enumerate(groups)]
        return {f"learning_rate{name}": group["lr"] for name, group in zip(names, groups, strict=True)}

    def state(self) -> Mapping[str, Any]:
        """Return the optimizer's state by torch's names, zero for parameters that have none; of many none."""
        named = self._named
        if self._optimizer is None or self._is_large:
            return {}
        held = {name: self._optimizer.state.get(p, {}) for name, p in named.items()}
        found: dict[str, Any] = {}
        for key in dict.fromkeys(key for of_one in held.values() for key in of_one):
            values = {name: of_one.get(key) for name, of_one in held.items()}
            known = [value for value in values.values() if isinstance(value, torch.Tensor | float | int)]
            if known and all(_count(value) == 1 for value in known) and key == "step":
                found[key] = known[0]
            elif known and all(v is None or _count(v) == named[name].numel() for name, v in values.items()):
                found[key] = {n: torch.zeros_like(named[n]) if v is None else v for n, v in values.items()}
        return found

    def predict(self, points: NDArray[np.float64]) -> Any:
        """Return what the model says of points (n, d) in evaluation, and leave it as it was."""
        return answer(self._model, points)

    @property
    def hidden(self) -> Callable[[NDArray[np.float64]], Any] | None:
        """What comes to each linear layer but the first of layers in a row; None where they do not end in one."""
        return hidden_of(self._model)

    def attach(self, step: Callable[..., None], settle: Callable[[], None]) -> None:
        """Follow the optimizer: when it begins and ends a step, and the losses that go backward before it."""
        if isinstance(self._optimizer, torch.optim.Optimizer):
            self._steps = Steps(
                self._optimizer,
                self._trained,
                self._known,
                is_attached=self.is_attached,
                looks_around=self._looks_around,
            )
            self._steps.attach(step, settle)

    def detach(self, *, has_failed: bool) -> None:
        """Take all hooks away, once it is told where the last update has led."""
        if self._steps:
            self._steps.detach(has_failed=has_failed)

    def is_trial(self) -> bool:
        """Return whether the optimizer is within a step of which a point was recorded: it tries out others."""
        return self._steps is not None and self._steps.is_trial()

    def _groups(self) -> list[dict[str, Any]]:
        return self._optimizer.param_groups if self._optimizer is not None else []


def _rule(kind: str, settings: Mapping[str, Any]) -> str:
    """Return the name that a rule of torch.optim has here."""
    if kind == "SGD":
        return "nesterov" if settings.get("nesterov") else "momentum" if settings.get("momentum") else "gd"
    return "amsgrad" if settings.get("amsgrad") and kind == "Adam" else RULES.get(kind, "")


def _bare_optimizer(optimizer: Any) -> Any:
    """Return what a wrapper of an optimizer has inside; any other as it is."""
    inner = getattr(optimizer, "optimizer", getattr(optimizer, "base_optimizer", None))
    return _bare_optimizer(inner) if isinstance(inner, torch.optim.Optimizer) else optimizer


def _check_optimizer(model: torch.nn.Module, optimizer: Any) -> None:
    """Raise ValueError for what is no optimizer, or that of another model."""
    if isinstance(optimizer, type) or not hasattr(optimizer, "param_groups"):
        raise ValueError(
            f"optimizer must be its name or what trains the model, such as torch.optim.Adam(net.parameters()), "
            f"not {shown(optimizer)}"
        )
    trained = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if not trained & {id(parameter) for parameter in model.parameters()}:
        raise ValueError("the optimizer trains none of the model's parameters; give the model and the optimizer of it")


def _count(value: Any) -> int:
    return value.numel() if isinstance(value, torch.Tensor) else 1
