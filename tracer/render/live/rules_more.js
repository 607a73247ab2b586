// The rarer rules: rotary and relative positions, shared heads, edits, paper mode, sampling, parts of an axis. Only a page that needs one has them.

/** Which places of a row sampling may choose: the k largest, or the fewest largest that reach p. @param {number[]} row @param {any} at */
function keptPlaces(row, at) {
  const order = row.map((_, k) => k).sort((a, b) => row[b] - row[a] || a - b);
  if (at.top_k !== null) return order.slice(0, at.top_k);
  let before = 0;
  return order.filter((k) => {
    const keeps = before < (at.top_p || 1) * (1 - 1e-9);
    before += row[k];
    return keeps;
  });
}

/** @type {Rule} */
const keepLargest = {
  run(step, x) {
    const result = new Float64Array(step.size).fill(numberOf(step.at.fill));
    for (let r = 0; r < step.size; r += lastRow(step, r)[1]) {
      for (const k of keptPlaces(Array.from(x[0].subarray(r, r + lastRow(step, r)[1])), step.at)) result[r + k] = x[0][r + k];
    }
    return result;
  },
  work(step, r, leaf) {
    const [start, width] = lastRow(step, r);
    const kept = keptPlaces(Array.from(step.inputs[0].values.subarray(start, start + width)), step.at);
    return kept.includes(r - start) ? leaf(step.inputs[0], r) : numberOf(step.at.fill);
  },
};

/** The pair of a column that rotary positions turn together, and its angle. @param {Step} step @param {number} r */
function pairAt(step, r) {
  const { over, turned, layout, positions, start, frequencies } = step.at;
  const places = placesAt(step, r);
  const column = places[over[0]];
  if (column >= turned) return null;
  const pair = layout === "halves" ? column % (turned / 2) : Math.floor(column / 2);
  const [first, second] = layout === "halves" ? [pair, pair + turned / 2] : [2 * pair, 2 * pair + 1];
  const at = (/** @type {number} */ place) => flatAt(step.axes, { ...places, [over[0]]: place });
  return { first: at(first), second: at(second), isFirst: column === first, position: start + places[positions], frequency: frequencies[pair] };
}

/** @type {Rule} */
const rotate = {
  run(step, x) {
    const pairs = planned(step, () => Array.from({ length: step.size }, (_, r) => pairAt(step, r)));
    const [factor, sign] = [step.at.factor, step.at.back ? -1 : 1];
    return x[0].map((one, r) => {
      const pair = pairs[r];
      if (!pair) return one;
      const angle = pair.position * pair.frequency;
      const [cos, sin] = [Math.cos(angle) * factor, Math.sin(angle) * factor * sign];
      const [a, b] = [x[0][pair.first], x[0][pair.second]];
      return pair.isFirst ? a * cos - b * sin : b * cos + a * sin;
    });
  },
  work(step, r, leaf) {
    const pair = pairAt(step, r);
    if (!pair) return leaf(step.inputs[0], r);
    const angle = ["multiply", pair.position, pair.frequency];
    const factor = (/** @type {any} */ wave) => (step.at.factor === 1 ? wave : ["multiply", wave, step.at.factor]);
    const cos = factor(["cos", angle]);
    const sin = step.at.back ? ["negate", factor(["sin", angle])] : factor(["sin", angle]);
    const [a, b] = [leaf(step.inputs[0], pair.first), leaf(step.inputs[0], pair.second)];
    return pair.isFirst
      ? ["subtract", ["multiply", a, cos], ["multiply", b, sin]]
      : ["add", ["multiply", b, cos], ["multiply", a, sin]];
  },
  terms(step, x, r) {
    const [start, width] = lastRow(step, r);
    return Math.max(...x[0].subarray(start, start + width).map(Math.abs));
  },
};

/** @type {Rule} */
const edit = {
  run(step, x) {
    const result = x[0].slice();
    step.at.at.forEach((/** @type {number} */ place, /** @type {number} */ i) => (result[place] = numberOf(step.at.to[i])));
    return result;
  },
  work(step, r, leaf) {
    const i = step.at.at.indexOf(r);
    return i < 0 ? leaf(step.inputs[0], r) : numberOf(step.at.to[i]);
  },
};

/** A rule whose cells add up cells of the first input. @param {(step: Step, r: number) => number[]} places @returns {Rule} */
function collecting(places) {
  /** @type {(step: Step) => number[][]} */
  const plan = (step) => planned(step, () => Array.from({ length: step.size }, (_, r) => places(step, r)));
  return {
    run: (step, x) => Float64Array.from(plan(step), (at) => sum(at.map((i) => x[0][i]))),
    work: (step, r, leaf) => total(plan(step)[r].map((i) => leaf(step.inputs[0], i))),
  };
}

/** The places of a list that hold a number. @param {number[]} list @param {number} wanted */
const placesWith = (list, wanted) => list.flatMap((one, i) => (one === wanted ? [i] : []));

/** @type {Rule} */
const biasSum = collecting((step, r) => {
  const [row, head] = [Math.floor(r / step.sizes[1]), r % step.sizes[1]];
  return placesWith(step.at.rows, row).map((i) => head * step.at.rows.length + i);
});

/** The first place whose cumulated share exceeds a drawn number. @param {ArrayLike<number>} row @param {number} drawn */
function drawnPlace(row, drawn) {
  const most = drawn * sum(row);
  let [place, so_far] = [0, 0];
  for (let k = 0; k < row.length; k++) if ((so_far += row[k]) <= most) place += 1;
  return place;
}

Object.assign(RULES, /** @type {Record<string, Rule>} */ ({
  argmax: gathering(firstLargest, (row) => firstLargest(row.map((one) => (one.s ? one.s.values[one.r] : one)))),
  gather: collecting((step, r) => {
    const inner = step.size / step.sizes[0];
    return placesWith(step.at.ids, Math.floor(r / inner)).map((i) => i * inner + (r % inner));
  }),
  relative_bias_sum: {
    ...biasSum,
    terms: (step, x, r) => evaluated(biasSum.work(step, r, (_, i) => Math.abs(x[0][i]))),
  },
  draw: gathering(
    (row, step, r, x) => drawnPlace(row, x[1][rowsOf(step).mean[r]]),
    (row, step, r) => drawnPlace(row.map((one) => one.s.values[one.r]), step.inputs[1].values[rowsOf(step).mean[r]]),
  ),
  "step": {
    run: (_, x) => x[0].map((one) => Number(one > 0)),
    work: (step, r) => Number(step.inputs[0].values[r] > 0),
  },
  spread: moving((_, places) => [0, places]),
  slice: moving((step, places) => [0, { ...places, [step.at.axis]: places[step.at.axis] + step.at.start }]),
  place: moving((step, places) => {
    const at = places[step.at.axis] - step.at.start;
    return at >= 0 && at < sizeIn(step, 0, step.at.axis) ? [0, { ...places, [step.at.axis]: at }] : null;
  }),
  join: moving((step, places) => {
    let [number, at] = [0, places[step.at.axis]];
    while (at >= sizeIn(step, number, step.at.axis)) at -= sizeIn(step, number++, step.at.axis);
    return [number, { ...places, [step.at.axis]: at }];
  }),
  repeat: moving((step, places) => {
    const each = step.axes.find((axis) => axis.n === step.at.into)?.s || 1;
    return [0, { ...places, [step.at.axis]: Math.floor(places[step.at.into] / (each / sizeIn(step, 0, step.at.axis))) }];
  }),
  relative_bias: moving((step, places, r) => {
    const table = step.inputs[0];
    const pairs = step.at.rows.length;
    return [0, { [table.axes[0].n]: step.at.rows[r % pairs], [table.axes[1].n]: Math.floor(r / pairs) }];
  }),
  window_padding: {
    run: (step, x) => Float64Array.from({ length: step.size }, (_, r) => evaluated(RULES.window_padding.work(step, r, (_step, at) => x[0][at]))),
    work(step, r, leaf) {
      const [queries, keys] = step.sizes.slice(-2);
      const [query, key] = [Math.floor(r / keys) % queries, r % keys];
      return query + step.at.start === key ? 1 : leaf(step.inputs[0], Math.floor(r / (queries * keys)) * keys + key);
    },
  },
  keep_largest: keepLargest,
  rotate,
  edit,
  round: { run: (step, x) => x[0].map((one) => onPaper(one, step.at.places)), work: (step, r) => onPaper(step.inputs[0].values[r], step.at.places) },
}));

const A = [3.1611237438705656, 113.86415415105016, 377.485237685302021, 3209.37758913846947, 0.185777706184603153];
const B = [23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062];
const C = [
  0.564188496988670089, 8.88314979438837594, 66.1191906371416295, 298.635138197400131, 881.95222124176909, 1712.04761263407058,
  2051.07837782607147, 1230.33935479799725, 2.15311535474403846e-8,
];
const D = [
  15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019, 3290.79923573345963, 4362.61909014324716,
  3439.36767414372164, 1230.33935480374942,
];

/** The error function, W. J. Cody, Math. Comp. 23 (1969) 631, as in tracer/ops/erf.py. @param {number} x @returns {number} */
function erf(x) {
  const size = Math.abs(x);
  if (!(size <= 6)) return Number.isNaN(x) ? x : Math.sign(x);
  const square = x * x;
  if (size <= 0.46875) {
    let above = (A[4] * square + A[0]) * square;
    let below = (square + B[0]) * square;
    for (let i = 1; i < 3; i++) [above, below] = [(above + A[i]) * square, (below + B[i]) * square];
    return (x * (above + A[3])) / (below + B[3]);
  }
  let above = C[8] * size;
  let below = size;
  for (let i = 0; i < 7; i++) [above, below] = [(above + C[i]) * size, (below + D[i]) * size];
  const whole = Math.trunc(size * 16) / 16;
  const rest = Math.exp(-whole * whole) * Math.exp(-(size - whole) * (size + whole));
  return Math.sign(x) * (1 - (rest * (above + C[7])) / (below + D[7]));
}

FUNCTIONS.erf = erf;
