"""The optimizers' rules as ledgers; a rule without one is told by what was recorded: gradient, rate and step."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.anatomy.entries import (
    afterwards,
    begin,
    buffer_line,
    corrected,
    finish,
    mean_line,
    mean_of_squares_line,
    root,
    size_line,
    slope_line,
    unbiased,
)
from gdviz.analysis.anatomy.ledger import LedgerLine, Mark, Operand, Recorded, StepLedger, power
from gdviz.runs.run import Run

Array = NDArray[np.float64]

LedgerRule = Callable[[Recorded], list[LedgerLine]]
# Of rules whose step is the learning rate times a sum of gradients.
SUMS = ("momentum", "nesterov")


def work_out(run: Run, first: int, count: int) -> list[StepLedger]:
    """Return the ledgers of steps `first`, `first` + 1, ..., up to `count` of them.

    Every ledger is held against what was recorded; if one disagrees (another program's optimizer of that name, or
    other settings), all are told by the record alone.
    """
    name = run.optimizer["name"]
    steps = [Recorded.of(run, row) for row in range(first - 1, min(first - 1 + count, run.steps))]
    with np.errstate(all="ignore"):
        if name in RULES:
            try:
                pages = [
                    StepLedger(step, tuple(RULES[name](step)), step.rate if name in SUMS else None, True)
                    for step in steps
                ]
                if all(page.agrees() for page in pages):
                    return pages
            except (LookupError, TypeError, ValueError, ArithmeticError):
                # A run of another program, without the settings or the state that the rule needs.
                pass
        return [StepLedger(step, tuple(_as_recorded(step)), None, False) for step in steps]


def _as_recorded(s: Recorded) -> list[LedgerLine]:
    rate = [] if np.isnan(s.rate) else [LedgerLine("step", "step", r"\eta", "", s.rate)]
    moved = s.end - s.start
    arrow = (Mark(r"\Delta", moved, true=True),)
    words, operands = "{} − {}", (s.end, s.start)
    size = float(np.abs(moved).max())
    difference = LedgerLine(
        "step", "step", r"\Delta", r"= \theta_{t+1} - \theta_t", moved, words, operands, arrow, resolved=size
    )
    return [
        slope_line(s, s.gradient, look="hollow"),
        *rate,
        difference,
        LedgerLine("step", "move", r"\theta_{t+1}", "", s.end, resolved=size),
    ]


def _gd(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s, "hollow")
    return [*lines, *finish(s, r"= -\eta \, g", -s.rate * g, "−{} {}", s.rate, g)]


def _momentum(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    b, line = buffer_line(s, g, s.options["momentum"], s.options["dampening"])
    return [*lines, line, *finish(s, r"= -\eta \, b", -s.rate * b, "−{} {}", s.rate, b)]


def _nesterov(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    mu = s.options["momentum"]
    b, line = buffer_line(s, g, mu, 0.0)
    value = -s.rate * (g + mu * b)
    ahead = Mark("-g", -s.rate * g, "dashed", -s.rate * mu * b, true=True)
    end = finish(s, r"= -\eta \, (g + \mu \, b)", value, "−{} ({} + {} {})", s.rate, g, mu, b, before=(ahead,))
    return [*lines, line, *end]


def _adagrad(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    h = s.options
    old = s.before("sum", h["initial_accumulator_value"])
    sums = old + g**2
    lines.append(size_line("s", r"\leftarrow s + g^2", sums, "{} + {}²", (old, g), "sum"))
    rate, eta = s.rate, r"\eta"
    if h["lr_decay"]:
        rate, eta = s.rate / (1 + (s.t - 1) * h["lr_decay"]), r"\eta_t"
        words, operands = "{} / (1 + {} · {})", (s.rate, s.t - 1, h["lr_decay"])
        lines.append(LedgerLine("step", "correction", eta, r"= \eta \, / \, (1 + (t - 1) \, d)", rate, words, operands))
    divisor, below, words = root(sums, "s", h)
    relation, words = rf"= -{eta} \, g \, / \, {below}", f"−{{}} {{}} / {words}"
    return [*lines, *finish(s, relation, -rate * g / divisor, words, rate, g, sums, h["eps"], frame=True)]


def _rmsprop(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    h = s.options
    alpha, mu, name = h["alpha"], h["momentum"], "v"
    v, line = mean_of_squares_line(g, "v", alpha, r"\alpha", s.before("square_avg"), "square_avg")
    lines.append(line)
    if h["centered"]:
        a, line = mean_line(g, "a", alpha, r"\alpha", s.before("grad_avg"), "grad_avg")
        spread = np.maximum(v - a**2, 0.0)
        box = (Mark(r"\sqrt{w}", np.sqrt(spread), "box", grown=np.sqrt(v), replaces=r"\sqrt{v}"),)
        lines += [line, LedgerLine("size", "correction", "w", r"= v - a^2", spread, "{} − {}²", (v, a), box, "√w")]
        v, name = spread, "w"
    divisor, below, words = root(v, name, h)
    numbers: tuple[Operand, ...] = (g, v, h["eps"])
    if not mu:
        relation, words = rf"= -\eta \, g \, / \, {below}", f"−{{}} {{}} / {words}"
        return [*lines, *finish(s, relation, -s.rate * g / divisor, words, s.rate, *numbers, frame=True)]
    eta_inside = h["convention"] == "keras"
    old = s.before("momentum_buffer")
    b = mu * old + (s.rate * (g / divisor) if eta_inside else g / divisor)
    if eta_inside:
        relation, words = rf"\leftarrow \mu \, b + \eta \, g \, / \, {below}", f"{{}} {{}} + {{}} {{}} / {words}"
        numbers = (mu, old, s.rate, *numbers)
    else:
        relation, words = rf"\leftarrow \mu \, b + g \, / \, {below}", f"{{}} {{}} + {{}} / {words}"
        numbers = (mu, old, *numbers)
    lines.append(LedgerLine("memory", "correction", "b", relation, b, words, numbers, recorded="momentum_buffer"))
    if eta_inside:
        return [*lines, *finish(s, "= -b", -b, "−{}", b, frame=True)]
    return [*lines, *finish(s, r"= -\eta \, b", -s.rate * b, "−{} {}", s.rate, b, frame=True)]


def _adadelta(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    rho, eps = s.options["rho"], s.options["eps"]
    v, line = mean_of_squares_line(g, "v", rho, r"\rho", s.before("square_avg"), "square_avg")
    old = s.before("acc_delta")
    d = np.sqrt(old + eps) / np.sqrt(v + eps) * g
    relation = r"= g \, \sqrt{u + \epsilon} \, / \, \sqrt{v + \epsilon}"
    words, operands = "{} √({} + {}) / √({} + {})", (g, old, eps, v, eps)
    lines += [line, LedgerLine("step", "correction", "d", relation, d, words, operands)]
    _, after = mean_of_squares_line(d, "u", rho, r"\rho", old, "acc_delta", of="d")
    return [*lines, *finish(s, r"= -\eta \, d", -s.rate * d, "−{} {}", s.rate, d), afterwards(after)]


def _moments(s: Recorded, g: Array) -> tuple[LedgerLine, LedgerLine]:
    """Return the lines of Adam's m and v."""
    h = s.options
    _, first = mean_line(g, "m", h["beta1"], r"\beta_1", s.before("exp_avg"), "exp_avg")
    _, second = mean_of_squares_line(g, "v", h["beta2"], r"\beta_2", s.before("exp_avg_sq"), "exp_avg_sq")
    return first, second


def _adam(s: Recorded, *, decoupled: bool = False, largest: bool = False) -> list[LedgerLine]:
    """Tell Adam; AdamW, whose weight decay is `decoupled`; and AMSGrad, which divides by the `largest` v."""
    h = s.options
    decay = h["weight_decay"] if decoupled else 0.0
    g, lines = (s.gradient, [slope_line(s, s.gradient)]) if decoupled else begin(s)
    first, second = _moments(s, g)
    lines += [first, second]
    if largest:
        old, v = s.before("max_exp_avg_sq"), np.asarray(second.value)
        second = size_line("w", r"\leftarrow \max(w, v)", np.maximum(old, v), "max({}, {})", (old, v), "max_exp_avg_sq")
        lines.append(second)
    eps = h["eps"]
    if h["convention"] == "keras":
        m, v = np.asarray(first.value), np.asarray(second.value)
        c = np.sqrt(1 - h["beta2"] ** s.t) / (1 - h["beta1"] ** s.t)
        words, operands = "√(1 − {}{}) / (1 − {}{})", (h["beta2"], power(s.t), h["beta1"], power(s.t))
        relation = r"= \sqrt{1 - \beta_2^t} \, / \, (1 - \beta_1^t)"
        lines.append(LedgerLine("step", "correction", "c", relation, float(c), words, operands))
        relation = rf"= -\eta \, c \, m \, / \, (\sqrt{{{second.name}}} + \epsilon)"
        value, words = -s.rate * (c * m / (np.sqrt(v) + eps)), "−{} · {} {} / (√{} + {})"
        return [*lines, *finish(s, relation, value, words, s.rate, float(c), m, v, eps, decay=decay, frame=True)]
    m, line = corrected(first, h["beta1"], r"\beta_1", s.t)
    v, scaled = corrected(second, h["beta2"], r"\beta_2", s.t)
    relation = rf"= -\eta \, \hat{{m}} \, / \, (\sqrt{{\hat{{{second.name}}}}} + \epsilon)"
    value, words = -s.rate * (m / (np.sqrt(v) + eps)), "−{} {} / (√{} + {})"
    end = finish(s, relation, value, words, s.rate, m, v, eps, decay=decay, frame=True)
    return [*lines, line, scaled, *end]


def _nadam(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    h = s.options
    first, second = _moments(s, g)
    now, ahead = (h["beta1"] * (1 - 0.5 * 0.96 ** (at * h["momentum_decay"])) for at in (s.t, s.t + 1))
    p = float(s.before("mu_product", 1.0)) * now
    m, line = unbiased(first, 1 - p * ahead, r"\, / \, (1 - p \, \mu_{t+1})", "{} / (1 − {} · {})", p, ahead)
    g_hat, unbiased_slope = unbiased(lines[0], 1 - p, r"\, / \, (1 - p)", "{} / (1 − {})", p)
    v, scaled = corrected(second, h["beta2"], r"\beta_2", s.t)
    mean = ahead * m + (1 - now) * g_hat
    words, operands = "{} {} + {} {}", (ahead, m, 1 - now, g_hat)
    relation = r"= \mu_{t+1} \, \hat{m} + (1 - \mu_t) \, \hat{g}"
    blend = LedgerLine("memory", "correction", "n", relation, mean, words, operands, (Mark("-n", -mean),), "n")
    relation, words = r"= -\eta \, n \, / \, (\sqrt{\hat{v}} + \epsilon)", "−{} {} / (√{} + {})"
    end = finish(s, relation, -s.rate * mean / (np.sqrt(v) + h["eps"]), words, s.rate, mean, v, h["eps"], frame=True)
    return [*lines, first, second, line, unbiased_slope, blend, scaled, *end]


def _adamax(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    h = s.options
    _, first = mean_line(g, "m", h["beta1"], r"\beta_1", s.before("exp_avg"), "exp_avg")
    old = s.before("exp_inf")
    u = np.maximum(h["beta2"] * old, np.abs(g) + h["eps"])
    relation, words = r"\leftarrow \max(\beta_2 \, u, |g| + \epsilon)", "max({} {}, |{}| + {})"
    numbers, box = (h["beta2"], old, g, h["eps"]), (Mark("u", u, "box"),)
    largest = LedgerLine("size", "memory", "u", relation, u, words, numbers, box, "u", "exp_inf")
    m, line = corrected(first, h["beta1"], r"\beta_1", s.t)
    end = finish(s, r"= -\eta \, \hat{m} \, / \, u", -s.rate * m / u, "−{} {} / {}", s.rate, m, u, frame=True)
    return [*lines, first, largest, line, *end]


def _lion(s: Recorded) -> list[LedgerLine]:
    h, g = s.options, s.gradient
    old = s.before("exp_avg")
    c, blend = mean_line(g, "c", h["beta1"], r"\beta_1", old, "")
    blend = replace(blend, relation=r"= \beta_1 m + (1 - \beta_1) \, g", recorded="")
    _, after = mean_line(g, "m", h["beta2"], r"\beta_2", old, "exp_avg")
    decay = h["weight_decay"]
    end = finish(
        s, r"= -\eta \, \mathrm{sign}(c)", -s.rate * np.sign(c), "−{} sign {}", s.rate, c, decay=decay, frame=True
    )
    return [slope_line(s, g), blend, *end, afterwards(after)]


RULES: dict[str, LedgerRule] = {
    "gd": _gd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adadelta": _adadelta,
    "adam": _adam,
    "adamw": partial(_adam, decoupled=True),
    "amsgrad": partial(_adam, largest=True),
    "nadam": _nadam,
    "adamax": _adamax,
    "lion": _lion,
}
