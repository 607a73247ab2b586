// Rules of real checkpoints: parts of an axis, shared heads, relative positions. Only a page that needs one has them.

Object.assign(RULES, /** @type {Record<string, Rule>} */ ({
  slice: moving((step, places) => [0, { ...places, [step.at.axis]: places[step.at.axis] + step.at.start }]),
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
  distances: moving((step, places) => [0, { ...places, [step.at.table]: places.distance + step.at.start }]),
  distance_product: contract,
  alibi: {
    run: (step) => Float64Array.from({ length: step.size }, (_, r) => evaluated(RULES.alibi.work(step, r, () => 0))),
    work(step, r) {
      const [queries, keys] = step.sizes.slice(-2);
      const [query, key] = [Math.floor(r / keys) % queries, r % keys];
      return ["multiply", step.at.slopes[Math.floor(r / (queries * keys))], Math.abs(query + step.at.start - key)];
    },
  },
  window_padding: {
    run: (step, x) => Float64Array.from({ length: step.size }, (_, r) => evaluated(RULES.window_padding.work(step, r, (_step, at) => x[0][at]))),
    work(step, r, leaf) {
      const [queries, keys] = step.sizes.slice(-2);
      const [query, key] = [Math.floor(r / keys) % queries, r % keys];
      return query + step.at.start === key ? 1 : leaf(step.inputs[0], Math.floor(r / (queries * keys)) * keys + key);
    },
  },
}));
