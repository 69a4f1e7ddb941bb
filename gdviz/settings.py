"""Settings: the keyword options of a problem, an optimizer or the solver, declared once, where they are taken.

A factory says ``beta1: Annotated[float, Setting("decay of the mean gradient", "[0, 1)")] = 0.9``, and from that alone
the option is listed, converted from text, checked against its range and named in the error.
"""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from numbers import Integral
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from gdviz.wording import did_you_mean

# What is written for a setting that is left to be chosen by itself.
AUTO = "auto"


@dataclass(frozen=True)
class Setting:
    """One option: what it means, what it may be, its type and its default.

    Attributes
    ----------
    meaning
        In words, for lists.
    interval
        Where a number must lie: "[0, 1)", "(0, inf)"; empty for any number.
    choices
        The words to choose from, for text; empty for any.
    title
        What it is called in messages, where that is not its name.
    entry
        Its name in run.json, where that is another.
    metavar
        What stands for its value in the help of a command, where that is not its type.
    example
        A value to try, in messages; empty where that depends on the problem.
    type, default
        Taken from the signature: float, int, bool, str or tuple. With ``float | None = None`` it may be left to be
        chosen by itself: "auto".
    """

    meaning: str
    interval: str = ""
    choices: tuple[str, ...] = ()
    title: str = ""
    entry: str = ""
    metavar: str = ""
    example: str = ""
    type: type = float
    default: Any = None

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        if self.type is str:
            return " or ".join((*(self.choices or ("text",)), *(("auto",) if self.default is None else ())))
        if self.type is bool:
            return "true or false"
        number = "a whole number" if self.type is int else "a number"
        return number + (f" in {self.interval}" if self.interval else "") + (" or auto" if self.default is None else "")

    def convert(self, name: str, value: Any) -> Any:
        """Return `value` (text or a value) as this setting's type, or raise ValueError saying what is allowed."""
        if self.default is None and value in (None, AUTO):
            return None
        converted = {bool: self._flag, str: self._choice}.get(self.type, self._number)(value)
        if converted is None:
            raise ValueError(f"{name}={value} is not {self.allowed}; for example {name}={self._shown}")
        return converted

    def check(self, name: str, value: Any, *, example: object = None) -> None:
        """Raise ValueError unless a number lies in the interval; the message gives an example."""
        if not self.holds(value):
            low = self.interval[1:-1].split(",")[0]
            allowed = "a positive number" if self.interval[0] == "(" else f"{low} or more"
            called = f"the {self.title}" if self.title else name
            raise ValueError(f"{called} must be {allowed}, not {value}; try {as_flag(name)} {self.example or example}")

    def check_whole(self, name: str, value: Any) -> None:
        """Raise ValueError for a number that has to be whole and is not."""
        if self.type is int and not isinstance(value, Integral):
            raise ValueError(f"{name} must be a whole number, not {value!r}")

    def holds(self, number: float) -> bool:
        """Return whether a number lies in the interval."""
        if not self.interval:
            return True
        low, high = (float(end) for end in self.interval[1:-1].split(","))
        above = number > low if self.interval[0] == "(" else number >= low
        return above and (number < high if self.interval[-1] == ")" else number <= high)

    def plain(self, value: Any) -> Any:
        """Return a value of this setting ready for JSON."""
        if value is None:
            return None
        return {int: int, tuple: list}.get(self.type, lambda same: same)(value)

    def described(self) -> dict[str, Any]:
        """Return the setting ready for JSON."""
        default = AUTO if self.default is None else self.default
        return {"default": default, "allowed": self.allowed, "type": self.type.__name__, "meaning": self.meaning}

    @property
    def _shown(self) -> str:
        return AUTO if self.default is None else str(self.default).lower()

    def _flag(self, value: Any) -> bool | None:
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(str(value).lower())

    def _choice(self, value: Any) -> str | None:
        if not self.choices:
            return str(value) if isinstance(value, str | float | int) else None
        return value if value in self.choices else None

    def _number(self, value: Any) -> float | int | None:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return None
        if not math.isfinite(number) or (self.type is int and number != int(number)):
            return None
        return self.type(number) if self.holds(number) else None


def as_flag(name: str) -> str:
    """Return a setting's name as an option of a command."""
    return f"--{name.replace('_', '-')}"


def settings_of(factory: Callable[..., Any]) -> dict[str, Setting]:
    """Return the settings that the signature of `factory` declares, with their types and defaults filled in."""
    hints = get_type_hints(factory, include_extras=True)
    found = {}
    for name, parameter in inspect.signature(factory).parameters.items():
        hint = hints.get(name)
        if parameter.kind is parameter.KEYWORD_ONLY and get_origin(hint) is Annotated:
            kind, setting = get_args(hint)
            default = None if parameter.default is parameter.empty else parameter.default
            found[name] = replace(setting, type=_plain_type(kind), default=default)
    return found


def _plain_type(hint: Any) -> Any:
    """Return the class that a hint names: tuple for ``tuple[str, ...] | None``."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    return get_origin(hint) or hint


def defaults_of(settings: Mapping[str, Setting]) -> dict[str, Any]:
    """Return what settings are unless given, by name."""
    return {name: setting.default for name, setting in settings.items()}


def configure(settings: Mapping[str, Setting], given: Mapping[str, Any], *, owner: str) -> dict[str, Any]:
    """Return every setting's value: the given one, converted and checked, or the default.

    Raises
    ------
    ValueError
        For a name that `owner` does not take (with the nearest match) or a value out of range.
    """
    for name in given:
        if name not in settings:
            hint = did_you_mean(name, settings)
            takes = f"it takes {', '.join(settings)}" if settings else "it takes no settings"
            raise ValueError(f"{owner} has no setting {name!r}; {f'{hint} ' if hint else ''}{takes}")
    return {
        name: setting.convert(name, given[name]) if name in given else setting.default
        for name, setting in settings.items()
    }
