"""What a value of a JSON document has to be: rules that say where in it something is wrong, and what belongs there."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

# Letters of a text, unless it is said.
LONGEST = 1000
# Beyond this neither a float nor a JavaScript program tells one whole number from the next.
LARGEST_WHOLE = 2**53
# Yields what is wrong with a value: where in it, and what should stand there.
Rule = Callable[[Any], Iterator[tuple[str, str]]]


def text_of(most: int = LONGEST) -> Rule:
    """Return the rule of text of at most so many letters."""
    return one(lambda value: isinstance(value, str) and len(value) <= most, f"text of at most {most:,} letters")


def one(holds: Callable[[Any], bool], wanted: str) -> Rule:
    """Return the rule of a value for which a test holds; in words, what is wanted."""

    def rule(value: Any) -> Iterator[tuple[str, str]]:
        if not holds(value):
            yield "", wanted

    return rule


def among(*words: str) -> Rule:
    """Return the rule of one of some words."""
    return one(lambda value: isinstance(value, str) and value in words, " or ".join((", ".join(words[:-1]), words[-1])))


def list_of(inner: Rule, *, most: int | None = None, count: int | None = None) -> Rule:
    """Return the rule of a list, each of its values by the same rule; of at most, or just, so many."""
    wanted = "a list" + (f" of {count}" if count else "") + (f" of at most {most:,}" if most else "")

    def rule(value: Any) -> Iterator[tuple[str, str]]:
        if not isinstance(value, list) or len(value) > (most or len(value)) or len(value) != (count or len(value)):
            yield "", wanted
            return
        for place, one in enumerate(value):
            for where, what in inner(one):
                yield f"[{place}]{where}", what

    return rule


def object_of(entries: Mapping[str, Rule], *needed: str) -> Rule:
    """Return the rule of an object with these entries, of which any may be left out but those that are needed."""

    def rule(value: Any) -> Iterator[tuple[str, str]]:
        if not isinstance(value, dict):
            yield "", "an object"
            return
        for name in needed:
            if name not in value:
                yield f".{name}", "there"
        for name in entries.keys() & value.keys():
            for where, what in entries[name](value[name]):
                yield f".{name}{where}", what

    return rule


def any_of(names: Rule, inner: Rule) -> Rule:
    """Return the rule of an object with entries of any names, each by the same rule."""

    def rule(value: Any) -> Iterator[tuple[str, str]]:
        yield from list_of(names)(list(value)) if isinstance(value, dict) else [("", "an object")]
        for name, one in value.items() if isinstance(value, dict) else ():
            for where, what in inner(one):
                yield f".{name:.80}{where}", what

    return rule


def or_nothing(inner: Rule) -> Rule:
    """Return a rule that null follows as well."""
    return lambda value: iter(()) if value is None else inner(value)


def is_number(value: Any) -> bool:
    """Return whether a value is a number, which true and false are not here."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def whole_from(least: int) -> Rule:
    """Return the rule of a whole number from the least on."""

    def holds(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST_WHOLE

    return one(holds, f"a whole number from {least} to {LARGEST_WHOLE:,}")
