// Rules of choosing a word or experts: the largest, some of the largest, by a drawn number. Only a page that needs one has them.

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

/** @type {Rule} */
const chooseLargest = {
  run(step, x) {
    const result = new Float64Array(step.size);
    for (let r = 0; r < step.size; r += lastRow(step, r)[1]) {
      for (const k of keptPlaces(Array.from(x[0].subarray(r, r + lastRow(step, r)[1])), { top_k: step.at.count })) result[r + k] = 1;
    }
    return result;
  },
  work(step, r) {
    const [start, width] = lastRow(step, r);
    const kept = keptPlaces(Array.from(step.inputs[0].values.subarray(start, start + width)), { top_k: step.at.count });
    return kept.includes(r - start) ? 1 : 0;
  },
};

/** The first place whose cumulated share exceeds a drawn number. @param {ArrayLike<number>} row @param {number} drawn */
function drawnPlace(row, drawn) {
  const most = drawn * sum(row);
  let [place, so_far] = [0, 0];
  for (let k = 0; k < row.length; k++) if ((so_far += row[k]) <= most) place += 1;
  return place;
}

Object.assign(RULES, /** @type {Record<string, Rule>} */ ({
  argmax: gathering(firstLargest, (row) => firstLargest(row.map((one) => (one.s ? one.s.values[one.r] : one)))),
  draw: gathering(
    (row, step, r, x) => drawnPlace(row, x[1][rowsOf(step).mean[r]]),
    (row, step, r) => drawnPlace(row.map((one) => one.s.values[one.r]), step.inputs[1].values[rowsOf(step).mean[r]]),
  ),
  choose_largest: chooseLargest,
  keep_largest: keepLargest,
}));
