// Marking with errors followed through, as tracer/exercises/marking.py does it: the pupil's numbers take the place of the run's.

/** @typedef {{n: number, cell: string, p: number, right?: number, d?: string, row?: number}} BlankData */
/** @typedef {{sheet: string, name: string, decimals: number, exact: boolean, follow_on: number, blanks: BlankData[], run: Graph | null, designs?: DesignData[]}} SheetData */
/** @typedef {{n: number, verdict: string, value: number | null, problem: string, right: number, follows: number, points: number}} Mark */

const MOST_CARRIED = 1e15; // as tracer/exercises/marking.py has it

/** `rounding.units`: a finite number in units of its last decimal. @param {number} value @param {number} places */
function unitsOf(value, places) {
  const [number, unit] = prepared(Math.abs(value));
  const whole = cut(number, unit, places);
  return value < 0 ? -whole : whole;
}

/** Whether two numbers agree as printed. @param {number} given @param {number} right @param {SheetData} sheet */
function agrees(given, right, { decimals, exact }) {
  if (!Number.isFinite(given) || !Number.isFinite(right)) return false;
  const far = unitsOf(given, decimals) - unitsOf(right, decimals);
  return (far < 0n ? -far : far) <= (exact ? 0n : 1n);
}

/**
 * Every blank marked, in the order of the sheet; the engine is left as the run is where the last stage begins.
 * @param {Engine} engine @param {SheetData} sheet @param {Map<number, string>} texts @param {string} [until] stop where this stage begins @returns {Mark[]}
 */
function markedBlanks(engine, sheet, texts, until) {
  if (sheet.designs) return markedDesigns(engine, sheet, texts);
  const comma = commaConvention([...texts.values()]);
  /** @type {Mark[]} */
  const marks = [];
  /** @type {{s: Step, r: number, value: number}[]} */
  const edits = [];
  let [stage, strayed] = ["", false];
  engine.replay([]);
  for (const { n, cell, p, right: told } of sheet.blanks) {
    const place = told === undefined ? engine.locate(cell) : null;
    if (place && place.s.n !== stage) {
      engine.replay(strayed ? edits : []);
      stage = place.s.n;
      if (stage === until) return marks;
    }
    const { value, problem } = written(texts.get(n) || "", comma);
    const [right, follows] = place ? [place.s.base[place.r], place.s.told[place.r]] : [told ?? NaN, told ?? NaN];
    const verdict = verdictOf(value, problem, right, follows, sheet);
    if (value !== null && place && Math.abs(value) < MOST_CARRIED) {
      strayed = strayed || verdict === "wrong";
      edits.push({ ...place, value });
    }
    marks.push({ n, verdict, value, problem, right, follows, points: verdict === "right" ? p : verdict === "followed" ? p * sheet.follow_on : 0 });
  }
  return marks;
}

/** @param {number | null} value @param {string} problem @param {number} right @param {number} follows @param {SheetData} sheet */
function verdictOf(value, problem, right, follows, sheet) {
  if (value === null) return problem ? "unreadable" : "missing";
  if (agrees(value, right, sheet)) return "right";
  return agrees(value, follows, sheet) ? "followed" : "wrong";
}
