// The recorded graph, computed again: decode, run, settle what is zero to rounding, edit, check, and find cells by address.

/** How a template's inputs are read. @typedef {(x: Float64Array[], at: Int32Array[], r: number) => number} Compiled */

/** A template as one function of a cell's place. @param {any} tree @returns {Compiled} */
function compiled(tree) {
  if (Array.isArray(tree)) {
    const name = tree[0];
    const parts = tree.slice(1).map(compiled);
    const of = FUNCTIONS[name];
    if (parts.length === 1) return (x, at, r) => of(parts[0](x, at, r));
    if (parts.length === 2 && name === "add") return (x, at, r) => parts[0](x, at, r) + parts[1](x, at, r);
    if (parts.length === 2) return (x, at, r) => of(parts[0](x, at, r), parts[1](x, at, r));
    return (x, at, r) => of(...parts.map((part) => part(x, at, r)));
  }
  const input = inputOf(tree);
  if (input >= 0) return (x, at, r) => x[input][at[input][r]];
  const value = numberOf(tree);
  return () => value;
}

/** The number of the input that a template's leaf names, or -1. @param {any} tree */
const inputOf = (tree) => (typeof tree === "string" && /^x\d+$/.test(tree) ? Number(tree.slice(1)) : -1);

/** Whether a template adds anything up. @param {any} tree @returns {boolean} */
const adds = (tree) => Array.isArray(tree) && (["add", "subtract", "sigmoid", "log"].includes(tree[0]) || tree.slice(1).some(adds));

/** A template's value at a cell and the same with sums made of sizes (`ops.pointwise._with_size`). @param {any} tree @param {(i: number) => number} x @returns {[number, number]} */
function sized(tree, x) {
  if (!Array.isArray(tree)) {
    const value = inputOf(tree) >= 0 ? x(inputOf(tree)) : numberOf(tree);
    return [value, Math.abs(value)];
  }
  const parts = tree.slice(1).map((part) => sized(part, x));
  const value = FUNCTIONS[tree[0]](...parts.map(([one]) => one));
  const sizes = parts.map(([, size]) => size);
  if (tree[0] === "add" || tree[0] === "multiply") return [value, FUNCTIONS[tree[0]](...sizes)];
  if (tree[0] === "subtract") return [value, sizes[0] + sizes[1]];
  if (tree[0] === "divide") return [value, sizes[0] / Math.abs(parts[1][0])];
  if (tree[0] === "negate") return [value, sizes[0]];
  return [value, ["sigmoid", "log"].includes(tree[0]) ? 1 : Math.abs(value)];
}

/** A template with leaves in place of its inputs. @param {any} tree @param {(i: number) => any} leaf @returns {any} */
function filled(tree, leaf) {
  if (Array.isArray(tree)) return [tree[0], ...tree.slice(1).map((part) => filled(part, leaf))];
  return inputOf(tree) >= 0 ? leaf(inputOf(tree)) : numberOf(tree);
}

/** The rule of a step whose cells are one expression of their inputs'. @param {any} tree @returns {Rule} */
function pointwise(tree) {
  const value = compiled(tree);
  const plan = (/** @type {Step} */ step) => planned(step, () => step.inputs.map((_, i) => aligned(step, i)));
  return {
    run(step, x) {
      const at = plan(step);
      const result = new Float64Array(step.size);
      for (let r = 0; r < result.length; r++) result[r] = value(x, at, r);
      return result;
    },
    work: (step, r, leaf) => filled(tree, (i) => leaf(step.inputs[i], plan(step)[i][r])),
    terms: adds(tree) ? (step, x, r) => sized(tree, (i) => x[i][plan(step)[i][r]])[1] : undefined,
  };
}

const NOISE = 1e-12;
const LEAVES = ["given", "parameter", "constant"];

/** The largest finite size, at least 1. @param {Float64Array} x */
function most(x) {
  let result = 1;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i]);
    if (size > result && size < Infinity) result = size;
  }
  return result;
}

/** A run that can be computed again, asked and changed. */
class Engine {
  /** @param {Graph} graph */
  constructor(graph) {
    this.graph = graph;
    /** @type {Step[]} */
    this.steps = [];
    /** @type {Map<string, Step>} */
    this.byName = new Map();
    /** Numbers put in place of computed ones, in the order they were put. @type {Map<Step, Map<number, number>>} */
    this.edits = new Map();
    for (const data of graph.steps) this.add(data);
    this.compute(new Set(this.steps));
    for (const step of this.steps) step.base = step.told;
  }

  /** @param {StepData} data */
  add(data) {
    const axes = data.ax.map((place) => this.graph.axes[place]);
    const sizes = axes.map((axis) => axis.s);
    const step = /** @type {Step} */ (/** @type {unknown} */ (
      Object.assign({}, data, {
        id: this.steps.length, axes, sizes, size: sizes.reduce((a, b) => a * b, 1), inputs: data.in.map((place) => this.steps[place]),
        readers: [], asked: this.graph.precision ?? null, recorded: data.v === undefined ? null : decoded(data.v), plan: undefined, tds: [],
      })
    ));
    for (const input of new Set(step.inputs)) input.readers.push(step);
    this.steps.push(step);
    this.byName.set(step.n, step);
  }

  /** The rule of a step; undefined where its numbers are only recorded. @param {Step} step @returns {Rule | undefined} */
  rule(step) {
    if (step.t !== undefined) return /** @type {any} */ (step).made || (/** @type {any} */ (step).made = pointwise(step.t));
    return RULES[step.op];
  }

  /** Whether a step's numbers can be computed here, or are where a run begins. @param {Step} step */
  known(step) {
    return !!this.rule(step) || !step.inputs.length;
  }

  /** Compute these steps and what follows from those that change; returns the steps whose numbers are others now. @param {Set<Step>} waiting */
  compute(waiting) {
    /** @type {Step[]} */
    const changed = [];
    for (const step of this.steps) {
      if (!waiting.has(step)) continue;
      const before = step.values;
      step.values = this.valuesOf(step);
      const told = this.toldOf(step);
      const moved = !before || told.some((one, r) => !Object.is(one, step.told[r])) || before.some((one, r) => !Object.is(one, step.values[r]));
      step.told = step.base && told.every((one, r) => Object.is(one, step.base[r])) ? step.base : told;
      if (!moved) continue;
      changed.push(step);
      if (before) for (const reader of step.readers) waiting.add(reader);
    }
    return changed;
  }

  /** @param {Step} step @returns {Float64Array} */
  valuesOf(step) {
    const rule = this.rule(step);
    const recorded = step.recorded;
    const only = !rule || (this.graph.why === "float32" && recorded);
    let values = only ? recorded || new Float64Array(step.size) : rule.run(step, step.inputs.map((one) => one.values));
    const { paper } = this.graph;
    if (step.r && paper !== null && !only) values = values.map((one) => onPaper(one, paper));
    const edits = this.edits.get(step);
    if (!edits) return values;
    values = values.slice();
    for (const [r, value] of edits) values[r] = value;
    return values;
  }

  /** The values as they are told: 0 where only rounding is left (tracer/record/settle.py). @param {Step} step @returns {Float64Array} */
  toldOf(step) {
    const rule = this.rule(step);
    if (!rule || !step.inputs.length || LEAVES.includes(step.op) || this.graph.why === "float32") return step.values;
    const told = step.inputs.map((one) => one.told);
    const bound = NOISE * 1e3 * told.reduce((product, one) => product * most(one), 1);
    const small = [];
    for (let r = 0; r < step.size; r++) if (step.values[r] !== 0 && Math.abs(step.values[r]) <= bound) small.push(r);
    if (!small.length) return step.values;
    const again = step.inputs.every((one) => one.told === one.values) ? step.values : rule.run(step, told);
    const put = this.edits.get(step);
    const result = step.values.slice();
    for (const r of small) {
      const size = rule.terms ? rule.terms(step, told, r) : 0;
      if (Math.abs(again[r]) <= NOISE * size && !(put && put.has(r))) result[r] = 0;
    }
    return result;
  }

  /** The step and place where an edit of a cell acts: a recurrent stage's rows were computed one by one. @param {Step} step @param {number} r @returns {Leaf} */
  target(step, r) {
    const stacked = step.op === "edit" ? step.inputs[0] : step;
    if (stacked.op !== "stack" || !/\.t\d+\.[^.]+(\.\w+)?$/.test(stacked.inputs[0].n)) return { s: step, r };
    const row = RULES.stack.work(stacked, r, (s, at) => ({ s, r: at }));
    return row;
  }

  /** Put a number where an edit of a cell acts, as paper mode writes it down. @param {Leaf} cell @param {number} value @returns {Step} */
  put({ s, r }, value) {
    const at = this.target(s, r);
    const { paper } = this.graph;
    if (!this.edits.has(at.s)) this.edits.set(at.s, new Map());
    const written = paper !== null && (at.s.lv === 1 || at.s.r || at.s.op === "round") ? onPaper(value, paper) : value;
    this.edits.get(at.s)?.set(at.r, written);
    return at.s;
  }

  /** Put a number into a cell and compute what follows. @param {Step} step @param {number} r @param {number} value @returns {Step[]} */
  set(step, r, value) {
    return this.compute(new Set([this.put({ s: step, r }, value)]));
  }

  /** Forget all edits and put these in their place. @param {{s: Step, r: number, value: number}[]} list */
  replay(list) {
    const touched = new Set(this.edits.keys());
    this.edits = new Map();
    for (const one of list) touched.add(this.put(one, one.value));
    return this.compute(touched);
  }

  /** Compare every number computed here with the recorded one, and with what the page shows. @returns {{agree: number, differ: string[]}} */
  check() {
    const differ = [];
    let agree = 0;
    for (const step of this.steps) {
      if (!this.rule(step)) continue;
      for (let r = 0; r < step.size; r++) {
        if (!step.recorded && !step.tds[r]) continue;
        const here = step.base[r];
        const text = show(here, step.p);
        const noted = step.recorded ? step.recorded[r] : here;
        const near = Object.is(here, noted) || Math.abs(here - noted) <= Math.max(1e-9 * Math.abs(noted), 1e-12);
        const shown = /** @type {any} */ (step.tds[r])?.dataset.text;
        if (near && text === show(noted, step.p) && (shown === undefined || shown === text)) agree += 1;
        else differ.push(this.address(step, r));
      }
    }
    return { agree, differ };
  }

  /** A cell written out, down to cells that can be looked up. @param {Step} step @param {number} r @returns {any} null: a given number */
  explain(step, r) {
    if (this.edits.get(step)?.has(r)) return null;
    const at = this.target(step, r);
    if (at.s !== step) return this.explain(at.s, at.r);
    if (step.op === "edit") return step.at.at.includes(r) ? null : this.explain(step.inputs[0], r);
    if (step.op === "round") return this.explain(step.inputs[0], r);
    const rule = this.rule(step);
    return rule && !LEAVES.includes(step.op) ? rule.work(step, r, (s, k) => this.leaf(s, k)) : null;
  }

  /** A cell, or what stands behind it where explanations look through its step. @param {Step} step @param {number} r @returns {any} */
  leaf(step, r) {
    const rule = step.tr ? this.rule(step) : undefined;
    return rule && !this.edits.get(step)?.has(r) ? rule.work(step, r, (s, k) => this.leaf(s, k)) : { s: step, r };
  }

  /** The cells that read a cell, through steps that explanations look through. @param {Step} step @param {number} r @returns {Leaf[]} */
  readersOf(step, r) {
    /** @type {Map<string, Leaf>} */
    const found = new Map();
    /** @param {Step} s @param {number} at */
    const walk = (s, at) => {
      for (const reader of s.readers) {
        const rule = this.rule(reader);
        if (!rule) continue;
        for (let k = 0; k < reader.size; k++) {
          let reads = false;
          rule.work(reader, k, (input, place) => ((reads = reads || (input === s && place === at)), { s: input, r: place }));
          if (!reads) continue;
          if (reader.tr) walk(reader, k);
          else found.set(`${reader.id}:${k}`, { s: reader, r: k });
        }
      }
    };
    const row = this.target(step, r);
    walk(row.s, row.r);
    if (row.s !== step) walk(step, r);
    found.delete(`${step.id}:${r}`);
    return [...found.values()];
  }

  /** The words or address places of a step's axes at a cell. @param {Step} step @param {number} r @param {"w" | "a"} which @returns {string[]} */
  places(step, r, which) {
    const at = placesAt(step, r);
    return step.axes.map((axis) => {
      const own = axis.per && "sentence" in at ? axis.per[at.sentence] : axis;
      return (own[which] || own.w || [])[at[axis.n]] ?? String(at[axis.n]);
    });
  }

  /** The full address of a cell, as `ttrace explain` takes it. @param {Step} step @param {number} r */
  address(step, r) {
    const places = this.places(step, r, "a");
    return places.length ? `${step.n}[${step.axes.map((axis, i) => `${axis.n}=${places[i]}`).join(", ")}]` : step.n;
  }

  /** A short name for a cell (`document.working.label`): `S[Thinking, Machines]`. @param {Step} step @param {number} r */
  label(step, r) {
    const places = this.places(step, r, "w").filter((_, i) => step.axes[i].n !== "sentence");
    const ofHead = step.axes.length && ["head", "kv_head"].includes(step.axes[0].n);
    const short = ofHead && places.length > 1 ? places.slice(1) : places;
    return short.length ? `${step.sy}[${short.join(", ")}]` : step.sy;
  }

  /** The one step called so or ending so (`Trace.__getitem__`). @param {string} name @returns {Step | undefined} */
  stage(name) {
    if (this.byName.has(name)) return this.byName.get(name);
    const ending = this.steps.filter((step) => step.n.endsWith(`.${name}`));
    const shown = ending.filter((step) => step.lv === 1 && !step.pm);
    const [shortest, ...others] = (shown.length ? shown : ending).sort((a, b) => a.n.length - b.n.length);
    return others.every((step) => step.n.endsWith(`.${shortest.n}`)) ? shortest : undefined;
  }

  /** The one cell that an address means; null where there is none, or several. @param {string} address @returns {Leaf | null} */
  locate(address) {
    const [, name, inside] = /^([^[]*)(?:\[(.*))?$/s.exec(address) || [];
    const step = name && this.stage(name.trim());
    if (!step) return null;
    const known = /** @type {any} */ (step);
    if (!known.addresses) {
      known.addresses = new Map();
      for (let r = 0; r < step.size; r++) known.addresses.set(this.address(step, r), r);
    }
    if (known.addresses.has(address)) return { s: step, r: known.addresses.get(address) };
    const parts = inside === undefined ? [] : selectors(inside);
    const wanted = parts && assigned(step.axes, parts);
    if (!wanted) return null;
    /** @type {number[]} */
    const places = [];
    for (const [i, axis] of step.axes.entries()) {
      const own = axis.per && step.axes[0].n === "sentence" ? { ...axis, ...axis.per[places[0]] } : axis;
      places.push(positionOf(own, wanted[i]));
    }
    return places.every((at) => at >= 0) ? { s: step, r: places.reduce((r, at, i) => r * step.sizes[i] + at, 0) } : null;
  }
}
