// What a pupil's matrix makes head 0 do, measured and marked as tracer/exercises/designs.py and design_marking.py do it.

/** One word that something is asked of: its place, the row of the matrix, the keys it is about. @typedef {{w: number, r: number, k: number[]}} AskedData */
/** @typedef {{name: string, measure: string, prefix: string, source: string, words: string[], asked: AskedData[]}} DesignData */
/** @typedef {{design: DesignData, values: number[], holds: boolean[], largest: number}} Outcome */

const DESIGN_PLACES = 2;
const DESIGN_SHARE = 0.9;
const MOST_WRITTEN = 1e6;

/** What the engine's run does about a design. @param {Engine} engine @param {DesignData} design @returns {Outcome} */
function measured(engine, design) {
  const { measure, prefix, asked } = design;
  const stage = { share: "softmax", even: "softmax", same: "scores", copy: "v" }[measure];
  const step = /** @type {Step} */ (engine.byName.get(`${prefix}.${stage}`));
  const source = /** @type {Step} */ (engine.byName.get(design.source));
  const [, rows, width] = step.sizes;
  const cell = (/** @type {number} */ row, /** @type {number} */ column) => step.told[row * width + column];
  const columns = [...Array(width).keys()];
  const values = asked.map(({ w, k }) => {
    if (measure === "share") return k.reduce((total, key) => total + cell(w, key), 0);
    if (measure === "even") return Math.max(...k.map((key) => Math.abs(cell(w, key) - 1 / k.length)));
    const wanted = (/** @type {number} */ column) => (measure === "same" ? cell(0, column) : source.told[w * source.sizes[1] + column]);
    return Math.max(...columns.map((column) => Math.abs(cell(w, column) - wanted(column))));
  });
  const largest = measure === "same" ? Math.max(...[...step.told.subarray(0, rows * width)].map(Math.abs)) : 0;
  const holds = values.map((value) => {
    if (measure === "share") return unitsOf(value, DESIGN_PLACES) >= unitsOf(DESIGN_SHARE, DESIGN_PLACES);
    return unitsOf(value, DESIGN_PLACES) === 0n && (measure !== "same" || unitsOf(largest, DESIGN_PLACES) > 0n);
  });
  return { design, values, holds, largest };
}

/** A field of a matrix, read: a number too large to be computed with is unreadable. @param {string} text @param {boolean | null} comma @returns {Written} */
function writtenCell(text, comma) {
  const { value, problem } = written(text, comma);
  return value !== null && Math.abs(value) > MOST_WRITTEN ? { value: null, problem: "not_finite" } : { value, problem };
}

/** The run with the numbers of each matrix of which anything was written, and what came out. @param {Engine} engine @param {SheetData} sheet @param {Map<number, string>} texts @returns {Map<string, Outcome>} */
function outcomesOf(engine, sheet, texts) {
  const comma = commaConvention([...texts.values()]);
  /** @type {Map<string, Outcome>} */
  const outcomes = new Map();
  for (const design of sheet.designs || []) {
    const blanks = sheet.blanks.filter(({ d }) => d === design.name);
    if (!blanks.some(({ n }) => texts.get(n))) continue;
    engine.replay(blanks.map(({ n, cell }) => ({ .../** @type {Leaf} */ (engine.locate(cell)), value: writtenCell(texts.get(n) || "", comma).value || 0 })));
    outcomes.set(design.name, measured(engine, design));
  }
  engine.replay([]);
  return outcomes;
}

/** Every blank of a sheet of designs marked. @param {Engine} engine @param {SheetData} sheet @param {Map<number, string>} texts @returns {Mark[]} */
function markedDesigns(engine, sheet, texts) {
  const comma = commaConvention([...texts.values()]);
  const outcomes = outcomesOf(engine, sheet, texts);
  return sheet.blanks.map(({ n, p, d, row }) => {
    const { value, problem } = writtenCell(texts.get(n) || "", comma);
    const outcome = outcomes.get(d || "");
    const holds = !!outcome && outcome.design.asked.every(({ r }, i) => r !== row || outcome.holds[i]);
    const verdict = problem ? "unreadable" : !outcome ? "missing" : holds ? "right" : "wrong";
    return { n, verdict, value, problem, right: NaN, follows: NaN, points: verdict === "right" ? p : 0 };
  });
}

/** What came out, as sentences. @param {Outcome} outcome @param {(message: string, values: Record<string, any>) => string} say @returns {string[]} */
function outcomeSentences({ design, values, holds, largest }, say) {
  const shown = (/** @type {number} */ value) => show(value, DESIGN_PLACES);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const told = { mean: shown(mean), least: shown(Math.min(...values)), most: shown(Math.max(...values)), largest: shown(largest), share: show(DESIGN_SHARE, 1) };
  const count = holds.filter(Boolean).length;
  const word = design.words[design.asked[holds.indexOf(false)]?.w];
  const last = count === holds.length ? say("design_holds", { count }) : say("design_fails", { count, of: holds.length, word });
  return [say(`design_out_${design.measure === "share" ? design.name : design.measure}`, told), last];
}
