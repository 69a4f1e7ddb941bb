"""Words of strangers, with what cannot be seen written out."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.wording import all_visible, did_you_mean, nearest, visible

UNSEEN = {
    "\x1b[31mred\x1b[0m": r"\x1b[31mred\x1b[0m",
    "over\rwritten": r"over\rwritten",
    "back\b\b": r"back\x08\x08",
    "two\nlines\ttabbed": r"two\nlines\ttabbed",
    "\x9b31m": r"\x9b31m",
    "\x00\x7f": r"\x00\x7f",
    "txt.\u202egnp.exe": r"txt.\u202egnp.exe",
    "a\u200bb\ufeffc\u2066d": r"a\u200bb\ufeffc\u2066d",
    "a\u2028b\u2029c": r"a\u2028b\u2029c",
    "\udcff.gif": r"\udcff.gif",
    "\ufffe\U0001ffff": r"\ufffe\U0001ffff",
    "\U000e0041": r"\U000e0041",
    "pass\u200dword": r"pass\u200dword",
    "\u200dعا\u200d": r"\u200dعا\u200d",
    "θ\u200c1 1\u200cθ": r"θ\u200c1 1\u200cθ",
    "θ\u200d\u200dη": r"θ\u200d\u200dη",
    "θ\u200d\u202eη": r"θ\u200d\u202eη",
    "θ\u200d\xa0θ \u200dη": r"θ\u200d" "\xa0" r"θ \u200dη",
}
SEEN = ["Bowl", "", "θ₁ − 2", "ravine 10 000", "наклон", "قاع", "谷 🏔", "R&D <b> \"x\" 'y'", r"C:\new", "100 %", "\xa0"]
JOINED = ["می\u200cروم", "क्\u200dष", "👩\u200d🔬", "❤\ufe0f\u200d🔥 and 👨\u200d👩\u200d👧"]


@pytest.mark.parametrize(("words", "shown"), UNSEEN.items())
def test_what_cannot_be_seen_is_written_out(words, shown):
    assert visible(words) == shown


@pytest.mark.parametrize("words", SEEN + JOINED)
def test_what_can_be_seen_stays(words):
    assert visible(words) == words


@given(st.text(st.characters()))
def test_nothing_unseen_is_left(words):
    shown = visible(words)
    unseen = {sign for sign in shown if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert unseen <= {"\u200c", "\u200d"}
    assert not re.search("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])", shown)
    assert visible(shown) == shown
    assert shown.encode().decode() == shown


def test_all_strings_of_a_manifest_are_made_so_and_nothing_else():
    told = {"a\x1b": ["x\u202e", {"b": "line\n end"}], "number": 1.5, "nothing": None, "yes": True}
    assert all_visible(told) == {
        r"a\x1b": [r"x\u202e", {"b": "line  end"}],
        "number": 1.5,
        "nothing": None,
        "yes": True,
    }


@pytest.mark.parametrize(
    ("wanted", "known", "near"),
    [
        ("adm", ["gd", "adam"], "adam"),
        ("ADAM", ["gd", "Adams"], "Adams"),
        ("momentun", ("nesterov", "momentum"), "momentum"),
        ("zzz", ["gd", "adam"], ""),
        ("adm", [], ""),
    ],
)
def test_the_nearest_name_is_asked_for_in_its_own_case(wanted: str, known: list[str], near: str) -> None:
    assert nearest(wanted, known) == near
    assert did_you_mean(wanted, known) == (f"did you mean {near!r}?" if near else "")


def test_a_name_that_must_be_more_alike_is_not_near() -> None:
    assert nearest("adelta", ["adam"], alike=0.5) == "adam"
    assert nearest("adelta", ["adam"], alike=0.7) == ""
