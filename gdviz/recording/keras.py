"""Keras: the trainable variables of a model, and what its optimizer says of rates and state."""

from collections import defaultdict
from collections.abc import Mapping
from math import prod
from typing import Any

import keras

from gdviz.recording.keeping import MANY
from gdviz.recording.rules import entry_of
from gdviz.recording.trained import Asked

# The rules of Keras by the names that they have here.
RULES = {
    "Adadelta": "adadelta",
    "Adagrad": "adagrad",
    "Adam": "adam",
    "AdamW": "adamw",
    "Adamax": "adamax",
    "Lion": "lion",
    "Nadam": "nadam",
    "RMSprop": "rmsprop",
}
SETTINGS = {
    "beta_1": "beta1",
    "beta_2": "beta2",
    "centered": "centered",
    "epsilon": "eps",
    "initial_accumulator_value": "initial_accumulator_value",
    "momentum": "momentum",
    "weight_decay": "weight_decay",
}
# What Keras does besides with gradients or parameters, which none of the rules here does.
CLIPS = ("clipnorm", "global_clipnorm", "clipvalue")
BESIDES = (*CLIPS, "use_ema")
# What its optimizers keep for each variable, by torch's names.
SLOTS = {
    "momentum": "exp_avg",
    "velocity": "exp_avg_sq",
    "velocity_hat": "max_exp_avg_sq",
    "norm": "exp_inf",
    "accumulator": "sum",
    "accumulated_grad": "square_avg",
    "accumulated_delta_var": "acc_delta",
    "average_gradient": "grad_avg",
}
SLOTS_OF = {
    "RMSprop": SLOTS | {"momentum": "momentum_buffer", "velocity": "square_avg"},
    "SGD": SLOTS | {"momentum": "momentum_buffer"},
}


class Keras(Asked):
    """A model and its optimizer as the source of a recording; see gdviz.recording.sources.

    Parameters
    ----------
    model
        The model, with any backend.
    optimizer
        What trains it; by default what it was compiled with.
    """

    def __init__(self, model: Any, optimizer: Any = None) -> None:
        self._model = model
        given = optimizer or getattr(model, "optimizer", None)
        # Of a mixed precision the one inside does the work.
        self._optimizer = getattr(given, "inner_optimizer", given)
        self._kind = type(self._optimizer).__name__
        self._is_scaled = self._optimizer is not given or bool(getattr(given, "loss_scale_factor", None))
        self._is_large = False

    def about(self) -> dict[str, Any]:
        """Return the optimizer's name, rate and settings, as gdviz names them."""
        if self._optimizer is None:
            return {}
        config = self._optimizer.get_config()
        found = {
            ours: config[theirs] for theirs, ours in SETTINGS.items() if isinstance(config.get(theirs), float | int)
        }
        # eps stands elsewhere in the rules of Keras, where they may have it in two places.
        found |= {"convention": "keras", "rho": config.get("rho"), "alpha": config.get("rho"), "momentum_decay": 1.0}
        shrinks = found.get("weight_decay") and self._kind not in ("AdamW", "Lion")
        rule = "" if shrinks or any(config.get(name) for name in BESIDES) else self._rule(config)
        rate = config.get("learning_rate")
        # It was 0.01 before Keras made a float of four bytes of it.
        fixed = float(f"{rate:.7g}") if isinstance(rate, float) and rate > 0 else 0.0
        return entry_of(rule, self._kind, fixed, {name: value for name, value in found.items() if value is not None})

    def _rule(self, config: Mapping[str, Any]) -> str:
        if self._kind == "SGD":
            return "nesterov" if config["nesterov"] else "momentum" if config["momentum"] else "gd"
        if config.get("amsgrad"):
            return "amsgrad" if self._kind == "Adam" else ""
        return RULES.get(self._kind, "")

    def params(self) -> Mapping[str, Any]:
        """Return the trainable variables by their paths."""
        variables = self._model.trainable_variables
        paths = [variable.path for variable in variables]
        names = [path if paths.count(path) == 1 else f"{path}.{place}" for place, path in enumerate(paths)]
        if not names:
            raise ValueError("the model has no trainable variables; build it first, by a call or with an Input layer")
        found = {name: variable.value for name, variable in zip(names, variables, strict=True)}
        self._is_large = sum(prod(value.shape) for value in found.values()) > MANY
        return found

    def gradient(self) -> Mapping[str, Any] | None:
        """Return the gradients that torch's backend leaves with the variables, clipped as the optimizer clips them.

        None of other backends, and of many; and where those of several batches are accumulated, or losses are scaled.
        """
        found = {name: getattr(value, "grad", None) for name, value in self.params().items()}
        is_other = self._is_scaled or getattr(self._optimizer, "gradient_accumulation_steps", None)
        if self._is_large or is_other or any(one is None for one in found.values()):
            return None
        if self._optimizer is not None and any(getattr(self._optimizer, name, None) for name in CLIPS):
            return dict(zip(found, self._optimizer._clip_gradients(list(found.values())), strict=True))
        return found

    def rates(self) -> dict[str, Any]:
        """Return the rate of the next update, whatever schedule says it."""
        if self._optimizer is None:
            return {}
        return {"learning_rate": float(keras.ops.convert_to_numpy(self._optimizer.learning_rate))}

    def state(self) -> Mapping[str, Any]:
        """Return the optimizer's state by torch's names; of many parameters none."""
        named = self.params()
        if self._optimizer is None or self._is_large:
            return {}
        slots, found = SLOTS_OF.get(self._kind, SLOTS), defaultdict[str, dict[str, Any]](dict)
        places = {f"{path.replace('/', '_')}_{slot}": (slots[slot], path) for path in named for slot in slots}
        rate = self.rates()["learning_rate"]
        for variable in self._optimizer.variables:
            slot, path = places.get(variable.path.rpartition("/")[2], ("", ""))
            if slot:
                # In the momentum of its SGD are the rate and the sign of the step.
                found[slot][path] = -variable.value / rate if self._kind == "SGD" else variable.value
        whole: dict[str, Any] = {slot: values for slot, values in found.items() if values.keys() == named.keys()}
        return whole | ({"step": self.iterations} if whole else {})

    @property
    def iterations(self) -> int:
        """How many updates there were."""
        return int(keras.ops.convert_to_numpy(self._optimizer.iterations)) if self._optimizer is not None else 0
