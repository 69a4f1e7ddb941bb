"""The lit relief of a page: what it is told, and in a browser, what it shows, how it is turned, and without WebGL."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from gdviz.analysis.trajectory import widest
from gdviz.pages.relief import CELLS, relief_of
from gdviz.relief.diorama import Diorama
from gdviz.relief.markers import BALL
from gdviz.relief.view import View
from gdviz.rendering.pages import explore
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

HILL = "4*exp(-2*(x**2 + y**2)) + 0.05*x**2 + 0.05*y**2"
# Contexts of WebGL, which no element of the page holds, are remembered as they are made.
REMEMBER = """
const make = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...how) {
  const made = make.call(this, kind, ...how);
  if (kind === "webgl2") (window.contexts ??= []).push(made);
  return made;
};
"""
REFUSE = REMEMBER.replace("const made =", 'if (kind === "webgl2") return null;\n  const made =')


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    home = tmp_path_factory.mktemp("relief")
    own = {
        "hill": (HILL, (-2, 2, -2, 2), (0.6, 0.8)),
        "hole": ("log(x*y) + x**2 + y**2", (-1, 3, -1, 3), (2, 2)),
        "pole": ("1/(x**2 + y**2) + x**2", (-2, 2, -1, 1), (1.5, 0.6)),
    }
    made = {
        name: solve(None, function=function, domain=domain, start=start, lr=0.02, steps=12, out=home / name)
        for name, (function, domain, start) in own.items()
    }
    return {**made, "bowl": solve("bowl", steps=20, out=home / "bowl")}


@pytest.fixture(scope="module")
def pages(runs, tmp_path_factory):
    home = tmp_path_factory.mktemp("pages")
    return {
        name: explore(runs[name], home / f"{name}.html", panels=["relief"], theme="light") for name in ("bowl", "hill")
    }


@pytest.fixture
def look(browser):
    """Return a function that opens a page and waits for its relief."""
    contexts = []

    def opened(path, address="", *, script=None, width=700, height=620, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        if script is not None:
            context.add_init_script(script)
        window = context.new_page()
        window.set_default_timeout(20_000)
        window.goto(path.resolve().as_uri() + address)
        window.wait_for_selector("canvas.relief[data-view]")
        return window

    yield opened
    for context in contexts:
        context.close()


def told(runs):
    arrays = {}
    return relief_of(runs, widest(runs), (LIGHT,), arrays), arrays


def place_in(window, world):
    """Return the pixel in the window where a world point is seen, by gdviz's own perspective."""
    canvas = window.locator("canvas.relief")
    seen, box = json.loads(canvas.get_attribute("data-view")), canvas.bounding_box()
    across, above = View(seen["azimuth"], seen["elevation"]).project(np.asarray(world))
    return box["x"] + seen["x"] + seen["scale"] * across, box["y"] + seen["y"] - seen["scale"] * above


def pixels_at(window, world, radius=1):
    """Return the pixels about a world point, as a list of colours with parts in [0, 1]."""
    x, y = place_in(window, world)
    with Image.open(io.BytesIO(window.screenshot())) as image:
        pixels = np.asarray(image.convert("RGB"), float) / 255
        i, j = (int(at * image.width / window.viewport_size["width"]) for at in (x, y))
    return pixels[j - radius : j + radius + 1, i - radius : i + radius + 1].reshape(-1, 3)


def colour_at(window, world):
    """Return the mean colour of nine pixels about a world point."""
    return pixels_at(window, world).mean(axis=0)


def ball_share(window, world):
    """Return which share of the pixels about a world point has the hue of a lone run."""
    hue = rgb(LIGHT.accent) - rgb(LIGHT.accent).mean()
    hues = pixels_at(window, world, radius=4)
    hues = hues - hues.mean(axis=1, keepdims=True)
    sizes = np.linalg.norm(hues, axis=1)
    return float(((hues @ hue > 0.8 * np.linalg.norm(hue) * sizes) & (sizes > 0.1)).mean())


def ball_of(run, step):
    diorama = Diorama([run], LIGHT, cells=CELLS)
    return diorama.ball(diorama.tracks[0], step) + 0.5 * BALL * np.array([0, 0, 1])


def test_the_mesh_and_its_light_are_those_of_the_figure(runs):
    about, arrays = told([runs["bowl"]])
    diorama = Diorama([runs["bowl"]], LIGHT, cells=CELLS)
    relief, view = diorama.relief, diorama.view(0.5)
    assert np.abs(arrays["relief.depth"] / about["depths"] - relief.depth).max() < 4e-5
    assert arrays["relief.depth"].shape == (about["cells"][1] + 1, about["cells"][0] + 1)
    assert np.abs(arrays["relief.sky"] / 255 - relief.light[..., 1]).max() < 0.05
    assert about["camera"] == {"azimuth": view.azimuth % 360, "elevation": view.elevation, "distance": 1}
    assert about["lamp"] == relief.lamp.tolist()
    assert not {"relief.ground", "relief.plateau", "relief.lanes.0"} & arrays.keys()


def test_points_of_the_plane_lie_on_the_base_where_the_figure_has_them(runs):
    about, _ = told([runs["pole"]])
    relief = Diorama([runs["pole"]], LIGHT, cells=CELLS).relief
    points = np.array([[0.3, -1.2], [-2.0, 2.0]])
    assert np.allclose((points - about["middle"]) * about["perUnit"], relief.place(points), atol=1e-12)


def test_no_vertex_is_on_the_other_side_of_a_rim(runs):
    for name, field in (("hole", "ground"), ("pole", "plateau")):
        about, arrays = told([runs[name]])
        signed = getattr(Diorama([runs[name]], LIGHT, cells=CELLS).relief, field)
        assert ((arrays[f"relief.{field}"] > 128) == (signed > 0)).all()
        assert (arrays[f"relief.{field}"] != 128).all()
        assert sum(about["rims"]) == len(arrays.get("relief.rims", ()))


def test_runs_that_coincide_are_told_their_lanes(tmp_path):
    same = [solve("bowl", steps=15, out=tmp_path / str(k)) for k in range(2)]
    _, arrays = told(same)
    left, right = (arrays[f"relief.lanes.{k}"].astype(int) - 128 for k in range(2))
    assert len(left) == 16
    assert np.abs(left + right).max() <= 1
    assert np.abs(left).max() == 8


def test_a_run_without_a_plane_has_no_relief(tmp_path):
    line = solve(None, function="x**2", start=(1.5,), lr=0.3, steps=4, out=tmp_path / "line")
    assert told([line])[0] is None


@pytest.mark.parametrize(("step", "width", "ratio"), [(0, 700, 1), (3, 360, 3), (20, 1200, 1.5)])
def test_a_ball_is_where_its_run_is(look, pages, runs, step, width, ratio):
    window = look(pages["bowl"], f"#step={step}", width=width, device_scale_factor=ratio)
    assert ball_share(window, ball_of(runs["bowl"], step)) > 0.8


def test_a_hill_hides_what_is_behind_it(look, pages, runs):
    ball = ball_of(runs["hill"], 12)
    way = np.degrees(np.arctan2(ball[1], ball[0]))
    window = look(pages["hill"], f"#step=12&camera={way},30,1")
    assert ball_share(window, ball) > 0.8
    behind = look(pages["hill"], f"#step=12&camera={way + 180},20,1")
    assert ball_share(behind, ball) < 0.4


def test_keys_turn_it_and_bring_it_back(look, pages):
    window = look(pages["bowl"])
    canvas = window.locator("canvas.relief")
    before = json.loads(canvas.get_attribute("data-view"))
    still = window.screenshot()
    canvas.focus()
    window.keyboard.press("ArrowLeft")
    window.keyboard.press("ArrowUp")
    window.wait_for_function("() => location.hash.includes('camera=')")
    after = json.loads(canvas.get_attribute("data-view"))
    assert (after["azimuth"] - before["azimuth"]) % 360 == 355
    assert after["elevation"] == before["elevation"] + 5
    assert window.screenshot() != still
    address = window.evaluate("location.hash")
    window.reload()
    window.wait_for_selector("canvas.relief[data-view]")
    assert json.loads(canvas.get_attribute("data-view"))["azimuth"] == after["azimuth"]
    assert window.evaluate("location.hash") == address
    window.locator("canvas.relief").focus()
    window.keyboard.press("0")
    window.wait_for_function("() => !location.hash.includes('camera=')")
    assert json.loads(canvas.get_attribute("data-view")) == before


def test_it_turns_after_the_pointer_and_zooms_about_it(look, pages):
    window = look(pages["bowl"])
    canvas = window.locator("canvas.relief")
    box, before = canvas.bounding_box(), json.loads(canvas.get_attribute("data-view"))
    # A wheel is told where it is in whole pixels.
    x, y = round(box["x"] + 0.4 * box["width"]), round(box["y"] + 0.4 * box["height"])
    window.mouse.move(x, y)
    window.mouse.down()
    window.mouse.move(x + 100, y + 20, steps=4)
    window.mouse.up()
    window.wait_for_timeout(50)
    turned = json.loads(canvas.get_attribute("data-view"))
    assert (before["azimuth"] - turned["azimuth"]) % 360 == pytest.approx(45, abs=3)
    assert turned["elevation"] > before["elevation"]
    window.mouse.move(x, y)
    window.mouse.wheel(0, -200)
    window.wait_for_timeout(50)
    nearer = json.loads(canvas.get_attribute("data-view"))
    assert nearer["distance"] < 1
    spots = [((x - box["x"] - v["x"]) / v["scale"], (y - box["y"] - v["y"]) / v["scale"]) for v in (turned, nearer)]
    assert spots[0] == pytest.approx(spots[1], abs=1e-6)


def test_a_wheel_that_was_not_asked_for_scrolls_the_page(look, pages):
    window = look(pages["bowl"])
    canvas = window.locator("canvas.relief")
    before = canvas.get_attribute("data-view")
    wheel = """(node, how) => {
      const event = new WheelEvent("wheel", {deltaY: -100, cancelable: true, bubbles: true, ...how});
      node.dispatchEvent(event);
      return event.defaultPrevented;
    }"""
    assert not canvas.evaluate(wheel, {})
    assert canvas.get_attribute("data-view") == before
    assert canvas.evaluate(wheel, {"ctrlKey": True})
    window.wait_for_function("node => node.dataset.view.includes('right')", arg=canvas.element_handle())


def test_one_finger_turns_it_sideways_and_two_zoom(look, pages):
    window = look(pages["bowl"], has_touch=True)
    canvas = window.locator("canvas.relief")
    box, before = canvas.bounding_box(), json.loads(canvas.get_attribute("data-view"))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = window.context.new_cdp_session(window)

    def touch(kind, *spots):
        points = [{"x": x + dx, "y": y + dy, "id": k} for k, (dx, dy) in enumerate(spots)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        window.wait_for_timeout(30)

    touch("touchStart", (0, 0))
    for way in (20, 40, 60):
        touch("touchMove", (way, 2))
    touch("touchEnd")
    window.wait_for_timeout(50)
    turned = json.loads(canvas.get_attribute("data-view"))
    # The first stretch is the browser's, to see what it is to be.
    assert 8 < (before["azimuth"] - turned["azimuth"]) % 360 < 40
    assert turned["elevation"] == before["elevation"]
    touch("touchStart", (-30, 0), (30, 0))
    for way in (40, 50, 60):
        touch("touchMove", (-way, 0), (way, 0))
    touch("touchEnd")
    window.wait_for_timeout(50)
    assert json.loads(canvas.get_attribute("data-view"))["distance"] == pytest.approx(0.5, abs=0.1)


def test_a_relief_that_is_scrolled_away_gives_its_context_back(look, runs, tmp_path):
    path = explore(runs["bowl"], tmp_path / "tall.html", panels=["relief", "loss"])
    window = look(path, script=REMEMBER, width=320, height=240)
    lost = "() => contexts.every((context) => context.isContextLost())"
    window.locator(".panel-relief").scroll_into_view_if_needed()
    window.wait_for_function(lost.replace("every", "some").replace("context.is", "!context.is"))
    window.locator(".panel-loss").evaluate("node => { node.style.marginTop = '2000px'; node.scrollIntoView(); }")
    window.wait_for_function(lost)
    assert "WebGL" not in window.locator(".relief-notes").text_content()


def test_what_is_pointed_at_is_told_as_it_was_recorded(look, pages, runs):
    run = runs["bowl"]
    window = look(pages["bowl"], "#step=20")
    diorama = Diorama([run], LIGHT, cells=CELLS)
    at = diorama.relief.drape(diorama.relief.place(np.asarray(run.params[1])))
    window.mouse.move(*place_in(window, at))
    words = window.locator(".readout").inner_text()
    assert [f"{value:.9g}".replace("-", "−") in words for value in (*run.params[1], run.loss[1])] == [True] * 3
    # Far from the path it is the place that is told.
    away = np.array([-0.7, -0.6])
    window.mouse.move(*place_in(window, diorama.relief.drape(away, lift=0.0)))
    point = away / (diorama.relief.place(np.ones(2)) - diorama.relief.place(np.zeros(2)))
    x = float(window.locator(".readout dd").first.inner_text().replace("−", "-"))
    assert x == pytest.approx(point[0], abs=0.06)


def test_without_webgl_it_is_painted_coarsely_and_says_so(look, pages, runs):
    window = look(pages["bowl"], "#step=3", script=REFUSE)
    assert "WebGL" in window.locator(".relief-notes").inner_text()
    assert ball_share(window, ball_of(runs["bowl"], 3)) > 0.8
    fine = look(pages["bowl"], "#step=3")
    assert "WebGL" not in fine.locator(".relief-notes").inner_text()
    relief = Diorama([runs["bowl"]], LIGHT, cells=CELLS).relief
    for base in ([-0.6, -0.5], [0.3, 0.6], [-0.5, 0.6]):
        spot = relief.drape(np.array(base))
        assert np.abs(colour_at(window, spot) - colour_at(fine, spot)).max() < 0.12


def test_a_context_that_is_lost_and_comes_back_leaves_no_gap(look, pages):
    window = look(pages["bowl"], "#step=3", script=REMEMBER)
    relief = np.array([0.3, 0.6, 0.1])
    before = colour_at(window, relief)
    window.evaluate("window.ext = contexts[0].getExtension('WEBGL_lose_context'); ext.loseContext()")
    window.wait_for_function("() => document.querySelector('.relief-notes').textContent.includes('WebGL')")
    window.wait_for_timeout(50)
    assert np.abs(colour_at(window, relief) - before).max() < 0.12
    window.evaluate("ext.restoreContext()")
    window.wait_for_function("() => !document.querySelector('.relief-notes').textContent.includes('WebGL')")
    window.wait_for_timeout(50)
    assert np.abs(colour_at(window, relief) - before).max() < 0.01


@pytest.mark.parametrize("camera", ["45,500,0", "-1e300,-90,1e9", "1e9,90,-5", "0,0,1,99,-99"])
def test_any_camera_in_the_address_shows_the_relief(look, pages, camera):
    window = look(pages["bowl"], f"#camera={camera}")
    seen = json.loads(window.locator("canvas.relief").get_attribute("data-view"))
    assert -20 <= seen["elevation"] <= 90
    assert 0.1 < seen["distance"] < 2
    assert all(np.isfinite(value) for value in seen.values())
