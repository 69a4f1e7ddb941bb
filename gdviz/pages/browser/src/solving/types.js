// What gdviz/pages/solvable.py hands over, and what a page makes of it.

/**
 * @typedef {{name: string, meaning: string, usual: Value, kind: "switch"|"choice"|"number", choices?: string[],
 *   interval?: string, scale?: "linear"|"log"|"nines", low?: number, high?: number, zero?: boolean}} Dial
 * @typedef {number|string|boolean} Value a setting's value
 * @typedef {Record<string, Value>} Settings
 * @typedef {{name: string, title: string, rate: number, settings: Dial[]}} Choice an optimizer, with its own rate
 * @typedef {{name: string, options: Record<string, number>}} ScheduleEntry
 * @typedef {{optimizer: string|null, rate: number|null, settings: Settings, schedule: ScheduleEntry, start: number[],
 *   tolGradient: number, tolStep: number, until: string[], patience: number}} Recorded how a run was made
 * @typedef {{kind: "expression"|"least squares"|"classifier", factor?: number, ridge?: number, judge?: string,
 *   names: string[], dimension: number, plane: {origin: number[], axes: number[][]}, optimizers: Choice[],
 *   decades: number, colours: Record<string, string>, recorded: Recorded[], steps: number, mostSteps: number, curvatures: number[]|null,
 *   command: {words: string[], table: string}, note: string}} Solving
 *
 * @typedef {Float64Array} Vector
 * @typedef {object} Objective a function f of D parameters
 * @property {number} dimension
 * @property {(v: Vector) => number} value
 * @property {(v: Vector, out: Vector) => void} gradient
 * @property {(v: Vector, out: Float64Array) => void} [hessian] writes D x D numbers
 * @property {Record<string, (v: Vector) => number>} [metrics]
 *
 * @typedef {object} Task all that decides a run
 * @property {string} optimizer
 * @property {number} rate
 * @property {Settings} settings
 * @property {ScheduleEntry} schedule
 * @property {ArrayLike<number>} start
 * @property {number} steps the most to take
 * @property {number} [tolGradient]
 * @property {number} [tolStep]
 * @property {string[]} [until]
 * @property {number} [patience]
 *
 * @typedef {object} Solution rows 0 to T
 * @property {number} steps T
 * @property {Float64Array[]} params D arrays of T + 1
 * @property {Float64Array} loss
 * @property {Float64Array} gradient the norms at each row
 * @property {string} reason as in run.json
 * @property {Stop["ending"]} ending
 *
 * @typedef {{reason: string, ending: [string, Record<string, string|number>]}} Stop why a run ends: the name of words of
 *   the page, and what is filled in
 */

export {};
