"""What is said, in the language that is spoken: whole sentences out of the catalogue, by GNU gettext.

The catalogue of a language is its .po file; what it lacks is said in English.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, reduce
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from numbers import Integral

from gdviz.languages.numbers import localized
from gdviz.languages.speaking import FOLDER, Language, spoken


def said(sentence: str, /, **places: object) -> str:
    """Return a sentence in the language that is spoken, with what stands in its places.

    Parameters
    ----------
    sentence
        In English, whole: its order, and where its places stand, are the translator's.
    places
        What stands in braces, by name. Whole numbers are written with their thousands apart, other numbers come as
        text from gdviz.style.numerals. Without any, the braces stay.

    Examples
    --------
    >>> said("{run} comes lowest after {steps} steps", run="Adam", steps=1200)
    'Adam comes lowest after 1,200 steps'
    """
    own, translations = _voice(spoken())
    return _filled(own.get(sentence) or (sentence and translations.gettext(sentence)), places)


def said_as(context: str, sentence: str, /, **places: object) -> str:
    """Return a sentence that is said otherwise elsewhere: the context, a word or two, tells translators where it is."""
    own, translations = _voice(spoken())
    return _filled(own.get(sentence) or translations.pgettext(context, sentence), places)


def counted(singular: str, plural: str, n: int, /, **places: object) -> str:
    """Return a sentence about so many things, whose number is in it as {n}, or need not be.

    Examples
    --------
    >>> counted("{n} step", "{n} steps", 1)
    '1 step'
    """
    own, translations = _voice(spoken())
    said_for_it = own.get(singular if n == 1 else plural) or translations.ngettext(singular, plural, n)
    return _filled(said_for_it, {"n": n, **places})


def to_say(sentence: str) -> str:
    """Return a sentence as it is: it goes into the catalogue, and is said later, by what takes it from a table."""
    return sentence


def phrased(phrases: Iterable[str]) -> str:
    """Return phrases as "a, b, c", without those that are empty."""
    return _joined(phrases, lambda first, second: said("{first}, {second}", first=first, second=second))


def enumerated(numbers: Iterable[str]) -> str:
    """Return numbers as "1.5, 2, 3": where a comma begins decimals, another sign stands between them."""
    return _joined(
        numbers, lambda first, second: said_as("two numbers", "{first}, {second}", first=first, second=second)
    )


def point(numbers: Sequence[str]) -> str:
    """Return numbers as "(1.5, 2, 3)": a place, or a vector."""
    if len(numbers) == 2:
        return said("({x}, {y})", x=numbers[0], y=numbers[1])
    return f"({enumerated(numbers)})"


def clauses(phrases: Iterable[str]) -> str:
    """Return phrases as "a; b; c", without those that are empty."""
    return _joined(phrases, lambda first, second: said("{first}; {second}", first=first, second=second))


def prose(sentences: Iterable[str]) -> str:
    """Return sentences one after another, without those that are empty."""
    return _joined(
        sentences, lambda first, second: said_as("two sentences", "{first} {second}", first=first, second=second)
    )


def listed(words: Sequence[str]) -> str:
    """Return words as "a, b and c"."""
    *others, last = words
    if not others:
        return last
    before = _joined(others, lambda first, second: said_as("a list", "{first}, {second}", first=first, second=second))
    return said("{first} and {second}", first=before, second=last)


def letters_of(language: Language) -> list[str]:
    """Return all that a language says, for whoever looks for its letters in fonts; nothing of English."""
    _, translations = _voice(language)
    every = getattr(translations, "_catalog", {})
    return [str(words) for sentence, words in every.items() if sentence]


def _joined(phrases: Iterable[str], two: Callable[[str, str], str]) -> str:
    first, *others = [phrase for phrase in phrases if phrase] or [""]
    return reduce(two, others, first)


def _filled(sentence: str, places: dict[str, object]) -> str:
    if not places:
        return sentence
    shown = {name: localized(f"{value:,}") if isinstance(value, Integral) else value for name, value in places.items()}
    return sentence.format(**shown)


@cache
def _voice(language: Language) -> tuple[dict[str, str], NullTranslations]:
    """Return the sentences of one's own, and the catalogue."""
    return dict(language.own), _translations(language.name)


@cache
def _translations(name: str) -> NullTranslations:
    if name == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with FOLDER.joinpath(f"{name}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=name))
    compiled.seek(0)
    return GNUTranslations(compiled)
