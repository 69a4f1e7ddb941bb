"""All words of the page but those of its runs, by language."""

from gdviz.registry import Registry

Words = dict[str, str]
LANGUAGES: Registry[Words] = Registry("language", listed=False, show_all=True)
LANGUAGES.add(
    "en",
    {
        "contour": "Contours",
        "relief": "Relief",
        "loss": "Loss",
        "play": "Play",
        "pause": "Pause",
        "step": "Step",
    },
)
