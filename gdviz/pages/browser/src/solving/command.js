// The gdviz command that makes the run that a reader has set up, word by word.

/** @import { Solving, Task } from "./types.js" */

/**
 * Return the command, quoted for a shell.
 * @param {Solving} solving @param {Task} task
 */
export function commandOf({ command, optimizers, names }, task) {
  const choice = optimizers.find(({ name }) => name === task.optimizer);
  const words = [...command.words, `--optimizer=${task.optimizer}`, `--lr=${task.rate}`];
  for (const { name, usual } of choice?.settings ?? []) {
    const value = task.settings[name];
    if (value !== usual) words.push(`--set=${name}=${value}`);
  }
  const { name, options } = task.schedule;
  const values = Object.values(options).join(",");
  if (name !== "constant") words.push(`--schedule=${name}${values ? `:${values}` : ""}`);
  words.push(`--start=${Array.from(task.start).slice(0, names.length).join(",")}`, `--steps=${task.steps}`);
  if (task.tolGradient) words.push(`--tol-gradient=${task.tolGradient}`);
  if (task.tolStep) words.push(`--tol-step=${task.tolStep}`);
  if (task.patience) words.push(`--patience=${task.patience}`);
  for (const condition of task.until ?? []) words.push(`--until=${condition}`);
  return words.map(quoted).join(" ");
}

/** Return a word as a shell takes it for one, as Python's shlex.quote does. @param {string} word */
function quoted(word) {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}
