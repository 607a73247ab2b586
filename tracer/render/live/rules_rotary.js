// Rules of newer models: rotary positions, the norm of mean squares. Only a page that needs one has them.

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

Object.assign(RULES, /** @type {Record<string, Rule>} */ ({
  rotate,
  mean_square: gathering(
    (row) => sum(row.map((one) => one * one)) / row.length,
    (row) => ["divide", total(row.map((one) => ["square", one])), row.length],
  ),
}));
