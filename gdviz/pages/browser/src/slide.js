// A page that is a slide of a deck (gdviz/slides/page.html): once it has been clicked it has the keys, and passes on those
// that turn slides.

/** How the deck names the frame that a page is in. */
const FRAME = "gdviz-slide";
/** @type {Record<string, string>} */
const TURNS = { PageDown: "next", PageUp: "previous", Escape: "leave" };

/** Pass keys on to the deck, where there is one; before the page's own parts have them. */
export function passKeys() {
  if (window.name !== FRAME || window.parent === window) return;
  const pass = (/** @type {KeyboardEvent} */ event) => {
    const turn = TURNS[event.key];
    if (!turn || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    window.parent.postMessage({ gdviz: turn }, "*");
  };
  addEventListener("keydown", pass, { capture: true });
}
