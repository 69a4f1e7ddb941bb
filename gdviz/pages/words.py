"""All words of the page but those of its runs, by language; what stands in braces is filled in by the page."""

from gdviz.registry import Registry

Words = dict[str, str]
LANGUAGES: Registry[Words] = Registry("language", listed=False, show_all=True)
LANGUAGES.add(
    "en",
    {
        "runs": "Runs",
        "clock": "Time",
        "boundary": "Boundary between classes",
        "fit": "Fit",
        "curve": "Curve",
        "contour": "Contours",
        "relief": "Relief",
        "loss": "Loss",
        "play": "Play",
        "pause": "Pause",
        "space": "space bar",
        "back": "One step back",
        "on": "One step on",
        "step": "Step",
        "stepOf": "step {step} of {last}",
        "speed": "Speed",
        "link": "Copy a link to what is shown",
        "picture": "Save a picture",
        "saved": "Picture saved",
        "command": "The command that makes it",
        "copy": "Copy",
        "close": "Close",
        "copied": "Copied",
        "notCopied": "The browser does not let it be copied",
        "atStep": "Step {step}.",
        "runAt": "{run}: loss {loss}",
        "log": "log",
        "steps": "step",
        "gradient": "|gradient|",
        "reset": "Reset",
        "wheel": "Ctrl + wheel zooms, or click first",
        "start": "start",
        "best": "least squares",
        "predicted": "predicted",
        "coarse": "drawn coarsely: this browser has no WebGL now",
        "noScript": "The page needs JavaScript to move. This is how its runs ended:",
    },
)
