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
        "yours": "Your own run",
        "untouched": "Drag the start in the contours, or turn a dial.",
        "outcome": "{ending}; loss {first} → {last}",
        "recorded": "As recorded",
        "optimizer": "Optimizer",
        "rate": "Learning rate",
        "rateHint": "What every step is multiplied by",
        "steps": "Steps",
        "startAt": "Start, {name}",
        "more": "More settings",
        "allowed": "A number in {interval}",
        "anyNumber": "A number",
        "otherRule": "The rule of the recorded run is not one of gdviz's; begin with another.",
        "start": "Start point",
        "startHint": "Drag the start; arrow keys move it, with Shift finely; Escape puts it back",
        "momentum-plane": "Momentum's plane",
        "momentumAxis": "Momentum",
        "momentumPoint": "Learning rate and momentum",
        "momentumHint": "Drag the point; arrow keys move it, with Shift finely",
        "momentumBest": "Best: {rate} a step, at learning rate {lr} and momentum {momentum}",
        "momentumAbout": "The plane of learning rate and momentum, coloured by how fast descent converges.",
        "rateIs": "× {rate} a step: {steps} steps for a digit",
        "rateDiverges": "× {rate} a step: it diverges",
        "diverges": "diverges",
    },
)
