"""Settings: the keyword options of a problem or an optimizer, declared once, where the function takes them.

A factory says ``beta1: Annotated[float, Setting("decay of the mean gradient", "[0, 1)")] = 0.9``, and from that alone
the option is listed, converted from text, checked against its range and named in the error.
"""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Annotated, Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Setting:
    """One option: what it means, the interval it must lie in ("[0, 1)", "(0, inf)"), its type and its default."""

    meaning: str
    interval: str = ""
    type: type = float
    default: Any = None

    def convert(self, name: str, value: Any) -> Any:
        """Return `value` (text or a value) as this setting's type, or raise ValueError saying what is allowed."""
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        whole = self.type is not int or number == int(number) if math.isfinite(number) else False
        if not whole or not self._holds(number):
            kind = "a whole number" if self.type is int else "a number"
            where = f" in {self.interval}" if self.interval else ""
            raise ValueError(f"{name}={value} is not {kind}{where}; for example {name}={self.default}")
        return self.type(number)

    def described(self) -> dict[str, Any]:
        """Return the setting ready for JSON."""
        return {"default": self.default, "interval": self.interval, "type": self.type.__name__, "meaning": self.meaning}

    def _holds(self, number: float) -> bool:
        if not self.interval:
            return True
        low, high = (float(end) for end in self.interval[1:-1].split(","))
        above = number > low if self.interval[0] == "(" else number >= low
        below = number < high if self.interval[-1] == ")" else number <= high
        return above and below


def settings_of(factory: Callable[..., Any]) -> dict[str, Setting]:
    """Return the settings that the signature of `factory` declares, with their types and defaults filled in."""
    hints = get_type_hints(factory, include_extras=True)
    found = {}
    for name, parameter in inspect.signature(factory).parameters.items():
        hint = hints.get(name)
        if parameter.kind is parameter.KEYWORD_ONLY and get_origin(hint) is Annotated:
            kind, setting = get_args(hint)
            found[name] = replace(setting, type=kind, default=parameter.default)
    return found


def configure(settings: Mapping[str, Setting], given: Mapping[str, Any], *, owner: str) -> dict[str, Any]:
    """Return every setting's value: the given one, converted and checked, or the default.

    Raises
    ------
    ValueError
        For a name that `owner` does not take (with the nearest match) or a value out of range.
    """
    for name in given:
        if name not in settings:
            nearest = get_close_matches(name, settings, n=1, cutoff=0.5)
            takes = f"it takes {', '.join(settings)}" if settings else "it takes no settings"
            raise ValueError(
                f"{owner} has no setting {name!r}; {f'did you mean {nearest[0]!r}? ' if nearest else ''}{takes}"
            )
    return {
        name: setting.convert(name, given[name]) if name in given else setting.default
        for name, setting in settings.items()
    }
