"""A page for everybody: what axe-core looks for, at any width and in both themes, and all of it by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from charts import settle

from gdviz.rendering.pages import explore
from gdviz.solving.solver import solve

AXE = Path(__file__).parents[2] / "gdviz" / "pages" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
LOOK = "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })"
# All that a reader can do something with; a field in what is folded away, or in a dialogue, is not there yet.
REACHABLE = """() => {
  const all = [...document.querySelectorAll("button, input, select, summary, a[href], [tabindex='0']")];
  const isThere = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("dialog") && !one.disabled;
  const shown = all.filter(isThere);
  shown.forEach((one, index) => (one.dataset.place = index));
  return shown.map((one) => one.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory, page: Path) -> Callable[[str], Path]:
    """Return a function that gives a page by its name: of a race, of all panels that a run can have, of classes."""
    home = tmp_path_factory.mktemp("access")

    def made(name: str) -> Path:
        file = home / f"{name}.html"
        return page if name == "race" else explore(solve(name, steps=20, out=home / name), file)

    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["race", "line", "mlp"])
def test_axe_finds_nothing(name: str, scheme: str, opened: Any, pages: Callable[[str], Path]) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make bundle` brings it")
    window = opened(pages(name), color_scheme=scheme)
    window.evaluate(AXE.read_text(encoding="utf-8"))

    def wrong() -> list[tuple[str, list[str]]]:
        found = window.evaluate(LOOK)["violations"]
        return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]

    # So high that nothing lies below the bar of the clock.
    for width in (360, 800, 1600):
        window.set_viewport_size({"width": width, "height": 2400})
        settle(window)
        assert wrong() == [], width
    for summary in window.locator("summary").all():
        summary.click()
    window.locator(".chart").first.focus()
    if name == "line":
        window.evaluate("gdviz.set({ settings: { lr: 9 } })")
        settle(window)
    assert wrong() == [], "with all of it open"
    if window.get_by_role("button", name="The command").count():
        window.get_by_role("button", name="The command").click()
        assert wrong() == [], "with the command"


@pytest.mark.parametrize("name", ["race", "line", "mlp"])
@pytest.mark.parametrize("width", [360, 1200])
def test_tab_goes_through_everything_in_order_and_shows_where_it_is(
    name: str, width: int, opened: Any, pages: Callable[[str], Path]
) -> None:
    window = opened(pages(name), width=width)
    for summary in window.locator("summary").all():
        summary.click()
    shown = window.evaluate(REACHABLE)
    order = []
    window.locator("h1").click()
    for _ in shown:
        window.keyboard.press("Tab")
        place, looks = window.evaluate("""() => {
          const at = document.activeElement;
          const style = [at, at.firstElementChild ?? at].map((one) => getComputedStyle(one));
          return [at.dataset.place, style.some(({ outlineStyle }) => outlineStyle !== "none")];
        }""")
        order.append(int(place))
        assert looks, shown[int(place)]
    assert order == list(range(len(shown)))
    # And it lets go of the page, backwards too.
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.dataset.place") in (None, "0")


def test_every_panel_and_dial_does_by_keys_what_it_does_by_mouse(opened: Any, pages: Callable[[str], Path]) -> None:
    window = opened(pages("line"))
    window.locator("summary").click()
    state = "JSON.stringify([gdviz.state.view, gdviz.state.lossView, gdviz.state.views, gdviz.state.camera])"
    window.keyboard.press("Tab")
    for panel in ("fit", "contour", "relief", "loss"):
        before = window.evaluate(state)
        window.locator(f".panel-{panel} .chart[tabindex='0']").focus()
        settle(window)
        if panel != "relief":
            assert window.locator(f".panel-{panel} .readout").is_visible(), "what is there is told"
        window.keyboard.press("+")
        settle(window)
        assert window.evaluate(state) != before, panel
        window.locator(f".panel-{panel}").get_by_role("button", name="Reset").press("Enter")
        settle(window)
        assert window.evaluate(state) == before, panel
    for handle in (".panel-contour .start", ".panel-momentum-plane .start"):
        before = window.evaluate("JSON.stringify([gdviz.state.start, gdviz.state.settings])")
        window.locator(handle).press("ArrowRight")
        assert window.evaluate("JSON.stringify([gdviz.state.start, gdviz.state.settings])") != before, handle
    settle(window)
    window.get_by_role("button", name="As recorded").press("Enter")
    settle(window)
    for slider in window.locator("#solving .slider").all():
        before = window.evaluate("JSON.stringify(gdviz.state.settings)")
        slider.press("ArrowRight")
        assert window.evaluate("JSON.stringify(gdviz.state.settings)") != before
    window.get_by_role("button", name="The command").press("Enter")
    assert window.get_by_role("dialog").is_visible()
    window.keyboard.press("Escape")
    assert not window.get_by_role("dialog").is_visible()
    assert window.evaluate("document.activeElement.getAttribute('aria-label')") == "The command that makes it"
