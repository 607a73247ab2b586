// Addresses as `ttrace explain` takes them (tracer/address.py): endings of stages, words or positions, in axis order or by name.

/** A part of an address: a position, or a label and which of its places. @typedef {{axis?: string, at?: number, label?: string, nth?: number}} Selector */

/** What stands in one place of an address. @param {string} text @returns {Selector} */
function selector(text) {
  const quoted = /^"((?:[^"\\]|\\.)*)"(?:#([1-9]\d*))?$/s.exec(text);
  if (quoted) return { label: quoted[1].replace(/\\(["\\])/g, "$1"), nth: Number(quoted[2] || 0) };
  if (/^\d+$/.test(text)) return { at: Number(text) };
  const marked = /^(.*\S)#([1-9]\d*)$/s.exec(text);
  return marked ? { label: marked[1], nth: Number(marked[2]) } : { label: text, nth: 0 };
}

/** The parts between the brackets of an address; null where they cannot be read. @param {string} text @returns {Selector[] | null} */
function selectors(text) {
  const part = /\s*(?:([^"=,[\]]*)=)?\s*("(?:[^"\\]|\\.)*"(?:#[1-9]\d*)?|[^",=\]]*[^",=\]\s])\s*([,\]])/gy;
  const result = [];
  for (let end = ","; end === ","; ) {
    const match = part.exec(text);
    if (!match) return null;
    result.push({ axis: match[1]?.trim(), ...selector(match[2]) });
    end = match[3];
  }
  return text.slice(result.length ? part.lastIndex : 0).trim() ? null : result;
}

/** The positions of a label along an axis: as it is written, else behind a tokenizer's sign that a word begins. @param {Axis} axis @param {string | undefined} label @returns {number[]} */
function positionsOf(axis, label) {
  const places = axis.a || axis.w;
  const labels = places ? places.map((place) => selector(place).label) : Array.from({ length: axis.s }, (_, i) => String(i));
  const positions = (/** @type {string} */ wanted) => labels.flatMap((one, i) => (one === wanted ? [i] : []));
  const exact = positions(`${label}`);
  return exact.length ? exact : positions(`▁${label}`);
}

/** The position that a selector means, or -1. @param {Axis} axis @param {Selector | undefined} wanted */
function positionOf(axis, wanted) {
  if (!wanted) return axis.s === 1 ? 0 : -1;
  if (wanted.at !== undefined) return wanted.at < axis.s ? wanted.at : -1;
  const positions = positionsOf(axis, wanted.label);
  return (wanted.nth ? positions[wanted.nth - 1] : positions.length === 1 ? positions[0] : undefined) ?? -1;
}

/** The selector of each axis (`address._assigned`); null where one has none of the axes, or there are too many. @param {Axis[]} axes @param {Selector[]} parts */
function assigned(axes, parts) {
  const named = new Map(parts.flatMap((part) => (part.axis === undefined ? [] : [[part.axis, part]])));
  const order = parts.filter((part) => part.axis === undefined);
  let spare = axes.length - parts.length;
  if (spare < 0 || named.size + order.length < parts.length || [...named.keys()].some((name) => !axes.some((axis) => axis.n === name))) return null;
  for (const axis of axes) {
    if (!order.length || named.has(axis.n)) continue;
    if (spare && axis.s === 1 && !positionsOf(axis, order[0].label).length) spare -= 1;
    else named.set(axis.n, /** @type {Selector} */ (order.shift()));
  }
  return axes.map((axis) => named.get(axis.n));
}
