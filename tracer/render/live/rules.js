// The rules: how the operations that are no single expression compute an array, and how one cell of it is written out.
// The rows of tracer/ops are what they follow; tests hold each against its row's own examples.

/**
 * @typedef {{n: string, s: number, w?: string[], a?: string[], per?: {w: string[], a: string[]}[]}} Axis
 * @typedef {{n: string, op: string, in: number[], ax: number[], lv: number, sy: string, s: number, f?: any, p: number, at?: any,
 *   t?: any, v?: string, pm?: number, tr?: number, r?: number}} StepData
 * @typedef {{format: string, why: string, command: string[], precision?: number | null, paper: number | null, axes: Axis[],
 *   texts: string[], steps: StepData[]}} Graph
 * @typedef {StepData & {id: number, inputs: Step[], axes: Axis[], sizes: number[], size: number, readers: Step[], asked: number | null,
 *   recorded: Float64Array | null, values: Float64Array, told: Float64Array, base: Float64Array, plan: any, tds: (HTMLElement | undefined)[]}} Step
 * @typedef {{s: Step, r: number}} Leaf
 * @typedef {{run: (step: Step, x: Float64Array[]) => Float64Array, work: (step: Step, r: number, leaf: LeafOf) => any,
 *   terms?: (step: Step, x: Float64Array[], r: number) => number, moves?: boolean}} Rule
 * @typedef {(step: Step, r: number) => any} LeafOf
 */

/** How far apart neighbours along each axis are, by name. @param {Axis[]} axes @returns {Record<string, number>} */
function strides(axes) {
  /** @type {Record<string, number>} */
  const result = {};
  let step = 1;
  for (let i = axes.length - 1; i >= 0; i--) {
    result[axes[i].n] = step;
    step *= axes[i].s;
  }
  return result;
}

/** For every cell over `axes` the sum of place × weight. @param {Axis[]} axes @param {Record<string, number>} weights */
function weighted(axes, weights) {
  let result = new Int32Array([0]);
  for (const axis of axes) {
    const next = new Int32Array(result.length * axis.s);
    const weight = weights[axis.n] || 0;
    for (let i = 0, at = 0; i < result.length; i++) for (let k = 0; k < axis.s; k++) next[at++] = result[i] + k * weight;
    result = next;
  }
  return result;
}

/** Where each cell of a step finds its number in an input aligned by axis names. @param {Step} step @param {number} i */
const aligned = (step, i) => weighted(step.axes, strides(step.inputs[i].axes));

/** A plan made once for a step. @template T @param {Step} step @param {() => T} make @returns {T} */
const planned = (step, make) => (step.plan === undefined ? (step.plan = make()) : step.plan);

/** The cells of input `i` along the axes gathered over: first of each result cell, and how far the others are. @param {Step} step @param {number} i */
function rows(step, i) {
  const input = step.inputs[i];
  const over = step.at.over.map((/** @type {string} */ name) => input.axes.find((axis) => axis.n === name));
  const result = step.axes.filter((axis) => !step.at.over.includes(axis.n));
  const start = weighted(result, strides(input.axes));
  return { start: step.axes.length === result.length ? start : kept(step, result, start), offsets: weighted(over, strides(input.axes)) };
}

/** Starts of rows for a result that keeps the axes gathered over. @param {Step} step @param {Axis[]} result @param {Int32Array} start */
function kept(step, result, start) {
  const place = weighted(step.axes, strides(result));
  return Int32Array.from(place, (at) => start[at]);
}

/** A sum of terms as `expression.total` writes it. @param {any[]} terms */
const total = (terms) => (terms.length === 1 ? terms[0] : terms.length ? ["add", ...terms] : 0);

/** A step's rows, and where each cell's mean is where it reads one. @param {Step} step @returns {{start: Int32Array, offsets: Int32Array, mean: Int32Array}} */
const rowsOf = (step) => planned(step, () => ({ ...rows(step, 0), mean: step.inputs[1] ? aligned(step, 1) : new Int32Array() }));

/**
 * A rule that reads one row of its first input for each cell.
 * @param {(row: Float64Array, step: Step, r: number, x: Float64Array[]) => number} value
 * @param {(row: any[], step: Step, r: number, leaf: LeafOf) => any} work
 * @param {Rule["terms"]} [terms] @returns {Rule}
 */
function gathering(value, work, terms) {
  return {
    run(step, x) {
      const { start, offsets } = rowsOf(step);
      const row = new Float64Array(offsets.length);
      return Float64Array.from(start, (at, r) => {
        for (let k = 0; k < row.length; k++) row[k] = x[0][at + offsets[k]];
        return value(row, step, r, x);
      });
    },
    work(step, r, leaf) {
      const { start, offsets } = rowsOf(step);
      return work(Array.from(offsets, (by) => leaf(step.inputs[0], start[r] + by)), step, r, leaf);
    },
    terms,
  };
}

/** The cells of a row, for the sizes of its terms. @param {Step} step @param {Float64Array} x @param {number} r */
const rowAt = (step, x, r) => Array.from(rowsOf(step).offsets, (by) => x[rowsOf(step).start[r] + by]);
/** @param {ArrayLike<number>} row */
const sum = (row) => {
  let result = 0;
  for (let k = 0; k < row.length; k++) result += row[k];
  return result;
};
/** @param {ArrayLike<number>} row */
const sumOfSizes = (row) => sum(Array.from(row, Math.abs));

/** The place of a result cell within its own row. @param {Step} step @param {number} r */
function placeInRow(step, r) {
  const along = strides(step.axes)[step.at.over[0]];
  return Math.floor(r / along) % rowsOf(step).offsets.length;
}

/** `ops.ties.first_largest`. @param {ArrayLike<number>} row */
function firstLargest(row) {
  let top = -Infinity;
  for (let k = 0; k < row.length; k++) if (row[k] > top) top = row[k];
  const least = Number.isFinite(top) ? top - Math.max(1e-9 * Math.abs(top), 1e-12) : top;
  for (let k = 0; k < row.length; k++) if (row[k] >= least) return k;
  return 0;
}

/** The place of the leaf that softmax subtracts. @param {any[]} row */
const topOf = (row) => row[firstLargest(row.map((one) => (one && one.s ? one.s.told[one.r] : NaN)))] ?? row[0];

/** e^(x − largest) of a row, in place; their sum. @param {Float64Array} row */
function raised(row) {
  const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
  for (let k = 0; k < row.length; k++) row[k] = Math.exp(row[k] - top);
  return top;
}

const softmax = gathering(
  (row, step, r) => {
    raised(row);
    return row[placeInRow(step, r)] / sum(row);
  },
  (row, step, r) => {
    const top = topOf(row);
    const each = row.map((one) => ["exp", ["subtract", one, top]]);
    return ["divide", each[placeInRow(step, r)], total(each)];
  },
);
const variance = gathering(
  (row, step, r, x) => {
    const mean = x[1][rowsOf(step).mean[r]];
    return sum(row.map((one) => (one - mean) ** 2)) / (row.length - step.at.ddof);
  },
  (row, step, r, leaf) => {
    const mean = leaf(step.inputs[1], rowsOf(step).mean[r]);
    return ["divide", total(row.map((one) => ["square", ["subtract", one, mean]])), row.length - step.at.ddof];
  },
  (step, x, r) => {
    const mean = Math.abs(x[1][rowsOf(step).mean[r]]);
    const row = rowAt(step, x[0], r);
    return (1e-12 * sum(row.map((one) => (Math.abs(one) + mean) ** 2))) / (row.length - step.at.ddof);
  },
);

/** The plan of a product: where the factors of each cell begin, and how far its other terms are. @param {Step} step */
const productPlan = (step) =>
  planned(step, () => {
    const [first, second] = [strides(step.inputs[0].axes), strides(step.inputs[1].axes)];
    const over = step.at.over.map((/** @type {string} */ name) => step.inputs[0].axes.find((axis) => axis.n === name));
    const bias = step.inputs.length > 2 ? aligned(step, 2) : null;
    const two = weighted(step.axes, second);
    if (step.at.rows) for (let r = 0; r < two.length; r++) two[r] += step.at.rows[r % step.at.rows.length] * second.distance;
    return {
      one: weighted(step.axes, first), two, by: weighted(over, first), to: weighted(over, second), bias,
    };
  });

/** @type {Rule} */
const contract = {
  run(step, x) {
    const { one, two, by, to, bias } = productPlan(step);
    const [a, b, c] = x;
    const result = new Float64Array(step.size);
    for (let r = 0; r < result.length; r++) {
      let value = 0;
      for (let k = 0, i = one[r], j = two[r]; k < by.length; k++) value += a[i + by[k]] * b[j + to[k]];
      result[r] = bias ? value + c[bias[r]] : value;
    }
    return result;
  },
  work(step, r, leaf) {
    const { one, two, by, to, bias } = productPlan(step);
    const [a, b, c] = step.inputs;
    const terms = Array.from(by, (_, k) => ["multiply", leaf(a, one[r] + by[k]), leaf(b, two[r] + to[k])]);
    return total(bias ? [...terms, leaf(c, bias[r])] : terms);
  },
  terms(step, x, r) {
    const { one, two, by, to, bias } = productPlan(step);
    let value = bias ? Math.abs(x[2][bias[r]]) : 0;
    for (let k = 0; k < by.length; k++) value += Math.abs(x[0][one[r] + by[k]] * x[1][two[r] + to[k]]);
    return value;
  },
};

/** The places of a cell by axis name. @param {Step} step @param {number} r @returns {Record<string, number>} */
function placesAt(step, r) {
  /** @type {Record<string, number>} */
  const result = {};
  for (let i = step.axes.length - 1; i >= 0; i--) {
    result[step.axes[i].n] = r % step.axes[i].s;
    r = Math.floor(r / step.axes[i].s);
  }
  return result;
}

/** The flat index of the cell at named places. @param {Axis[]} axes @param {Record<string, number>} places */
const flatAt = (axes, places) => axes.reduce((at, axis) => at * axis.s + places[axis.n], 0);

/**
 * A rule whose cells are cells of an input, or 0: `source` gives the input's number and the places there, or null.
 * @param {(step: Step, places: Record<string, number>, r: number) => [number, Record<string, number>] | null} source @returns {Rule}
 */
function moving(source) {
  /** @param {Step} step @returns {{which: Int32Array, from: Int32Array}} */
  const plan = (step) =>
    planned(step, () => {
      const [which, from] = [new Int32Array(step.size).fill(-1), new Int32Array(step.size)];
      for (let r = 0; r < step.size; r++) {
        const at = source(step, placesAt(step, r), r);
        if (at) [which[r], from[r]] = [at[0], flatAt(step.inputs[at[0]].axes, at[1])];
      }
      return { which, from };
    });
  return {
    moves: true,
    run(step, x) {
      const { which, from } = plan(step);
      return Float64Array.from(from, (at, r) => (which[r] < 0 ? 0 : x[which[r]][at]));
    },
    work(step, r, leaf) {
      const { which, from } = plan(step);
      return which[r] < 0 ? 0 : leaf(step.inputs[which[r]], from[r]);
    },
  };
}

/** The numbers stay where they are. @type {Rule} */
const same = { moves: true, run: (_, x) => x[0], work: (step, r, leaf) => leaf(step.inputs[0], r) };
/** @param {Step} step @param {number} i @param {string} name */
const sizeIn = (step, i, name) => step.inputs[i].axes.find((axis) => axis.n === name)?.s || 1;

/** @type {Rule} */
const mask = {
  run(step, x) {
    const at = planned(step, () => aligned(step, 1));
    return x[0].map((one, r) => (x[1][at[r]] !== 0 ? one : numberOf(step.at.fill)));
  },
  work(step, r, leaf) {
    const at = planned(step, () => aligned(step, 1));
    return step.inputs[1].values[at[r]] !== 0 ? leaf(step.inputs[0], r) : numberOf(step.at.fill);
  },
};

/** @param {Step} step @param {number} r @returns {[number, number]} where the row of the last axis begins, and its length */
const lastRow = (step, r) => {
  const width = step.sizes[step.sizes.length - 1];
  return [r - (r % width), width];
};

/** @type {Rule} */
const sinusoid = {
  run: (step) => Float64Array.from({ length: step.size }, (_, r) => evaluated(sinusoid.work(step, r, () => 0))),
  work(step, r) {
    const [start, width] = lastRow(step, r);
    const [wave, above, below] = step.at.columns[r - start];
    if (wave === "zero") return 0; // the last column of an odd width in Tensor2Tensor's layout
    return [wave, ["divide", step.at.start + start / width, ["power", step.at.base, ["divide", above, below]]]];
  },
};

/** @type {Record<string, Rule>} */
const RULES = {
  contract,
  affine: contract,
  softmax,
  divide_by_sum: gathering((row, step, r) => row[placeInRow(step, r)] / sum(row), (row, step, r) => ["divide", row[placeInRow(step, r)], total(row)]),
  mean: gathering(
    (row) => sum(row) / row.length,
    (row) => ["divide", total(row), row.length],
    (step, x, r) => sumOfSizes(rowAt(step, x[0], r)) / rowsOf(step).offsets.length,
  ),
  variance,
  rename: same,
  same,
  split: same,
  merge: moving((step, places) => {
    let rest = places[step.at.into];
    for (const name of [...step.at.axes].reverse()) {
      places[name] = rest % sizeIn(step, 0, name);
      rest = Math.floor(rest / sizeIn(step, 0, name));
    }
    return [0, places];
  }),
  order: moving((_, places) => [0, places]),
  select: moving((step, places) => [0, { ...places, [step.at.axis]: step.at.at }]),
  stack: moving((step, places) => [places[step.at.axis], places]),
  lookup: moving((step, places, r) => {
    const table = step.inputs[0];
    const inner = table.size / table.sizes[0];
    return [0, { ...placesAt(table, r % inner), [table.axes[0].n]: step.at.ids[Math.floor(r / inner)] }];
  }),
  mask,
  sinusoid,
};

/** The value of a written-out cell: numbers, functions, and leaves with the numbers that are now theirs. @param {any} tree @returns {number} */
function evaluated(tree) {
  if (Array.isArray(tree)) return FUNCTIONS[tree[0]](...tree.slice(1).map(evaluated));
  if (tree && tree.s) return tree.s.told[tree.r];
  return tree && tree.rest !== undefined ? tree.rest : numberOf(tree);
}
