"""What cannot be read or told apart is named, with the pair and the readers."""

from dataclasses import replace

from gdviz.style.legibility import faults
from gdviz.style.themes import DARK, LIGHT, Series


def test_the_themes_have_no_fault() -> None:
    assert faults(LIGHT) == faults(DARK) == []


def test_what_is_too_faint_on_its_page_is_named() -> None:
    found = faults(replace(LIGHT, ink="#9a9a9a"))
    assert found[0] == "ink #9a9a9a on the page #ffffff has a contrast of 2.8, and words need 4.5"
    (first, *_) = faults(replace(DARK, series=(Series("#30353d", (), "o"), *DARK.series[1:])))
    assert first == "series 1 #30353d on the page #11151c has a contrast of 1.5, and lines and markers need 3"


def test_two_runs_that_look_alike_are_named_with_those_who_see_them_so() -> None:
    twins = replace(LIGHT, series=(LIGHT.series[0], Series("#6f7a12", (), "s"), *LIGHT.series[2:]))
    assert (
        "series 1 #dc3019 and series 2 #6f7a12 look alike to readers with deuteranopia: 11 apart, and 20 are enough"
        in (faults(twins))
    )
    same = replace(LIGHT, series=(*LIGHT.series[:2], LIGHT.series[0], *LIGHT.series[3:]))
    assert faults(same)[0] == "series 1 #dc3019 and series 3 #dc3019 look alike: 0 apart, and 20 are enough"


def test_classes_are_told_from_each_other_and_from_the_accent() -> None:
    found = faults(replace(LIGHT, classes=("#dc3019", "#dd3a20")))
    assert [words.partition(" look")[0] for words in found] == [
        "accent #dc3019 and class 1 #dc3019",
        "accent #dc3019 and class 2 #dd3a20",
        "class 1 #dc3019 and class 2 #dd3a20",
    ]


def test_more_runs_than_six_are_told_apart_by_dash_and_marker() -> None:
    assert faults(replace(LIGHT, series=(*LIGHT.series[:6], LIGHT.series[0]))) == []


def test_a_path_that_is_lost_on_the_field_is_named_with_the_place() -> None:
    sunk = replace(LIGHT, accent="#3d95b0", casing="#3d95b0")
    (words,) = [words for words in faults(sunk) if "lost" in words and words.startswith("accent")]
    assert words.startswith("accent #3d95b0 is lost on the field where that is #")
