"""The lines that the rules of several optimizers share."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import said
from gdviz.ledger.ledger import LedgerLine, Look, Mark, Operand, Recorded, power

Array = NDArray[np.float64]


def slope_line(s: Recorded, g: Array, decay: float = 0.0, look: Look = "dashed") -> LedgerLine:
    """Return the line of g, with weight decay where it is added to the gradient.

    `look` is that of -g: hollow where the step lies upon it, else dashed.
    """
    gradient = r"= \nabla f_B(\theta)" if s.of_batch else r"= \nabla f(\theta)"
    marks = (Mark("g", g, uphill=True), Mark("-g", -g, look))
    if not decay:
        return LedgerLine("gradient", "gradient", "g", gradient, g, marks=marks, drawn="g")
    words, operands = "{} + {} {}", (s.gradient, decay, s.start)
    return LedgerLine("gradient", "gradient", "g", gradient + r" + \lambda \theta", g, words, operands, marks, "g")


def finish(
    s: Recorded,
    relation: str,
    value: Array,
    words: str,
    *operands: Operand,
    decay: float = 0.0,
    frame: bool = False,
    before: Sequence[Mark] = (),
) -> list[LedgerLine]:
    """Return the lines of the step and of the new theta, which decoupled weight decay shrinks besides.

    A `frame` shows eta both ways, the scale of steps that are divided by the gradient's size.
    """
    marks = [Mark(r"\eta", np.full(2, s.rate), "frame", true=True)] if frame else []
    marks += [*before, Mark(r"\Delta", value, true=True)]
    step = LedgerLine("step", "step", r"\Delta", relation, value, words, operands, tuple(marks))
    size = float(np.abs(value).max())
    if not decay:
        relation, words, numbers = r"\leftarrow \theta + \Delta", "{} + {}", (s.start, value)
        return [
            step,
            LedgerLine("step", "move", r"\theta", relation, s.start + value, words, numbers, resolved=size),
        ]
    relation, words = r"\leftarrow (1 - \eta \lambda) \, \theta + \Delta", "(1 − {} · {}) {} + {}"
    shrunk = (Mark(r"-\eta \lambda \theta", -s.rate * decay * s.start, "dashed", value, true=True),)
    new, operands = (1 - s.rate * decay) * s.start + value, (s.rate, decay, s.start, value)
    return [step, LedgerLine("step", "move", r"\theta", relation, new, words, operands, shrunk, resolved=size)]


def begin(s: Recorded, look: Look = "dashed") -> tuple[Array, list[LedgerLine]]:
    """Return g, weight decay included, and the ledger's first line."""
    decay = s.options["weight_decay"]
    g = s.gradient + decay * s.start if decay else s.gradient
    return g, [slope_line(s, g, decay, look)]


def buffer_line(s: Recorded, g: Array, mu: float, tau: float) -> tuple[Array, LedgerLine]:
    """Return b and its line; the first b is g itself, undamped."""
    old, share = s.before("momentum_buffer"), 1 - tau if s.t > 1 else 1.0
    b = mu * old + share * g
    operands: tuple[Operand, ...]
    if not tau:
        words, operands = "{} {} + {}", (mu, old, g)
    elif s.t > 1:
        words, operands = "{} {} + {} {}", (mu, old, share, g)
    else:
        words, operands = said("{number}, the first b", number="{}"), (g,)
    marks = (
        Mark(r"-\mu b", -mu * old, "dashed"),
        Mark("", -share * g, "dashed", -mu * old),
        Mark("-b", -b, "hollow"),
    )
    relation = r"\leftarrow \mu \, b + (1 - \tau) \, g" if tau else r"\leftarrow \mu \, b + g"
    return b, LedgerLine("memory", "memory", "b", relation, b, words, operands, marks, "b", "momentum_buffer")


def root(v: Array, name: str, h: Mapping[str, Any]) -> tuple[Array, str, str]:
    """Return the divisor sqrt(v) + eps or sqrt(v + eps), as LaTeX, and in words for v and eps."""
    if h["convention"] == "keras":
        return np.sqrt(v + h["eps"]), rf"\sqrt{{{name} + \epsilon}}", "√({} + {})"
    return np.sqrt(v) + h["eps"], rf"(\sqrt{{{name}}} + \epsilon)", "(√{} + {})"


def mean_line(g: Array, name: str, beta: float, symbol: str, old: Array, recorded: str) -> tuple[Array, LedgerLine]:
    """Return a running mean of g, and its line."""
    m = beta * old + (1 - beta) * g
    marks = (
        Mark(rf"-{symbol} {name}", -beta * old, "dashed", passing=True),
        Mark("", -(1 - beta) * g, "dashed", -beta * old, passing=True),
        Mark(f"-{name}", -m),
    )
    relation = rf"\leftarrow {symbol} {name} + (1 - {symbol}) \, g"
    words, operands = "{} {} + {} {}", (beta, old, 1 - beta, g)
    return m, LedgerLine("memory", "memory", name, relation, m, words, operands, marks, name, recorded)


def mean_of_squares_line(
    g: Array, name: str, beta: float, symbol: str, old: Array, recorded: str, *, of: str = "g"
) -> tuple[Array, LedgerLine]:
    """Return a running mean of g^2, and its line."""
    v = beta * old + (1 - beta) * g**2
    relation = rf"\leftarrow {symbol} {name} + (1 - {symbol}) \, {of}^2"
    return v, size_line(name, relation, v, "{} {} + {} {}²", (beta, old, 1 - beta, g), recorded)


def size_line(
    name: str, relation: str, v: Array, words: str, operands: tuple[Operand, ...], recorded: str
) -> LedgerLine:
    """Return the line of a mean, sum or maximum of squares, whose root is drawn as a box."""
    box = (Mark(rf"\sqrt{{{name}}}", np.sqrt(v), "box"),)
    return LedgerLine("size", "memory", name, relation, v, words, operands, box, f"√{name}", recorded)


def afterwards(line: LedgerLine) -> LedgerLine:
    """Return a line that only the next step uses."""
    return replace(line, beat="move", marks=(), drawn="")


def unbiased(
    line: LedgerLine, divisor: float, relation: str, words: str, *operands: Operand
) -> tuple[Array, LedgerLine]:
    """Return what a line comes to, divided, and the line of that: its arrow or box grows from the line's own."""
    value, hat = np.asarray(line.value) / divisor, rf"\hat{{{line.name}}}"
    if line.role == "size":
        root = rf"\sqrt{{{line.name}}}"
        mark = Mark(rf"\sqrt{{{hat}}}", np.sqrt(value), "box", grown=np.sqrt(line.value), replaces=root)
    else:
        mark = Mark(f"-{hat}", -value, "hollow", grown=-np.asarray(line.value), replaces=f"-{line.name}")
    numbers = (np.asarray(line.value), *operands)
    return value, LedgerLine(line.role, "correction", hat, f"= {line.name} {relation}", value, words, numbers, (mark,))


def corrected(line: LedgerLine, beta: float, symbol: str, t: int) -> tuple[Array, LedgerLine]:
    """Return a running mean divided by 1 - beta^t, and its line."""
    return unbiased(line, 1 - beta**t, rf"\, / \, (1 - {symbol}^t)", "{} / (1 − {}{})", beta, power(t))
