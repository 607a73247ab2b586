// Rules that only losses and gradients need. Only a page of a training step has them.

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

const logSoftmax = gathering(
  (row, step, r) => {
    const own = row[placeInRow(step, r)];
    return own - raised(row) - Math.log(sum(row));
  },
  (row, step, r) => {
    const top = topOf(row);
    return ["subtract", ["subtract", row[placeInRow(step, r)], top], ["log", total(row.map((one) => ["exp", ["subtract", one, top]]))]];
  },
  () => 1,
);

Object.assign(RULES, /** @type {Record<string, Rule>} */ ({
  log_softmax: logSoftmax,
  sum: gathering(sum, total, (step, x, r) => sumOfSizes(rowAt(step, x[0], r))),
  gather: collecting((step, r) => {
    const inner = step.size / step.sizes[0];
    return placesWith(step.at.ids, Math.floor(r / inner)).map((i) => i * inner + (r % inner));
  }),
  relative_bias_sum: {
    ...biasSum,
    terms: (step, x, r) => evaluated(biasSum.work(step, r, (_, i) => Math.abs(x[0][i]))),
  },
  at_distance_sum: collecting((step, r) => {
    const [own, wide] = step.sizes.slice(-2);
    const keys = step.inputs[0].axes.at(-1)?.s || 1;
    const [lead, at, row] = [Math.floor(r / (own * wide)), Math.floor(r / wide) % own, r % wide];
    return placesWith(step.at.rows, row)
      .filter((i) => (step.at.own === "query" ? Math.floor(i / keys) : i % keys) === at)
      .map((i) => lead * step.at.rows.length + i);
  }),
  "step": {
    run: (_, x) => x[0].map((one) => Number(one > 0)),
    work: (step, r) => Number(step.inputs[0].values[r] > 0),
  },
  spread: moving((_, places) => [0, places]),
  place: moving((step, places) => {
    const at = places[step.at.axis] - step.at.start;
    return at >= 0 && at < sizeIn(step, 0, step.at.axis) ? [0, { ...places, [step.at.axis]: at }] : null;
  }),
}));
