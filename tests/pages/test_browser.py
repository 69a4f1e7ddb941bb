"""The page in a browser: it opens from a file, plays, answers keys, tells what it shows, and keeps to itself."""

import numpy as np
import pytest
from charts import ready, settle
from strangers import strange_copy

import gdviz
from gdviz.rendering.pages import explore

HOSTILE = "</script><img src=x onerror=alert(1)> \u2028 \"'& " + "long " * 700
# Seconds that a page may take to do what it is asked for.
PATIENCE = 10_000


def clock(window):
    """Return the step that the scrubber shows."""
    return int(window.locator(".scrubber").input_value())


def test_it_opens_from_a_file_with_its_panels_and_its_words(opened, page, races):
    window = opened(page)
    assert window.title() == window.locator("h1").inner_text() == "Rosenbrock's valley"
    assert window.locator("section.panel").count() == 3
    assert clock(window) == 600
    for entry, run in zip(window.locator("#legend .run").all(), races(), strict=True):
        assert entry.locator(".name").inner_text() == run.optimizer["title"]
        assert float(entry.locator(".loss").inner_text()) == pytest.approx(run.loss[-1], rel=1e-2)
    low = window.locator("#panels").bounding_box()
    bar = window.locator("#controls").bounding_box()
    assert low["y"] + low["height"] < bar["y"] < bar["y"] + bar["height"] <= 800, "all of it is seen at once"


def test_a_lone_run_is_said_once_and_whole(opened, solved, tmp_path):
    window = opened(explore(solved("bowl"), tmp_path / "page.html"))
    run = solved("bowl")
    entry = window.locator("#legend .run")
    assert entry.locator(".name").inner_text() == "Gradient descent, learning rate 0.31"
    assert float(entry.locator(".loss").inner_text().removeprefix("Loss ").replace("−", "-")) == pytest.approx(
        run.loss[-1], rel=1e-2
    )
    assert window.locator("header").inner_text().strip() == "Quadratic bowl"


def test_numbers_arrive_to_the_last_bit(opened, page, races, tmp_path):
    window = opened(page)
    told = window.evaluate("() => gdviz.runs.map((run) => [...run.params.map((p) => [...p]), [...run.loss]])")
    for columns, run in zip(told, races(), strict=True):
        assert np.array_equal(np.array(columns), np.vstack([run.params.T, run.loss]))
    with gdviz.record(tmp_path / "run") as record:
        for value in (0.0, -0.0, 5e-324, np.nan):
            record.step(np.array([value, 1.0, 2.0]), float(value))
    window = opened(explore(gdviz.load(tmp_path / "run"), tmp_path / "special.html"))
    told = window.evaluate(
        "() => [...gdviz.runs[0].params[0]].map((value) => Object.is(value, -0) ? '-0' : String(value))"
    )
    assert told == ["0", "-0", "5e-324", "NaN"]


def test_the_clock_runs_rests_and_begins_again(opened, page):
    window = opened(page)
    play = window.get_by_role("button", name="Play")
    play.click()
    window.wait_for_function("() => Number(document.querySelector('.scrubber').value) < 500")
    window.wait_for_function("() => Number(document.querySelector('.scrubber').value) > 3", timeout=PATIENCE)
    window.get_by_role("button", name="Pause").click()
    settle(window)
    rest = clock(window)
    assert 0 < rest < 600
    window.get_by_role("button", name="One step on").click()
    window.get_by_role("button", name="One step on").click()
    window.get_by_role("button", name="One step back").click()
    settle(window)
    assert clock(window) == rest + 1
    window.get_by_label("Speed").select_option("4")
    window.keyboard.press("End")
    settle(window)
    assert clock(window) == 600


def test_keys_move_the_clock(opened, page):
    window = opened(page)
    scrubber = window.get_by_role("slider", name="Step")
    scrubber.focus()
    assert window.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    for key, step in (("Home", 0), ("ArrowRight", 1), ("PageUp", 61), ("PageDown", 1), ("ArrowLeft", 0), ("End", 600)):
        window.keyboard.press(key)
        settle(window)
        assert clock(window) == step, key
    assert scrubber.get_attribute("aria-valuetext") == "step 600 of 600"
    window.keyboard.press("Space")
    window.wait_for_function("() => Number(document.querySelector('.scrubber').value) < 500")


def test_what_it_shows_is_told_in_words(opened, page, races):
    window = opened(page)
    told = window.locator("#page > [role=status]")
    window.wait_for_function("() => document.querySelector('#page > [role=status]').textContent")
    for run in races():
        assert f"{run.optimizer['title']}: loss" in told.inner_text()
    assert "took all 600 steps" in told.inner_text()
    window.get_by_role("slider", name="Step").focus()
    window.keyboard.press("Home")
    window.wait_for_function("() => document.querySelector('#page > [role=status]').textContent.startsWith('Step 0.')")
    assert "took all" not in told.inner_text()
    for section in window.locator("section.panel").all():
        assert section.get_attribute("aria-label")
        about = section.locator("[role=application]").first.get_attribute("aria-describedby")
        assert window.locator(f"#{about}").inner_text()


def test_a_screen_reader_hears_a_name_for_everything_and_nothing_twice(opened, page):
    window = opened(page)
    window.wait_for_function("() => document.querySelector('#page > [role=status]').textContent")
    nodes = window.context.new_cdp_session(window).send("Accessibility.getFullAXTree")["nodes"]
    found = [
        (node["role"]["value"], node["name"]["value"], node.get("description", {}).get("value", ""))
        for node in nodes
        if not node["ignored"] and "name" in node
    ]
    named = {"application", "button", "combobox", "image", "region", "slider", "textbox"}
    assert [one for one in found if one[0] in named and not one[1]] == []
    assert {name for role, name, _ in found if role == "region"} >= {"Contours", "Relief", "Loss", "Your own run"}
    charts = {name.split(":")[0]: words for role, name, words in found if role == "application"}
    assert [name for name, words in charts.items() if not words] == []
    spoken = [name for role, name, _ in found if role == "StaticText" and len(name) > 20]
    assert sorted(spoken) == sorted(set(spoken))
    # What is seen of the clock and of the reader's run changes with every picture: it is told when it rests.
    live = [node for node in nodes if node.get("role", {}).get("value") == "status"]
    assert len(live) == len(window.locator("[role=status]").all())


def test_the_state_is_in_the_address_and_survives_a_reload(opened, page):
    window = opened(page)
    window.get_by_role("slider", name="Step").focus()
    window.keyboard.press("Home")
    window.keyboard.press("PageUp")
    window.get_by_label("Speed").select_option("2")
    window.wait_for_function("() => location.hash === '#step=60&speed=2'", timeout=PATIENCE)
    window.reload()
    ready(window)
    assert (clock(window), window.get_by_label("Speed").input_value()) == (60, "2")
    window.evaluate("location.hash = '#step=7'")
    window.wait_for_function("() => document.querySelector('.scrubber').value === '7'")
    window.keyboard.press("End")


def test_an_address_that_says_nothing_true_is_no_harm(opened, page):
    window = opened(page, "#step=1e99&speed=-3&view=2,1,0,0&camera=x&start=1&set.lr=&panels=none&%E0%A4=1&step=NaN")
    assert clock(window) == 600


def test_a_state_is_baked_in_and_an_address_goes_before_it(opened, races, tmp_path):
    made = explore(races(), tmp_path / "page.html", state="step=40", panels=["loss"])
    assert clock(opened(made)) == 40
    assert clock(opened(made, "#step=50")) == 50


def test_the_link_and_the_command_can_be_copied(opened, page, races):
    window = opened(page, "#step=40", permissions=["clipboard-read", "clipboard-write"])
    window.get_by_role("button", name="Copy a link").click()
    window.wait_for_function("() => document.querySelector('.said').textContent === 'Copied'")
    assert window.evaluate("navigator.clipboard.readText()") == page.resolve().as_uri() + "#step=40"
    window.get_by_role("button", name="The command").click()
    commands = window.get_by_role("dialog").locator("pre").inner_text().splitlines()
    assert [line.split(" -O ")[0] for line in commands] == ["gdviz solve rosenbrock"] * 3
    window.get_by_role("button", name="Copy", exact=True).click()
    window.wait_for_function("() => !document.querySelector('dialog').open")
    assert window.evaluate("navigator.clipboard.readText()").splitlines() == commands


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_the_readers_unless_it_was_chosen(scheme, opened, page, races, tmp_path):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 21, 28)"}
    window = opened(page, color_scheme=scheme)
    assert window.evaluate(ground) == grounds[scheme]
    other = "light" if scheme == "dark" else "dark"
    window.emulate_media(color_scheme=other)
    window.wait_for_function(f"() => {ground} === '{grounds[other]}'")
    fixed = opened(explore(races()[0], tmp_path / "fixed.html", theme=other, panels=["loss"]), color_scheme=scheme)
    assert fixed.evaluate(ground) == grounds[other]


@pytest.mark.parametrize("width", [320, 360, 800, 2000])
def test_it_fits_any_width(width, opened, page):
    window = opened(page, width=width, height=700)
    assert window.evaluate("document.scrollingElement.scrollWidth") == width
    for button in window.locator("#controls button, #menu > button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 40, "a finger meets it"


def test_what_strangers_say_is_shown_as_text(opened, solved, tmp_path):
    run = strange_copy(solved("bowl"), tmp_path / "run", HOSTILE[:900])
    window = opened(explore(run, tmp_path / "page.html", title=HOSTILE * 3), width=400)
    assert window.locator("img").count() == 0
    assert window.locator("h1").text_content().startswith("</script><img src=x onerror=alert(1)>")
    assert window.evaluate("document.scrollingElement.scrollWidth") == 400


def test_the_policy_holds_against_what_a_page_is_made_to_do(opened, page):
    window = opened(page)
    provoke = """async () => {
      const refused = [];
      addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
      document.body.append(Object.assign(document.createElement("img"), { src: "file:///x.png" }));
      document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = 1" }));
      document.body.append(Object.assign(document.createElement("style"), { textContent: "body { margin: 9px }" }));
      await fetch("https://example.org/").catch(() => undefined);
      await new Promise((seen) => setTimeout(seen, 50));
      return [refused, window.ran];
    }"""
    refused, ran = window.evaluate(provoke)
    assert {"img-src", "script-src-elem", "style-src-elem", "connect-src"} <= set(refused)
    assert ran is None
    opened.complaints.clear()


def test_two_fragments_in_one_document_do_not_disturb_one_another(opened, races, tmp_path):
    blocks = [
        explore(
            races()[:count], tmp_path / f"{count}.html", fragment=True, panels=["loss"], state=f"step={count}"
        ).read_text("utf-8")
        for count in (1, 2)
    ]
    blog = tmp_path / "blog.html"
    blog.write_text(f"<!doctype html><title>Blog</title><main id=panels>{'<p>words</p>'.join(blocks)}</main>", "utf-8")
    window = opened(blog, is_page=False)
    frames = window.frames[1:]
    assert len(frames) == 2
    for count, frame in enumerate(frames, 1):
        ready(frame)
        assert (clock(frame), frame.locator(".run").count()) == (count, count)
    frames[0].get_by_role("button", name="One step on").click()
    settle(frames[0])
    assert [clock(frame) for frame in frames] == [2, 2]
    frames[0].get_by_role("button", name="One step on").click()
    settle(frames[0])
    assert [clock(frame) for frame in frames] == [3, 2]
    assert window.title() == "Blog"
    assert window.url == blog.resolve().as_uri()


def test_a_reader_who_wants_no_motion_gets_whole_steps(opened, page):
    window = opened(page, "#step=0", reduced_motion="reduce")
    window.evaluate(
        "() => { window.seen = new Set(); gdviz.on((state) => window.seen.add(state.step)) }",
    )
    window.get_by_role("button", name="Play").click()
    window.wait_for_function("() => window.seen.size > 3", timeout=PATIENCE)
    assert all(float(step).is_integer() for step in window.evaluate("[...window.seen]"))


@pytest.mark.parametrize("kind", ["parabola", "diverged", "line", "logistic"])
def test_runs_of_every_kind_open(kind, opened, solved, tmp_path):
    window = opened(explore(solved(kind), tmp_path / "page.html"))
    window.get_by_role("slider", name="Step").focus()
    window.keyboard.press("Home")
    settle(window)
    assert clock(window) == 0


def test_a_run_without_landscape_and_one_of_a_single_state_open(opened, tmp_path):
    for name, steps in (("long", 30), ("single", 1)):
        with gdviz.record(tmp_path / name) as record:
            for step in range(steps):
                record.step(np.linspace(1, 2, 40) * 0.9**step, 0.8**step)
        window = opened(explore(gdviz.load(tmp_path / name), tmp_path / f"{name}.html"))
        assert clock(window) == steps - 1
