// What the panel says of a cell: sentence, formula in symbols and with numbers, where it came from and who reads it.

const MOST_TERMS = 12; // a longer sum shows its largest terms and what the rest adds up to

/** A message with its placeholders filled; `{count:one|many}` follows a number. @param {string} text @param {Record<string, any>} values */
function worded(text, values = {}) {
  const counted = text.replace(/\{(\w+):([^|{}]*)\|([^|{}]*)\}/g, (_, key, one, many) => (values[key] === 1 ? one : many));
  return counted.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
}

/**
 * An element with its text, class and click.
 * @param {string} tag @param {string | Node | (string | Node)[]} [inside] @param {string} [name] @param {() => void} [click] @returns {any}
 */
function made(tag, inside = [], name = "", click) {
  const node = document.createElement(tag);
  node.append(...(Array.isArray(inside) ? inside : [inside]));
  if (name) node.className = name;
  if (tag === "button") node.setAttribute("type", "button");
  if (click) node.addEventListener("click", click);
  return node;
}

/** A sum of many terms with its largest first and the rest as one number (`document.working.shorten_sum`). @param {any} tree @returns {any} */
function shortened(tree) {
  if (!Array.isArray(tree)) return tree;
  if (tree[0] === "divide") return [tree[0], ...tree.slice(1).map(shortened)];
  if (tree[0] !== "add" || tree.length - 1 <= MOST_TERMS) return tree;
  const size = (/** @type {any} */ term) => Math.abs(evaluated(term)) || 0;
  const ranked = tree.slice(1).map((term, i) => ({ term, i, size: size(term) })).sort((a, b) => b.size - a.size || a.i - b.i);
  const left = sum(ranked.slice(MOST_TERMS - 2).map(({ term }) => evaluated(term)));
  return ["add", ...ranked.slice(0, MOST_TERMS - 2).map(({ term }) => term), { rest: left, count: ranked.length - MOST_TERMS + 2 }];
}

/** What a shortened sum gathered. @param {any} tree @returns {{rest: number, count: number} | undefined} */
const restIn = (tree) => (Array.isArray(tree) ? tree.slice(1).map(restIn).find(Boolean) : tree?.rest === undefined ? undefined : tree);

/** Cells of a small divisor or below a root with three digits (`document.working.legible`). @param {any} tree @param {number} places @returns {any} */
function legible(tree, places) {
  if (!Array.isArray(tree) || places < 0) return tree;
  const parts = tree.slice(1).map((part) => legible(part, places));
  const divisor = tree[0] === "divide" ? 1 : tree[0] === "sqrt" ? 0 : -1;
  if (divisor >= 0) {
    const size = Math.abs(evaluated(parts[divisor]));
    const needed = size > 0 && size < 1 ? Math.min(Math.max(places, 2 - twelveDigits(size)[1]), 12) : places;
    parts[divisor] = withPlaces(parts[divisor], needed);
  }
  return [tree[0], ...parts];
}

/** @param {any} tree @param {number} places @returns {any} */
function withPlaces(tree, places) {
  if (Array.isArray(tree)) return [tree[0], ...tree.slice(1).map((part) => withPlaces(part, places))];
  return tree && tree.s ? { ...tree, places: Math.max(places, tree.places || 0) } : tree;
}

/** Decimals of a line: none where whole numbers make a whole one. @param {Step} step @param {number} r @param {any} tree */
function placesOfLine(step, r, tree) {
  const values = [step.told[r], ...[...cellsOf(tree).values()].map((cell) => cell.s.told[cell.r])];
  if (values.every((value) => Number.isFinite(value) && isWhole(value))) return 0;
  const places = placesNow(step);
  return places < 0 ? places : Math.max(places, 3);
}

/** The decimals of a stage as it is now: more than recorded where an edit made whole numbers broken. @param {Step} step */
function placesNow(step) {
  if (step.told === step.base || step.asked !== null) return step.p;
  const now = placesOf(step.told);
  return step.p < 0 || now < 0 ? now : Math.max(step.p, now);
}

/** Whether a line of rounded operands gives the rounded result (`document.working.adds_up`). @param {any} tree @param {number} value @param {number} places */
function addsUp(tree, value, places) {
  if (places < 0) return false;
  /** @param {any} part @returns {any} */
  const rounded = (part) => {
    if (Array.isArray(part)) return [part[0], ...part.slice(1).map(rounded)];
    if (part && part.rest !== undefined) return part.rest;
    return part && part.s ? onPaper(part.s.told[part.r], Math.max(places, part.places || 0)) : part;
  };
  return fixed(evaluated(rounded(tree)), places) === fixed(value, places);
}

/** Builds the panel's parts for a page. */
class Panel {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.node = made(page.alone ? "aside" : "div", [], "tt-panel");
    this.node.setAttribute("aria-label", page.say("panel"));
    this.node.hidden = true;
    if (!page.alone) {
      this.node.setAttribute("role", "region");
      this.node.addEventListener("keydown", (/** @type {Event} */ event) => event.stopPropagation());
    }
    (page.alone ? document.body : page.main).append(this.node);
  }

  /** Show a cell. @param {Step} step @param {number} r */
  show(step, r) {
    const { page } = this;
    const heading = made("h2", page.engine.label(step, r));
    heading.tabIndex = -1;
    this.node.replaceChildren(heading, made("p", made("code", page.engine.address(step, r))), this.tools(step, r), ...this.lines(step, r));
    this.node.append(...this.ends(step, r), ...(page.editable ? [this.form(step, r), ...this.edits()] : []));
    this.node.hidden = false;
    if (page.alone) document.body.classList.add("tt-open");
  }

  close() {
    this.node.hidden = true;
    document.body.classList.remove("tt-open");
  }

  /** @param {Step} step @param {number} r */
  tools(step, r) {
    const { page } = this;
    const back = this.button("back", () => page.goBack());
    back.disabled = !page.trail.length;
    return made("div", [
      ...(page.alone ? [] : [back]), this.button("previous", () => page.stage(-1)), this.button("next", () => page.stage(1)),
      this.button(page.only ? "every" : "only", () => page.onlyStage()),
      this.button(page.hidden.size ? "reveal_all" : "hide_stage", () => page.hide(page.hidden.size ? [] : [step])),
      this.button("copy", () => page.copy(page.engine.address(step, r))), this.button("close", () => page.choose(null)),
    ], "tt-row");
  }

  /** @param {string} message @param {() => void} click */
  button(message, click) {
    return made("button", this.page.say(message), "", click);
  }

  /** The sentence, the formula, the numbers and the result. @param {Step} step @param {number} r */
  lines(step, r) {
    const { page } = this;
    const { engine } = page;
    const result = [made("p", engine.graph.texts[step.s])];
    if (step.f !== undefined) result.push(this.line(step.sy, new Notation((cell) => engine.label(cell.s, cell.r)).write(step.f)));
    const tree = engine.explain(step, r);
    if (page.isHidden(step, r)) return [...result, ...this.worked(step, r, tree, true), this.guess(step, r)];
    if (tree !== null) return [...result, ...this.worked(step, r, tree, false)];
    const set = engine.edits.get(engine.target(step, r).s)?.has(engine.target(step, r).r);
    const known = engine.rule(step) || !step.inputs.length;
    const told = set ? page.say("set_by_reader") : known ? page.say("given") : page.say("recorded", { operation: step.op });
    return [...result, this.line(engine.label(step, r), [this.result(step, r, step.p < 0 ? step.p : Math.max(placesNow(step), 3))]), made("p", told)];
  }

  /** @param {Step} step @param {number} r @param {number} places */
  result(step, r, places) {
    return made("strong", show(step.told[r], places));
  }

  /** The cell with its own numbers, and a way to add up a long sum. @param {Step} step @param {number} r @param {any} tree @param {boolean} hides */
  worked(step, r, tree, hides) {
    if (tree === null) return [];
    const places = placesOfLine(step, r, tree);
    const shown = legible(shortened(tree), places);
    const pieces = new Notation((cell) => this.number(cell, places)).write(shown);
    const value = hides ? "?" : this.result(step, r, places);
    const sign = hides || addsUp(shown, step.told[r], places) ? " = " : " ≈ ";
    const terms = sumIn(tree);
    const rest = restIn(shown);
    const gathered = rest ? [made("p", this.page.say("rest", { count: rest.count, value: show(rest.rest, places) }))] : [];
    return [this.line(this.page.engine.label(step, r), [...pieces, sign, value]), ...gathered, ...(terms && !hides ? [this.walk(terms, places)] : [])];
  }

  /** An operand as a line writes it. @param {any} cell @param {number} places */
  number(cell, places) {
    return show(cell.s.told[cell.r], places < 0 ? places : Math.max(places, cell.places || 0));
  }

  /** `left = pieces`; operands are buttons that lead to them. @param {string} left @param {(Piece | Node)[]} pieces */
  line(left, pieces) {
    const nodes = pieces.map((piece) => (typeof piece === "string" || piece instanceof Node ? piece : this.link(piece, piece.text)));
    return made("p", [`${left} = `, ...nodes], "tt-line");
  }

  /** A button that leads to a cell. @param {Leaf} cell @param {string} text */
  link(cell, text) {
    const { engine } = this.page;
    const node = made("button", text, "", () => this.page.choose(cell, true, true));
    node.title = engine.label(cell.s, cell.r);
    node.setAttribute("aria-label", text === node.title ? text : `${node.title} = ${text}`);
    return node;
  }

  /** A sum, one term at a time, with the running subtotal. @param {any[]} terms @param {number} places */
  walk(terms, places) {
    const list = made("ol");
    let so_far = 0;
    const add = () => {
      const term = terms[list.children.length];
      so_far += evaluated(term);
      const pieces = new Notation((cell) => this.number(cell, places)).write(term);
      const nodes = pieces.map((piece) => (typeof piece === "string" ? piece : this.link(piece, piece.text)));
      list.append(made("li", [...nodes, ` → ${this.page.say("subtotal", { value: show(so_far, places) })}`], "tt-line"));
      next.disabled = all.disabled = list.children.length === terms.length;
    };
    const next = this.button("term", add);
    const all = this.button("all_terms", () => {
      while (list.children.length < terms.length) add();
    });
    return made("details", [made("summary", this.page.say("walk")), list, made("div", [next, all], "tt-row")]);
  }

  /** Where the number came from and where it goes, marked on the page. @param {Step} step @param {number} r */
  ends(step, r) {
    const { page } = this;
    const tree = page.engine.explain(step, r);
    const sources = tree === null ? [] : [...cellsOf(tree).values()];
    const readers = page.engine.readersOf(step, r);
    page.mark(sources, readers);
    const result = [];
    if (sources.length) result.push(made("p", page.say("from", { count: sources.length, away: sources.filter((cell) => page.isAway(cell)).length })));
    if (!readers.length) return result;
    const links = readers.slice(0, MOST_TERMS).map((cell) => this.link(cell, page.engine.label(cell.s, cell.r)));
    const more = readers.length > MOST_TERMS ? [page.say("more", { count: readers.length - MOST_TERMS })] : [];
    result.push(made("p", page.say("to", { count: readers.length, away: readers.filter((cell) => page.isAway(cell)).length })));
    result.push(made("div", [...links, ...more], "tt-row"));
    return result;
  }

  /** A field with its label and buttons; Enter sends. @param {string} label @param {string} value @param {string} button @param {(text: string) => void} done @param {Node[]} more */
  field(label, value, button, done, more = []) {
    const input = made("input");
    input.value = value;
    input.autocomplete = "off";
    const send = () => done(input.value);
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter") send();
      if (event.key === "Escape") this.page.back();
    });
    return made("div", [made("label", [`${this.page.say(label)} `, input]), this.button(button, send), ...more], "tt-row");
  }

  /** @param {Step} step @param {number} r */
  guess(step, r) {
    const { page } = this;
    return this.field("guess", "", "check", (text) => page.guess(step, r, text), [this.button("reveal", () => page.reveal(step, r))]);
  }

  /** @param {Step} step @param {number} r */
  form(step, r) {
    const value = this.page.isHidden(step, r) ? "" : String(step.told[r]).replace("Infinity", "inf");
    const node = this.field("new_value", value, "set", (text) => this.page.put(step, r, text));
    this.input = node.querySelector("input");
    return node;
  }

  /** What the reader changed, and how to do the same with `ttrace`. */
  edits() {
    const { page } = this;
    if (!page.list.length) return [];
    const stop = page.stop();
    const items = page.list.map((one) => made("li", [this.link(one, page.engine.address(one.s, one.r)), `: ${show(one.s.base[one.r], 6)} → ${one.value}`]));
    return [
      made("h2", page.say("edits")), made("p", page.change()), ...(stop ? [made("p", page.say("stops", { stage: stop.n, operation: stop.op }))] : []), made("ol", items),
      made("div", [this.button("undo", () => page.undo()), this.button("reset", () => page.reset()), this.button("copy_command", () => page.copy(page.command()))], "tt-row"),
      made("p", made("code", page.command())),
    ];
  }
}
