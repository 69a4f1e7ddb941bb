"""Pages of what nobody means: addresses by hand, functions of any size, runs that end nowhere, no title."""

import re

import pytest
from charts import settle

import gdviz

NONSENSE = (
    "lossview=-5,-4,-5,-4",
    "lossview=0,1,0,1e-320",
    "lossview=1e300,1.1e300,1,2",
    "view=0,1e-300,0,1e-300",
    "view=-1e308,1e308,-1e308,1e308",
    "view=1e10,1e11,1e10,1e11",
    "camera=1e99,1e99,0",
    "camera=1,2,1e-300,1e300,1e300",
    "start=NaN,1e999",
    "optimizer=__proto__&set.__proto__=5&set.constructor=1",
    "optimizer=adam&set.beta1=1&set.eps=-1&set.lr=1e308",
    "set.steps=-3&speed=1e-300",
)


def go(window, address):
    """Bring the page to an address, and wait until it has heard of it."""
    heard = "(address) => new Promise((heard) => { addEventListener('hashchange', heard, { once: true }); "
    window.evaluate(heard + "location.hash = address })", address)


def test_an_address_that_means_nothing_leaves_a_page_that_answers(opened, page):
    window = opened(page)
    reset = window.locator(".panel-loss").get_by_role("button", name=window.evaluate("gdviz.words.reset"))
    for address in NONSENSE:
        go(window, address)
        settle(window)
        window.get_by_role("slider", name="Step").focus()
        window.keyboard.press("Home")
        settle(window)
        assert window.locator(".scrubber").input_value() == "0", address
        assert not reset.is_visible(), f"all of the loss is seen: {address}"
    go(window, "view=-1,1,-1,1&lossview=10,20,1,100")
    settle(window)
    shown = window.evaluate("[gdviz.state.view, gdviz.state.lossView]")
    assert shown == [[-1, 1, -1, 1], [10, 20, 1, 100]]
    assert reset.is_visible()


@pytest.mark.parametrize(("problem", "panel"), [("line", "fit"), ("logistic", "boundary"), ("parabola", "curve")])
def test_nor_does_a_view_that_no_reader_could_have_zoomed_to(problem, panel, opened, solved, tmp_path):
    window = opened(gdviz.explore(solved(problem), tmp_path / "page.html"))
    for view in ("0,1,0,1e-320", "0,1e-300,0,1e-300", "-1e308,1e308,-1e308,1e308", "1e10,1e11,1e10,1e11"):
        go(window, f"zoom.{panel}={view}")
        settle(window)
        reset = window.locator(f".panel-{panel}").get_by_role("button", name=window.evaluate("gdviz.words.reset"))
        assert not reset.is_visible(), f"all of it is seen: {view}"


@pytest.mark.parametrize("scale", ["1e-200", "1e200"])
def test_where_a_handle_stands_is_told_without_exponents(scale, opened, tmp_path):
    box = {"domain": [-1, 1, -1, 1], "start": [0.5, 0.5], "lr": 0.2 / float(scale), "steps": 3}
    run = gdviz.solve(None, function=f"{scale}*(x**2 + 2*y**2)", out=tmp_path / "run", **box)
    window = opened(gdviz.explore(run, tmp_path / "page.html"))
    handles = window.locator("div[role=slider]").all()
    assert len(handles) == 2
    for handle in handles:
        assert re.fullmatch(r"\d+\.\d", handle.get_attribute("aria-valuenow"))
        assert 0 <= float(handle.get_attribute("aria-valuenow")) <= 100
        assert handle.get_attribute("aria-valuetext")


def test_what_is_not_known_of_a_last_step_is_not_told(opened, solved, tmp_path):
    run = gdviz.solve("parabola", lr=3, steps=40, out=tmp_path / "run")
    window = opened(gdviz.explore(run, tmp_path / "page.html"))
    told = window.locator("section.panel-curve [id^=about]").text_content()
    assert "f = " in told
    assert "NaN" not in told


@pytest.mark.parametrize("title", ["", "  \t"])
def test_a_page_without_a_title_has_a_name_all_the_same(title, opened, solved, tmp_path):
    window = opened(gdviz.explore(solved("bowl"), tmp_path / "page.html", title=title))
    assert window.title() == window.locator("h1").text_content() == solved("bowl").path.name
    assert window.locator("h1").bounding_box()["width"] <= 1
