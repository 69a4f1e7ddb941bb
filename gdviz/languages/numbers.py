"""Numbers as a language writes them: its decimal sign, and what stands between thousands."""

from functools import cache

from gdviz.languages.speaking import spoken


def localized(number: str) -> str:
    """Return a number that is written as in English, such as "−1,234.5", as the spoken language writes it."""
    name = spoken().name
    return number if name == "en" else number.translate(_signs(name))


@cache
def signs_of(name: str) -> tuple[str, str]:
    """Return a language's decimal sign, and what stands between thousands."""
    if name == "en":
        return ".", ","
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return get_decimal_symbol(name), get_group_symbol(name)


@cache
def _signs(name: str) -> dict[int, str]:
    decimal, thousands = signs_of(name)
    return {ord("."): decimal, ord(","): thousands}
