"""What a reader turns: the start by pointer and keys, the dials, momentum's plane; in a running page."""

import json
import re

import numpy as np
import pytest
from charts import settle

import gdviz


@pytest.fixture
def page_of(tmp_path, opened):
    def made(problem, optimizer="gd", *, address="", width=1200, **options):
        run = gdviz.solve(problem, optimizer, out=tmp_path / "run", **options)
        return opened(gdviz.explore(run, tmp_path / "page.html"), address, width=width)

    return made


def own(page):
    """Return the last parameters and the loss of the reader's run."""
    settle(page)
    return page.evaluate("gdviz.solved && [gdviz.solved.params.map((c) => c.at(-1)), gdviz.solved.loss.at(-1)]")


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_start_is_dragged_and_the_run_solved_from_there(page_of):
    page = page_of("bowl", steps=12)
    handle = page.locator(".panel-contour .start")
    assert own(page) is None
    x, y = centre(handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=3)
    page.mouse.up()
    settle(page)
    start = page.evaluate("gdviz.state.start")
    assert start[0] > -3.5
    assert start[1] < 2.0
    assert centre(handle) == pytest.approx((x + 90, y + 40), abs=2)
    params, loss = own(page)
    factor = (1 - np.array([1.0, 5.0]) * 0.31) ** 12
    np.testing.assert_allclose(params, np.array(start) * factor, rtol=1e-9)
    assert loss == pytest.approx(0.5 * np.sum([1, 5] * np.array(params) ** 2), rel=1e-9)
    assert page.evaluate("gdviz.state.view") is None, "a drag of the start does not move the chart"


def test_arrow_keys_move_the_start_and_escape_puts_it_back(page_of):
    page = page_of("bowl", steps=5)
    page.locator(".panel-contour .start").focus()
    page.keyboard.press("ArrowRight")
    coarse = page.evaluate("gdviz.state.start")
    page.keyboard.press("Shift+ArrowRight")
    fine = page.evaluate("gdviz.state.start")
    assert coarse[1] == fine[1] == 2.0
    assert coarse[0] - -3.5 == pytest.approx(0.16, abs=0.011)
    assert fine[0] - coarse[0] == pytest.approx(0.016, abs=0.0011)
    handle = page.locator(".panel-contour .start")
    settle(page)
    assert handle.get_attribute("aria-valuetext").startswith("x −3.32")
    page.keyboard.press("Escape")
    assert page.evaluate("gdviz.state.start") is None
    assert own(page) is None
    assert page.evaluate("gdviz.state.step") == 5, "the clock stays where it was"


def test_a_typed_rate_is_taken_and_a_wrong_one_refused(page_of):
    page = page_of("bowl", steps=8)
    field = page.locator(".dial .field").first
    field.fill("0.125")
    params, _ = own(page)
    np.testing.assert_allclose(params, np.array([-3.5, 2.0]) * (1 - np.array([1.0, 5.0]) * 0.125) ** 8, rtol=1e-9)
    for wrong in ("-1", "0", "", "many", "1e999"):
        field.fill(wrong)
        assert field.get_attribute("aria-invalid") == "true"
        assert page.locator(".wrong:visible").inner_text() == "A number in (0, inf)"
        assert page.evaluate("gdviz.state.settings.lr") == 0.125
    field.blur()
    settle(page)
    assert field.input_value() == "0.125"
    assert page.locator(".wrong:visible").count() == 0


def test_a_rate_that_diverges_is_told_as_gdviz_tells_it(page_of, tmp_path):
    page = page_of("bowl", steps=60)
    page.evaluate("gdviz.set({ settings: { lr: 0.5 } })")
    settle(page)
    again = gdviz.solve("bowl", lr=0.5, steps=60, out=tmp_path / "again")
    assert again.diverged
    assert page.locator("#solving .outcome").inner_text() == again.stop["message"]
    assert page.evaluate("gdviz.solved.steps") == again.steps
    assert page.evaluate("gdviz.solved.fates.at(-1)[1]").endswith(f"diverged at step {again.steps}")
    assert np.isfinite(page.evaluate("gdviz.runs[0].loss.at(-1)")), "the recorded run stays"


def test_the_slider_has_the_rate_in_its_middle_and_goes_by_powers_of_ten(page_of):
    page = page_of("bowl", steps=8, lr=0.01)
    slider = page.locator(".dial input[type=range]").first
    assert slider.input_value() == "500"
    slider.fill("1000")
    assert page.evaluate("gdviz.state.settings.lr") == 10.0
    slider.fill("333")
    assert page.evaluate("gdviz.state.settings.lr") == pytest.approx(0.001, rel=0.02)
    slider.press("ArrowRight")
    assert page.evaluate("gdviz.state.settings.lr") == pytest.approx(0.00101, rel=0.02)
    assert slider.get_attribute("aria-valuetext") == str(page.evaluate("gdviz.state.settings.lr"))


def test_another_optimizer_brings_its_own_dials_and_rate(page_of):
    page = page_of("rosenbrock", steps=20)
    page.get_by_label("Optimizer").select_option("adam")
    settle(page)
    labels = page.locator("#solving .dial .label").all_inner_texts()
    assert labels[:4] == ["Optimizer", "Learning rate", "β₁", "β₂"]
    assert page.evaluate("gdviz.solved.title").startswith("Adam, ")
    command = page.evaluate("gdviz.solved.command")
    assert command == "gdviz solve rosenbrock --optimizer=adam --lr=0.1 --start=-1.2,1 --steps=20"
    page.get_by_role("button", name="As recorded").click()
    settle(page)
    assert page.evaluate("gdviz.solved") is None
    assert page.get_by_label("Optimizer").input_value() == "gd"


def test_what_was_turned_is_in_the_address_and_comes_back(page_of):
    page = page_of("rosenbrock", steps=20)
    page.evaluate(
        "gdviz.set({ start: [0.5, 2], optimizer: 'rmsprop',"
        " settings: { lr: 0.02, centered: 1, convention: 1, steps: 90 } })"
    )
    wanted = own(page)
    page.wait_for_url("**#*rmsprop*")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert own(page) == wanted
    assert page.evaluate("gdviz.state.step") == 90, "the clock rests at the end of the longer run"
    assert "--set=centered=true --set=convention=keras" in page.evaluate("gdviz.solved.command")


@pytest.mark.parametrize(
    "address", ["#optimizer=constructor", "#set.lr=-1&set.beta1=7", "#start=1e999,0", "#set.__proto__=1"]
)
def test_what_an_address_says_wrongly_is_left_out(address, page_of):
    page = page_of("bowl", "adam", steps=4, address=address)
    assert page.evaluate("gdviz.solved") is None


def test_the_page_of_what_is_not_known_says_so_and_has_no_dials(tmp_path, opened):
    with gdviz.record(tmp_path / "run", loss=lambda p: float(p @ p), lr=0.1) as run:
        for _ in range(3):
            run.step(np.array([2.0, 1.0]), gradient=np.array([4.0, 2.0]))
    page = opened(gdviz.explore(gdviz.load(tmp_path / "run"), tmp_path / "page.html"))
    sentence = "gdviz does not know this run's function as a formula: it is played, not solved anew."
    assert page.locator(".played").inner_text() == sentence
    assert page.locator("#solving, .start").count() == 0


def test_a_hostile_function_brings_no_script_into_the_page(tmp_path, opened):
    run = gdviz.solve("bowl", steps=3, out=tmp_path / "run")
    manifest = json.loads((run.path / "run.json").read_text())
    manifest["problem"]["options"] = {"function": "</script><script>window.harmed = 1</script>"}
    manifest["optimizer"]["hyperparameters"] = {"weight_decay": "</script><script>window.harmed = 1</script>"}
    (run.path / "run.json").write_text(json.dumps(manifest))
    page = opened(gdviz.explore(gdviz.load(run.path), tmp_path / "page.html"))
    assert page.evaluate("window.harmed === undefined && window.gdvizFunction === undefined")


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
@pytest.mark.parametrize("kappa", [1.0, 5.0, 400.0])
def test_the_ring_in_momentums_plane_is_the_closed_form(optimizer, kappa, page_of):
    page = page_of("bowl", optimizer, settings={"kappa": kappa}, steps=5)
    about = page.evaluate("document.getElementById('about-momentum-plane').textContent")
    rate, eta, mu = (
        float(word)
        for word in re.search(
            r"Best: ([\d.]+) a step, at learning rate ([\d.]+) and momentum ([\d.]+\d)", about
        ).groups()
    )
    root = np.sqrt(3 * kappa + 1)
    best = {
        "momentum": ((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1), (2 / (np.sqrt(kappa) + 1)) ** 2),
        "nesterov": (1 - 2 / root, 4 / (3 * kappa + 1)),
    }[optimizer]
    assert rate == pytest.approx(best[0], abs=6e-4)
    assert eta == pytest.approx(best[1], rel=2e-3)
    assert mu == pytest.approx(best[0] ** 2 if optimizer == "momentum" else (root - 2) / (root + 2), abs=6e-4)


def test_the_point_in_momentums_plane_is_the_run(page_of):
    page = page_of("bowl", "gd", steps=200)
    handle = page.locator(".panel-momentum-plane .start")
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    settle(page)
    state = page.evaluate("gdviz.state")
    assert state["optimizer"] == "momentum"
    assert state["settings"]["momentum"] == pytest.approx(0.06, abs=0.003)
    assert page.get_by_label("Optimizer").input_value() == "momentum"
    assert centre(handle)[0] == pytest.approx(centre(page.locator(".panel-momentum-plane canvas"))[0], abs=400)
    # In the long run every step shrinks the error by the rate that is told.
    page.evaluate("gdviz.set({ settings: { lr: 0.05, momentum: 0.5, steps: 200 } })")
    settle(page)
    told = float(re.match(r"× ([\d.]+)", page.locator(".rate").inner_text())[1])
    loss = page.evaluate("[gdviz.solved.loss[80], gdviz.solved.loss[120]]")
    assert (loss[1] / loss[0]) ** (1 / 80) == pytest.approx(told, rel=2e-3)
    page.evaluate("gdviz.set({ settings: { lr: 0.75, momentum: 0.5, steps: 200 } })")
    settle(page)
    assert page.locator(".rate").inner_text().endswith("it diverges")
    assert "diverged" in page.evaluate("gdviz.solved.ending")


def test_momentums_plane_has_no_steps_of_colour(page_of):
    page = page_of("bowl", "gd", steps=5)
    row = np.array(
        page.locator(".panel-momentum-plane canvas").evaluate(
            """(canvas) => {
              const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
              copy.drawImage(canvas, 0, 0);
              const [left, top, right, bottom] = [0.25, 0.3, 0.3, 0.65].map((share, i) =>
                Math.round(share * (i % 2 ? canvas.height : canvas.width)));
              return [...copy.getImageData(left, top, 1, bottom - top).data];
            }"""
        )
    ).reshape(-1, 4)[:, :3]
    assert np.abs(np.diff(row, axis=0)).max() <= 4
    assert len(np.unique(row, axis=0)) > 15


def test_a_press_in_momentums_plane_goes_there(page_of):
    page = page_of("booth", "momentum", steps=10)
    x, y = centre(page.locator(".panel-momentum-plane canvas"))
    page.mouse.click(x, y)
    settle(page)
    settings = page.evaluate("gdviz.state.settings")
    assert 0.2 < settings["momentum"] < 0.8
    assert 0.05 < settings["lr"] < 0.2
    assert centre(page.locator(".panel-momentum-plane .start")) == pytest.approx((x, y), abs=2)


def test_only_quadratics_have_the_plane(page_of):
    page = page_of("beale", "momentum", steps=5)
    assert page.locator(".panel-momentum-plane").count() == 0
    assert page.locator("#solving").count() == 1


def test_a_start_off_the_parameters_moves_in_the_plane_of_the_path(page_of):
    page = page_of("polynomial", steps=30)
    page.evaluate("gdviz.set({ start: [gdviz.runs[0].x[0] + 0.5, gdviz.runs[0].y[0] - 0.25] })")
    settle(page)
    plane = page.evaluate("gdviz.payload.extras.solving.plane")
    first, recorded = page.evaluate(
        "[gdviz.solved.params.map((c) => c[0]), gdviz.payload.extras.solving.recorded[0].start]"
    )
    moved = np.array([0.5, -0.25]) @ np.array(plane["axes"])
    np.testing.assert_allclose(np.array(first) - recorded, moved, atol=1e-12)
    places = page.evaluate("[gdviz.solved.x[0] - gdviz.runs[0].x[0], gdviz.solved.y[0] - gdviz.runs[0].y[0]]")
    np.testing.assert_allclose(places, [0.5, -0.25], atol=1e-12)


def test_a_start_on_a_curve_stays_on_it(page_of):
    page = page_of("bumpy", steps=40)
    handle = page.locator(".panel-curve .start")
    x, y = centre(handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 200, y - 90, steps=3)
    page.mouse.up()
    settle(page)
    start = page.evaluate("gdviz.solved.params[0][0]")
    assert start < 3.0
    assert centre(handle)[0] == pytest.approx(x - 200, abs=2)
    problem = gdviz.problems.PROBLEMS["bumpy"]()
    assert page.evaluate("gdviz.solved.loss[0]") == pytest.approx(float(problem.value(np.array([start]))), rel=1e-12)


def test_runs_of_batches_are_solved_with_all_data_and_it_is_said(page_of):
    page = page_of("line", steps=6, batch=10)
    assert page.locator("#solving .note").inner_text() == "The run drew batches; here every step uses all data."
    assert page.evaluate("gdviz.solved") is None
