"""Languages: every word that pictures show, out of one catalogue, and numbers as each language writes them."""

from gdviz.languages.catalogue import (
    clauses,
    counted,
    enumerated,
    listed,
    phrased,
    point,
    prose,
    said,
    said_as,
    to_say,
)
from gdviz.languages.choosing import autonym, chosen_language
from gdviz.languages.numbers import localized
from gdviz.languages.speaking import ENGLISH, Language, speaking, spoken

__all__ = [
    "ENGLISH",
    "Language",
    "autonym",
    "chosen_language",
    "clauses",
    "counted",
    "enumerated",
    "listed",
    "localized",
    "phrased",
    "point",
    "prose",
    "said",
    "said_as",
    "speaking",
    "spoken",
    "to_say",
]
