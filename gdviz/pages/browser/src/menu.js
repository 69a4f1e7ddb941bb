// The buttons at the top: the link to what is shown, its picture, and the command that makes the same run.

/** @import { Page } from "./payload.js" */

import { fill, iconButton, make, write } from "./dom.js";
import { solvingOf } from "./solving/live.js";
import { allRuns } from "./parts/shown.js";

const ICONS = {
  link: "M10.6 13.4a4 4 0 0 1 0-5.7l2.5-2.5a4 4 0 0 1 5.7 5.7l-1.4 1.4M13.4 10.6a4 4 0 0 1 0 5.7l-2.5 2.5a4 4 0 0 1-5.7-5.7l1.4-1.4",
  picture: "M4 17v2.5h16V17M12 4v11M7.5 10.8 12 15.3l4.5-4.5",
  command: "M5 7l5 5-5 5M12 17.5h7",
};

/**
 * Put the buttons into an element.
 * @param {HTMLElement} place
 * @param {Page} page
 * @param {{save: () => Promise<void>, address: () => string}} does
 */
export function menu(place, page, does) {
  const { words } = page;
  const said = make("span", { class: "said", role: "status" });
  let timer = 0;
  const say = (/** @type {string} */ word) => {
    said.textContent = word;
    clearTimeout(timer);
    timer = window.setTimeout(() => (said.textContent = ""), 2500);
  };
  const copied = async (/** @type {string} */ text) => say((await copy(text)) ? words.copied : words.notCopied);
  place.append(said);
  // A page that is held in another, as a fragment is, has no address that a link could lead to.
  if (location.protocol !== "about:") {
    place.append(iconButton(ICONS.link, words.link, () => void copied(does.address())));
  }
  place.append(iconButton(ICONS.picture, words.picture, () => void does.save().then(() => say(words.saved))));
  if (commands(page).length || solvingOf(page)) {
    const { dialog, text, note } = shown(page, copied);
    const show = () => {
      const known = commands(page);
      text.textContent = known.map(({ command }) => command).join("\n") || words.noCommand;
      const table = known.find((one) => one.table)?.table ?? "";
      note.hidden = !table;
      write(note, table && fill(words.table, { table }));
      dialog.showModal();
    };
    place.append(iconButton(ICONS.command, words.command, show), dialog);
  }
}

/** Return the commands that make the runs, and what stands in them for a table. */
function commands(/** @type {Page} */ page) {
  const runs = allRuns(page);
  return runs.filter(({ command }) => command);
}

/** Return the dialogue with the commands. */
function shown(/** @type {Page} */ page, /** @type {(text: string) => Promise<void>} */ copied) {
  const { words } = page;
  const text = make("pre", { tabindex: 0, "aria-labelledby": "command-title" });
  const note = make("p", { class: "note" });
  const dialog = make("dialog", { class: "commands", "aria-labelledby": "command-title" });
  const close = make("button", { type: "button", class: "word" }, words.close);
  close.addEventListener("click", () => dialog.close());
  const copyAll = make("button", { type: "button", class: "word strong" }, words.copy);
  copyAll.addEventListener("click", () => {
    void copied(text.textContent ?? "");
    dialog.close();
  });
  dialog.append(make("h2", { id: "command-title" }, words.command), text, note, make("p", { class: "answers" }, close, copyAll));
  // A press beside it closes it.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return { dialog, text, note };
}

/** Copy words; return whether the browser lets it. */
async function copy(/** @type {string} */ text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", { class: "unseen" });
    field.value = text;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    return isCopied;
  }
}
