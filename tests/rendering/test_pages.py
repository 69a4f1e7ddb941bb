"""Pages into files, from Python."""

import pytest

import gdviz
from gdviz.rendering.pages import explore


def test_a_run_or_several_make_a_page(solved, tmp_path):
    assert gdviz.explore is explore
    path = explore(solved("bowl"), tmp_path / "new" / "bowl.html")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    runs = [gdviz.solve("rosenbrock", name, steps=600, out=tmp_path / name) for name in ("gd", "momentum", "adam")]
    assert explore(runs, str(tmp_path / "race.htm")).stat().st_size < 400_000


def test_the_same_run_makes_the_same_bytes(solved, tmp_path):
    first, second = (explore(solved("rosenbrock"), tmp_path / f"{i}.html").read_bytes() for i in range(2))
    assert first == second


def test_a_page_has_its_place_by_default(solved, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert explore(solved("bowl"), panels=["loss"]).as_posix() == "renders/page-bowl.html"


def test_a_title_stands_instead_of_the_problems_and_may_be_left_out(solved, tmp_path):
    told = explore(solved("bowl"), tmp_path / "a.html", title="My <own> title", panels=["loss"]).read_text("utf-8")
    assert "<h1>My &lt;own&gt; title</h1>" in told
    assert "<h1></h1>" not in told


def test_a_fragment_is_no_document(solved, tmp_path):
    made = explore(solved("bowl"), tmp_path / "a.html", fragment=True, panels=["loss"], size="900x420")
    assert made.read_text("utf-8").startswith("<iframe ")
    assert 'width="900" height="420"' in made.read_text("utf-8")


def test_a_page_is_framed_in_the_size_that_is_asked_for(solved, tmp_path):
    asked = {(900, 420): 'width="900" height="420"', None: 'width="100%" height="720"'}
    for size, words in asked.items():
        made = explore(solved("bowl"), tmp_path / "a.html", panels=["loss"], size=size)
        assert words in made.html()
        assert words in made.html(embed=False)
    with pytest.raises(TypeError, match=r"^explore has no argument 'fps': a page is painted as often as its reader's"):
        explore(solved("bowl"), fps=3)


@pytest.mark.parametrize(
    ("how", "answer"),
    [
        ({"theme": "drak"}, "unknown theme 'drak'; did you mean 'dark'? There are auto, light, dark"),
        ({"lang": "xx"}, "unknown language 'xx'; "),
        ({"palette": "virdis"}, "unknown palette 'virdis'; did you mean 'viridis'?"),
        ({"out": "page.png"}, "a page is an .html file, and 'page.png' is none; try -o page.html"),
        ({"panels": ["contur"]}, "unknown panel 'contur'; did you mean 'contour'?"),
        ({"state": "stpe=1"}, "unknown part of a state 'stpe'; did you mean 'step'?"),
    ],
)
def test_a_mistake_is_answered_in_one_sentence_and_nothing_is_written(how, answer, solved, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"^[^\n]*$") as caught:
        explore(solved("bowl"), **how)
    assert str(caught.value).startswith(answer)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("runs", "answer"),
    [
        ([], "runs must be a run, its directory, a sweep, or a list of runs, not "),
        ([1], "runs must be a run, its directory, a sweep, or a list of runs, not "),
        ("nowhere", "there is no run in nowhere; make one with"),
    ],
    ids=["none", "a number", "a place"],
)
def test_what_is_no_run_is_refused(runs, answer, tmp_path):
    with pytest.raises(ValueError, match=f"^{answer}"):
        explore(runs, tmp_path / "x.html")


def test_a_page_that_cannot_be_made_leaves_the_old_one(solved, tmp_path):
    path = explore(solved("bowl"), tmp_path / "a.html", panels=["loss"])
    before = path.read_bytes()
    with pytest.raises(ValueError, match="two problems"):
        explore([solved("bowl"), solved("rosenbrock")], path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.html"]
