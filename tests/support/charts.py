"""The charts of a page in a browser: what they show and tell, and a mouse on them."""


def chart(window, name):
    return window.locator(f".panel-{name} canvas.chart")


def ready(window):
    """Wait until a page, or one in a frame, has its first pictures."""
    window.wait_for_function("() => document.documentElement.dataset.ready === ''")


def settle(window):
    window.evaluate("() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")


def show(window, **state):
    window.evaluate("(state) => gdviz.set(state)", state)
    settle(window)


def where(window, name, x, y):
    """Return the pixel of a chart at which values are."""
    return chart(window, name).evaluate("(canvas, [x, y]) => canvas.where(x, y)", [float(x), float(y)])


def point(window, name, x, y):
    """Move the mouse to values of a chart."""
    box = chart(window, name).bounding_box()
    at = where(window, name, x, y)
    window.mouse.move(box["x"] + at[0], box["y"] + at[1])
    settle(window)


def color(window, name, x, y):
    """Return the colour of a chart at values, as three numbers."""
    return tuple(
        chart(window, name).evaluate(
            """(canvas, [x, y]) => {
              const [across, down] = canvas.where(x, y).map((pixel) => Math.round(pixel * devicePixelRatio));
              const copy = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
              copy.drawImage(canvas, -across, -down);
              return [...copy.getImageData(0, 0, 1, 1).data].slice(0, 3);
            }""",
            [float(x), float(y)],
        )
    )


def told(window, name):
    """Return what the readout of a chart tells, by name, as numbers."""
    rows = window.locator(f".panel-{name} .readout dl > div:has(dt)").all()
    pairs = [(row.locator("dt").inner_text(), row.locator("dd").inner_text()) for row in rows]
    return {key: float(value.replace("−", "-").replace(",", "")) for key, value in pairs}
