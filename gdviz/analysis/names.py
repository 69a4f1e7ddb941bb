"""What tells several runs apart, in a few words each: their optimizers, and whatever else they differ in.

All that names runs side by side takes its words from here. No two of them are equal, none is empty or long, and what
stands in a directory's name is only text.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from gdviz.analysis.choices import COMPARED, choices_of, differing
from gdviz.analysis.comparison import batch_in_words, rate_in_words, rate_of
from gdviz.languages import counted, phrased, point, said
from gdviz.runs.run import Run
from gdviz.style.numerals import tick
from gdviz.wording import visible

# A start of more parameters than these is no name; and so many letters a name has at most, and of a longer one so many
# stay at its end, where what tells directories apart often is.
FEW, LONGEST, END = 2, 40, 15


def names_of(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """Return each run's optimizer, and what else tells it from the others.

    That is its learning rate, its start where that is one or two numbers, whatever of its settings, data, batches and
    seed differs, or its directory. No two pairs are equal.
    """
    titles = [_plain(said(run.optimizer["title"])) or said("run") for run in runs]
    starts = [said("from {place}", place=place_in_words(run.start)) for run in runs]
    # What schedule a rate follows tells runs apart by its name.
    known = [rate_in_words(run.optimizer["lr"]) if run.optimizer["lr"] else rate_of(run) for run in runs]
    has_rates = any(known)
    is_small = all(len(run.start) <= FEW for run in runs)
    rates = [said("lr {rate}", rate=rate) if rate else said("lr unknown") for rate in known]
    candidates = [*([rates] if has_rates else []), *([starts] if is_small else []), _differences(runs)]
    for details in candidates:
        pairs = [(title, _plain(detail)) for title, detail in zip(titles, details, strict=True)]
        if len(set(pairs)) == len(runs):
            places = rates if has_rates else directories_of(runs)
            return [(title, detail or place) for (title, detail), place in zip(pairs, places, strict=True)]
    return list(zip(titles, directories_of(runs), strict=True))


def short_names(runs: Sequence[Run]) -> list[str]:
    """Return one name for each run: its optimizer, or what else tells it from the others, or both where both differ."""
    pairs = names_of(runs)
    titles = {title for title, _ in pairs}
    if len(titles) == len(runs):
        return [title for title, _ in pairs]
    return [detail for _, detail in pairs] if len(titles) == 1 else [phrased(pair) for pair in pairs]


def names_alone(runs: Sequence[Run]) -> list[str]:
    """Return the shortest words that tell each run from all others: its optimizer, what else it has, or both."""
    pairs = names_of(runs)
    words = Counter(word for pair in pairs for word in set(pair))
    return [next((word for word in pair if words[word] == 1), phrased(pair)) for pair in pairs]


def directories_of(runs: Sequence[Run]) -> list[str]:
    """Return the name of each run's directory, with as many of its parents as tell it from the others.

    Those that are alike even so, being one, have numbers.
    """
    homes = {parent: parent.resolve() for parent in {run.path.parent for run in runs}}
    every = [(homes[run.path.parent] / run.path.name).resolve().parts for run in runs]
    ends = [Counter(parts[-k:] for parts in every) for k in range(1, max(map(len, every), default=0) + 1)]
    tails = []
    for parts in every:
        count = next((k for k in range(1, len(parts) + 1) if ends[k - 1][parts[-k:]] == 1), 1)
        tails.append(_plain("/".join(parts[-count:])))
    alike, seen = Counter(tails), Counter[str]()
    for i, tail in enumerate(tails):
        if alike[tail] > 1:
            seen[tail] += 1
            tails[i] = f"{tail} ({seen[tail]})"
    return tails


def words_shown_of(runs: Sequence[Run], title: str | None) -> list[str]:
    """Return what pictures of runs say in words of their own: the title, and names of all kinds."""
    shown = [runs[0].problem["title"] if title is None else title]
    for run in runs:
        about = run.problem
        named = (about["parameters"], about.get("features"), about.get("classes"), [about.get("target")])
        shown += [run.optimizer["title"], *(str(name) for names in named for name in names or () if name)]
    if len(runs) > 1:
        shown += [name for pair in names_of(runs) for name in pair]
    return list(dict.fromkeys(shown))


def _plain(words: str) -> str:
    """Return words with what cannot be printed written out, and cut in their middle where they are long."""
    shown = visible(words[:1000]).strip()
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - END - 1]}…{shown[-END:]}"


def place_in_words(at: Sequence[float], digits: int = 6) -> str:
    """Return a place: a point in brackets, or a bare number, each rounded to so many significant digits."""
    words = [tick(value, digits) for value in at]
    return words[0] if len(words) == 1 else point(words)


def _differences(runs: Sequence[Run]) -> list[str]:
    """Return in words, for each run, the choices in which those that have them are not all alike."""
    choices = [_words_of(run) for run in runs]
    names = differing(choices)
    return [phrased(words[name] for name in names if name in words) for words in choices]


def _words_of(run: Run) -> dict[str, str]:
    """Return in words what was chosen for a run, by name; its start has words of its own."""
    chosen = {name: _in_words(name, value) for name, value in choices_of(run).items() if name != "start"}
    chosen |= {f"problem's {name}": _in_words(name, value) for name, value in run.problem["options"].items()}
    if "y" in run.data:
        chosen["data"] = counted("{n} point", "{n} points", len(run.data["y"]))
    return {name: words for name, words in chosen.items() if words}


def _in_words(name: str, value: Any) -> str:
    """Return a choice in words; none for what is not known."""
    if name == "learning rate":
        return said("lr {rate}", rate=rate_in_words(value)) if value else ""
    if name == "schedule":
        kind, *settings = value or ("constant",)
        return said("{kind} schedule {settings}", kind=kind, settings=" ".join(map(tick, settings))).rstrip()
    if name == "batch":
        return said("full batch") if value is None else batch_in_words(int(value))
    if name == "sampling":
        return said("with replacement") if value == "replacement" else value or ""
    if name in COMPARED:
        return "" if value is None else said("seed {seed}", seed=str(value))
    shown = tick(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value).lower()
    return said("{name} {value}", name=name.replace("_", " "), value=shown)
