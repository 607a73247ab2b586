// Rules of runs that were changed or written on paper: edits, rounding. Only a page that needs one has them.

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

Object.assign(RULES, /** @type {Record<string, Rule>} */ ({
  edit,
  round: { run: (step, x) => x[0].map((one) => onPaper(one, step.at["places"])), work: (step, r) => onPaper(step.inputs[0].values[r], step.at["places"]) },
}));
