// The loop of gdviz.solving.loop: it asks a rule for a step and the stop rules whether to go on.

/** @import { Objective, Solution, Stop, Task } from "./types.js" */

import { dot } from "./linear_algebra.js";
import { RULES } from "./rules.js";
import { factorOf } from "./schedules.js";
import { boundsOf, diverged, rulesOf, undefinedAt } from "./stopping.js";

/**
 * Solve a task, and return every row.
 * @param {Objective} objective @param {Task} task @param {string[]} names the parameters'
 * @returns {Solution}
 */
export function descend(objective, task, names) {
  const { dimension } = objective;
  const step = RULES[task.optimizer](task.settings, dimension);
  const factor = factorOf(task.schedule);
  const params = Array.from({ length: dimension }, () => new Float64Array(task.steps + 1));
  const losses = new Float64Array(task.steps + 1);
  const norms = new Float64Array(task.steps + 1);
  let p = Float64Array.from(task.start);
  let next = new Float64Array(dimension);
  const g = new Float64Array(dimension);
  let loss = objective.value(p);
  const isInBounds = boundsOf(loss, p);
  const rules = rulesOf(task, objective.metrics ?? {}, loss);
  let [t, moved] = [0, 0];

  const look = () => {
    objective.gradient(p, g);
    losses[t] = loss;
    norms[t] = Math.sqrt(dot(g, g));
    for (let i = 0; i < dimension; i += 1) params[i][t] = p[i];
  };
  /** @param {Stop} stop @returns {Solution} */
  const end = ({ reason, ending }) => ({
    steps: t,
    params: params.map((numbers) => numbers.subarray(0, t + 1)),
    loss: losses.subarray(0, t + 1),
    gradient: norms.subarray(0, t + 1),
    reason,
    ending,
  });

  look();
  if (!isInBounds(loss, p)) return end(diverged(t, loss, p));
  for (;;) {
    for (const rule of rules) {
      const stop = rule({ t, p, loss, norm: norms[t], moved });
      if (stop) return end(stop);
    }
    if (t >= task.steps) return end({ reason: "max_steps", ending: ["endSteps", { steps: task.steps }] });
    step(p, g, task.rate * factor(t, task.steps), next, objective);
    moved = 0;
    for (let i = 0; i < dimension; i += 1) moved = Math.max(moved, Math.abs(next[i] - p[i]));
    loss = objective.value(next);
    const isSound = isInBounds(loss, next);
    // No step from here means anything, so none is kept.
    if (!isSound && !g.every(Number.isFinite)) return end(undefinedAt(t, names, p));
    [p, next] = [next, p];
    t += 1;
    look();
    if (!isSound) return end(diverged(t, loss, p));
  }
}
