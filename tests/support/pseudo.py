"""A language in which every sentence of the catalogue is in letters of its own, so that words that are not are seen."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from string import Formatter
from typing import Any

import pytest

from gdviz.languages import Language, catalogue

PSEUDO = Language("xx")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Cyrillic letters are about as wide, and have capitals too.
_OWN = {ord(letter): chr(0x430 + i) for i, letter in enumerate(_LATIN)}
_OWN |= {ord(letter.upper()): chr(0x410 + i) for i, letter in enumerate(_LATIN)}
# Formulas, numbers with a power of ten, and what are names in all languages.
_FORMULA = re.compile(r"\$[^$]*\$|\d(?:[.,]\d+)?e[+−-]?\d+|\\[a-zA-Z]+")
_WORD = re.compile(r"[A-Za-z]{2,}")


class _Translations(NullTranslations):
    def gettext(self, message: str) -> str:
        return in_own_letters(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return in_own_letters(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return in_own_letters(message)


def in_own_letters(sentence: str) -> str:
    """Return a sentence in other letters, all but its places."""
    if "{" not in sentence:
        return sentence.translate(_OWN)
    parts = Formatter().parse(sentence)
    return "".join(words.translate(_OWN) + (f"{{{name}}}" if name is not None else "") for words, name, _, _ in parts)


@contextmanager
def pseudo_spoken() -> Iterator[None]:
    """Let PSEUDO be a language for as long as the block lasts."""
    known = catalogue._translations

    def translations(name: str) -> Any:
        return _Translations() if name == PSEUDO.name else known(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "_translations", translations)
        patch.setattr("gdviz.languages.choosing.language_names", lambda: ["en", PSEUDO.name])
        for module in ("pages.words", "style.formula"):
            patch.setattr(f"gdviz.{module}.signs_of", lambda name: (".", ","))
        patch.setattr("gdviz.languages.numbers._signs", lambda name: {ord("."): ".", ord(","): ","})
        catalogue._voice.cache_clear()
        yield
    catalogue._voice.cache_clear()


def escaped(words: str, names: Iterable[str]) -> list[str]:
    """Return what of words is in no letters of PSEUDO, and no formula nor in one of the names, which may be cut."""
    known = " ".join(names)
    return [word for word in _WORD.findall(_FORMULA.sub(" ", words)) if word not in known]


def names_in_runs(runs: Iterable[Any]) -> set[str]:
    """Return what runs bring of names: of parameters, columns, classes, settings and directories."""
    found: set[str] = set()
    for run in runs:
        about = run.problem
        lists = (about["parameters"], about.get("features"), about.get("classes"), [about.get("target")])
        found |= {str(name) for some in lists for name in some or () if name}
        found |= {name.replace("_", " ") for name in run.optimizer["hyperparameters"]}
        found |= {run.optimizer["name"], run.path.name, *run.metrics}
    return found - {""}
