// The page: cells, marks, edits, predictions, the address, and what is said of them.

/** @typedef {{s: Step, r: number, value: number}} Edited */

/** One run on a page: the whole of it (`main`), or one of several that know nothing of each other. */
class Page {
  /** @param {Graph & {words: Record<string, string>}} graph @param {HTMLElement} main what holds the run's tables */
  constructor(graph, main) {
    this.words = graph.words;
    this.engine = new Engine(graph);
    this.main = main;
    /** Whether the address of the page, its history and its window are this run's. */
    this.alone = main.tagName === "MAIN";
    /** Where Back leads where the browser's history is not ours. @type {Leaf[]} */
    this.trail = [];
    /** @type {Leaf | null} */
    this.here = null;
    /** @type {Edited[]} */
    this.list = [];
    /** Cells whose result is hidden. @type {Set<string>} */
    this.hidden = new Set();
    /** Steps whose numbers on the page are not the ones that hold now. @type {Set<Step>} */
    this.stale = new Set();
    /** @type {any} */
    this.later = 0;
    this.only = false;
    this.grid = true;
    /** @type {Map<Element, Leaf>} */
    this.cells = new Map();
    this.findCells();
    this.sections = this.wrapped();
    const checked = graph.why ? null : this.engine.check();
    this.editable = checked !== null && !checked.differ.length;
    this.panel = new Panel(this);
    this.header(graph.why, checked);
    gridMode(this.tables(), true);
    this.reachable();
    this.listen();
    if (this.alone) this.followAddress(true);
  }

  /** A sentence in the page's language. @param {string} message @param {Record<string, any>} [values] */
  say(message, values) {
    return worded(this.words[message], values);
  }

  tables() {
    return [...new Set([...this.cells.keys()].map((cell) => /** @type {Element} */ (cell.closest("table"))))];
  }

  /** Find each number of the page in the run; rows of a recurrent stage stand in the stage's table. */
  findCells() {
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (this.main.querySelectorAll("td[data-cell]"))) {
      const cell = this.engine.locate(node.dataset.cell || "");
      if (!cell) continue;
      const number = node.querySelector("mark") || node;
      node.dataset.text = number.textContent || "";
      /** @type {any} */ (node).recorded = [...node.childNodes];
      this.cells.set(node, cell);
      cell.s.tds[cell.r] = node;
      const row = this.engine.target(cell.s, cell.r);
      row.s.tds[row.r] ||= node;
    }
  }

  /** Each stage's heading and what follows it as one section. @returns {{node: HTMLElement, name: string}[]} */
  wrapped() {
    const sections = [];
    for (const heading of this.headings()) {
      const name = heading.dataset.stage || "";
      if (!this.engine.byName.has(name)) continue;
      const node = made("section");
      heading.before(node);
      /** @type {Element | null} */
      let next = heading;
      while (next && (next === heading || !(/^H\d$/.test(next.tagName) && next.tagName <= heading.tagName))) {
        node.append(/** @type {Node} */ (node.nextSibling));
        next = node.nextElementSibling;
      }
      sections.push({ node, name });
    }
    return sections;
  }

  /** @returns {HTMLElement[]} the headings below the page's own */
  headings() {
    return [...this.main.querySelectorAll("h2, h3, h4, h5")].map((heading) => /** @type {HTMLElement} */ (heading));
  }

  /** @param {string} why @param {{agree: number, differ: string[]} | null} checked */
  header(why, checked) {
    this.status = made("p", this.say("hint"));
    this.status.setAttribute("role", "status");
    const told = why ? this.say(why) : "";
    const count = checked ? checked.agree + checked.differ.length : 0;
    const badge = checked ? this.say(checked.differ.length ? "differ" : "agree", { agree: checked.agree, count, cell: checked.differ[0] }) : told;
    this.gridSwitch = this.panel.button("grid_off", () => this.switchGrid());
    this.hideSwitch = this.panel.button("hide_all", () => this.hide(this.hidden.size ? [] : this.engine.steps));
    const bar = made("header", [made("p", badge, "tt-badge"), this.gridSwitch, this.hideSwitch, this.status, ...this.contents()], "tt-bar");
    (this.alone ? document.body : this.main).prepend(bar);
  }

  /** What is wider than its place can be scrolled with the keyboard. */
  reachable() {
    const wide = [...this.main.querySelectorAll("math[display=block]")].filter((node) => node.scrollWidth > node.clientWidth);
    for (const node of wide) node.setAttribute("tabindex", "0");
  }

  contents() {
    const headings = this.headings();
    if (headings.length < 2) return [];
    const items = headings.map((node) => {
      node.tabIndex = -1;
      return made("li", made("button", node.textContent || "", "", () => {
        if (this.only) this.onlyStage();
        node.scrollIntoView();
        node.focus({ preventScroll: true });
      }));
    });
    const nav = made("nav", made("ul", items));
    nav.setAttribute("aria-label", this.say("contents"));
    return [made("details", [made("summary", this.say("contents")), nav])];
  }

  listen() {
    this.main.addEventListener("click", (event) => {
      const cell = this.at(event.target);
      if (cell && !getSelection()?.toString()) this.choose(cell, true);
    });
    this.main.addEventListener("focusin", (event) => {
      const cell = this.at(event.target);
      const pressed = event.target instanceof Element && event.target.matches(":active"); // a click will choose it
      if (cell && !pressed && (cell.s !== this.here?.s || cell.r !== this.here.r)) this.choose(cell, false);
    });
    this.main.addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("beforeprint", () => [...this.stale].forEach((step) => this.drawStep(step)));
    addEventListener("resize", () => this.reachable());
    if (this.alone) addEventListener("popstate", (event) => this.followAddress(!event.state));
    else this.main.setAttribute("data-lm-suppress-shortcuts", "true"); // a notebook leaves the keys to us
  }

  /** The cell that an event is about. @param {EventTarget | null} target @returns {Leaf | undefined} */
  at(target) {
    const node = target instanceof Element ? target.closest("td[data-cell]") : null;
    return node ? this.cells.get(node) : undefined;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const node = event.target;
    if (!this.grid || !(node instanceof HTMLElement) || !this.cells.has(node)) return;
    const next = cellFor(node, event);
    if (next) next.focus();
    if (event.key === "Escape") this.choose(null);
    if (event.key === "Enter" || event.key === "F2") this.edit();
    if (next || event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Begin to change the chosen cell: its field gets the focus. */
  edit() {
    if (!this.editable) return this.tell("no_edits");
    this.panel.input?.focus();
    return this.panel.input?.select();
  }

  /** Back to the cell from a field. */
  back() {
    const node = this.here?.s.tds[this.here.r];
    if (node) node.focus();
  }

  /** Say something in the one live region. @param {string} message @param {Record<string, any>} [values] */
  tell(message, values) {
    this.status.textContent = this.say(message, values);
  }

  /** Choose a cell, or none. @param {Leaf | null} cell @param {boolean} [keep] a step of its own in the history @param {boolean} [focus] */
  choose(cell, keep = false, focus = false) {
    const from = this.here;
    const moved = keep && !!cell && !(from && from.s === cell.s && from.r === cell.r);
    if (moved && from) this.trail.push(from);
    this.here = cell;
    for (const node of this.main.querySelectorAll(".tt-here, .tt-from, .tt-to")) node.classList.remove("tt-here", "tt-from", "tt-to");
    if (!cell) this.panel.close();
    else {
      const node = cell.s.tds[cell.r];
      if (this.only && node) this.onlyStage(node);
      if (node && this.grid) stopAt(node);
      if (focus && node && this.grid) node.focus();
      if (focus && node) node.scrollIntoView({ block: "nearest", inline: "nearest" });
      this.panel.show(cell.s, cell.r);
      node?.classList.add("tt-here");
      if (focus && !(node && this.grid)) this.panel.node.querySelector("h2")?.focus();
    }
    this.writeAddress(moved);
  }

  /** To the cell that was chosen before. */
  goBack() {
    this.choose(this.trail.pop() || this.here, false, true);
  }

  /** Mark where a number came from and who reads it. @param {Leaf[]} sources @param {Leaf[]} readers */
  mark(sources, readers) {
    for (const cell of sources) cell.s.tds[cell.r]?.classList.add("tt-from");
    for (const cell of readers) cell.s.tds[cell.r]?.classList.add("tt-to");
  }

  /** Whether a cell is not in the window now, or not on the page at all. @param {Leaf} cell */
  isAway(cell) {
    const box = cell.s.tds[cell.r]?.getBoundingClientRect();
    const below = this.panel.node.hidden || (this.alone && innerWidth >= 1280) ? innerHeight : this.panel.node.getBoundingClientRect().top;
    return !box || !box.width || box.bottom < 0 || box.top > below || box.right < 0 || box.left > innerWidth;
  }

  // The address

  /** Where this is, with its edits. */
  fragment() {
    const parts = this.here ? [`cell=${encodeURIComponent(this.engine.address(this.here.s, this.here.r))}`] : [];
    for (const { s, r, value } of this.list) parts.push(`set=${encodeURIComponent(`${this.engine.address(s, r)}=${numberText(value)}`)}`);
    return parts.join("&");
  }

  /** @param {boolean} keep */
  writeAddress(keep) {
    const wanted = `#${this.fragment()}`;
    if (!this.alone || wanted === (location.hash || "#")) return;
    history[keep ? "pushState" : "replaceState"]({ ttrace: 1 }, "", wanted);
  }

  /** Go where the address says. @param {boolean} edits whether its edits count too: where a reader opened or typed it */
  followAddress(edits) {
    const asked = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
    const wrong = edits ? this.editsOf(asked.getAll("set")) : "";
    const address = asked.get("cell");
    const cell = address === null ? null : this.engine.locate(address);
    this.choose(cell, false, !!cell);
    if (address !== null && !cell) this.tell("unknown", { cell: address });
    if (wrong) this.tell("bad_edit", { text: wrong });
  }

  /** Make the edits of an address; returns the first it cannot make. @param {string[]} texts @returns {string} */
  editsOf(texts) {
    if (!texts.length && !this.list.length) return "";
    const read = texts.map((text) => {
      const at = text.lastIndexOf("=");
      return { cell: this.engine.locate(text.slice(0, at)), value: typed(text.slice(at + 1)), text };
    });
    const good = this.editable ? read.filter(({ cell, value }) => cell && value !== null) : [];
    this.list = good.map(({ cell, value }) => ({ .../** @type {Leaf} */ (cell), value: /** @type {number} */ (value) }));
    this.redraw(this.engine.replay(this.list));
    return read.find((one) => !good.includes(one))?.text || "";
  }

  // Edits

  /** Put what the reader typed into a cell. @param {Step} step @param {number} r @param {string} text */
  put(step, r, text) {
    const value = typed(text);
    if (value === null) return this.tell("not_number", { text });
    this.set(step, r, value);
    this.choose({ s: step, r });
    this.status.textContent = this.change();
    return this.back();
  }

  /** @param {Step} step @param {number} r @param {number} value */
  set(step, r, value) {
    this.list.push({ s: step, r, value });
    this.redraw(this.engine.set(step, r, value));
    this.writeAddress(false);
  }

  undo() {
    const last = this.list.pop();
    if (!last) return;
    this.redraw(this.engine.replay(this.list));
    this.choose(this.here);
    this.tell("undone", { cell: this.engine.address(last.s, last.r) });
  }

  reset() {
    this.list = [];
    this.redraw(this.engine.replay([]));
    this.choose(this.here);
    this.tell("was_reset");
  }

  /** How many stages changed, and the largest change. */
  change() {
    let count = 0;
    let [most, where] = [0, /** @type {Leaf | null} */ (null)];
    const own = new Set(this.list.map(({ s, r }) => `${s.id}:${r}`));
    for (const step of this.engine.steps) {
      if (step.lv !== 1 || step.pm) continue;
      let moved = false;
      for (let r = 0; r < step.size; r++) {
        const far = Math.abs(step.told[r] - step.base[r]);
        if (!(far > 1e-12 * Math.max(Math.abs(step.told[r]), Math.abs(step.base[r])))) continue;
        moved = true;
        if (far > most && far < Infinity && !own.has(`${step.id}:${r}`)) [most, where] = [far, { s: step, r }];
      }
      if (moved) count += 1;
    }
    if (!where) return this.say("unchanged");
    const { s, r } = where;
    const places = Math.max(placesNow(s), 3);
    return this.say("changed", { count, cell: this.engine.label(s, r), old: show(s.base[r], places), new: show(s.told[r], places) });
  }

  /** The first step that a change reaches and that only has recorded numbers. */
  stop() {
    return this.engine.steps.find((step) => !this.engine.known(step) && step.inputs.some((one) => one.told !== one.base));
  }

  /** The command line that makes the same edits. */
  command() {
    const sets = this.list.map(({ s, r, value }) => `--set ${quoted(`${this.engine.address(s, r)}=${numberText(value)}`)}`).join(" ");
    const [before, after] = this.engine.graph.command;
    return [before || "ttrace …", sets, after].filter(Boolean).join(" ");
  }

  /** Write changed numbers as old → new: what is in the window at once, the rest a little at a time. @param {Iterable<Step>} steps */
  redraw(steps) {
    for (const step of steps) if (step.tds.length) this.stale.add(step);
    for (const step of [...this.stale].filter((one) => this.isNear(one))) this.drawStep(step);
    this.drawLater();
  }

  drawLater() {
    if (this.later || !this.stale.size) return;
    this.later = setTimeout(() => {
      this.later = 0;
      const until = performance.now() + 8;
      for (const step of this.stale) {
        this.drawStep(step);
        if (performance.now() > until) break;
      }
      this.drawLater();
    });
  }

  /** Whether a stage is in the window. @param {Step} step */
  isNear(step) {
    const box = step.tds.find(Boolean)?.closest("section")?.getBoundingClientRect();
    return !!box && box.bottom > 0 && box.top < innerHeight;
  }

  /** @param {Step} step */
  drawStep(step) {
    this.stale.delete(step);
    const places = placesNow(step);
    step.tds.forEach((node, r) => node && this.draw(node, this.cells.get(node) || { s: step, r }, places));
  }

  /** @param {HTMLElement} node @param {Leaf} cell @param {number} places */
  draw(node, { s, r }, places) {
    const set = this.list.some((one) => one.s === s && one.r === r);
    const state = `${s.told[r]} ${places} ${this.isHidden(s, r)} ${set}`;
    if (state === /** @type {any} */ (node).state) return;
    /** @type {any} */ (node).state = state;
    const [old, now] = [show(s.base[r], places), show(s.told[r], places)];
    if (set || node.classList.contains("tt-set")) node.classList.toggle("tt-set", set);
    if (this.isHidden(s, r)) {
      const mark = made("span", "?");
      mark.setAttribute("aria-label", this.say("hidden"));
      mark.setAttribute("role", "img");
      node.replaceChildren(mark);
    } else if (old === now && !set) node.replaceChildren(.../** @type {any} */ (node).recorded);
    else node.replaceChildren(made("del", old), " → ", made("ins", now));
    if (node.style.background) node.style.background = this.isHidden(s, r) ? "none" : `rgb(37 99 235/${(Math.min(Math.max(s.told[r], 0), 1) * 0.6).toFixed(2)})`;
  }

  // Predictions

  /** @param {Step} step @param {number} r */
  isHidden(step, r) {
    return this.hidden.has(`${step.id}:${r}`);
  }

  /** Hide the results of these steps, what was computed only; none: show all again. @param {Step[]} steps */
  hide(steps) {
    this.hidden = new Set();
    for (const step of steps) {
      if (!this.engine.rule(step) || !step.inputs.length) continue;
      for (let r = 0; r < step.size; r++) this.hidden.add(`${step.id}:${r}`);
    }
    this.hideSwitch.textContent = this.say(this.hidden.size ? "reveal_all" : "hide_all");
    this.redraw(this.engine.steps);
    this.choose(this.here);
  }

  /** @param {Step} step @param {number} r */
  reveal(step, r) {
    this.hidden.delete(`${step.id}:${r}`);
    this.redraw([step]);
    this.choose({ s: step, r });
  }

  /** Check a prediction at the printed digits. @param {Step} step @param {number} r @param {string} text */
  guess(step, r, text) {
    const value = typed(text);
    const shown = show(step.told[r], placesNow(step));
    if (value === null) return this.tell("not_number", { text });
    if (show(value, placesNow(step)) !== shown) return this.tell("wrong", { guess: text });
    this.reveal(step, r);
    return this.tell("right", { value: shown });
  }

  // Stages

  /** The section a cell stands in. @param {Element | undefined} node */
  sectionOf(node) {
    return this.sections.findIndex((section) => (node ? section.node.contains(node) : section.name === this.here?.s.n));
  }

  /** Go to the first number of another stage. @param {number} by */
  stage(by) {
    const from = this.sectionOf(this.here?.s.tds[this.here.r]);
    for (let i = from + by; i >= 0 && i < this.sections.length; i += by) {
      const cell = this.at(this.sections[i].node.querySelector("td[data-cell]"));
      if (cell) return this.choose(cell, true, true);
    }
    return undefined;
  }

  /** Only the stage of a cell, or all again. @param {Element} [node] keep to one stage, that of this cell */
  onlyStage(node) {
    const own = this.sectionOf(node || this.here?.s.tds[this.here.r]);
    this.only = node ? true : !this.only && own >= 0;
    this.sections.forEach((section, i) => (section.node.hidden = this.only && i !== own));
    if (!node && this.here) this.choose(this.here);
  }

  switchGrid() {
    this.grid = !this.grid;
    gridMode(this.tables(), this.grid);
    this.gridSwitch.textContent = this.say(this.grid ? "grid_off" : "grid_on");
  }

  /** @param {string} text */
  copy(text) {
    const done = () => this.tell("copied");
    const failed = () => this.tell("not_copied");
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, failed);
    else failed();
  }

  /** What tests and other programs call. */
  front() {
    const of = (/** @type {string} */ address) => {
      const cell = this.engine.locate(address);
      if (!cell) throw new Error(this.say("unknown", { cell: address }));
      return cell;
    };
    return {
      value: (/** @type {string} */ address) => of(address).s.told[of(address).r],
      set: (/** @type {string} */ address, /** @type {number} */ value) => {
        if (!this.editable) throw new Error(this.say("no_edits"));
        if (typeof value !== "number" || Number.isNaN(value)) throw new Error(this.say("not_number", { text: value }));
        this.set(of(address).s, of(address).r, value);
        if (this.here) this.choose(this.here);
      },
      undo: () => this.undo(),
      cells: () => this.engine.steps.flatMap((step) => Array.from({ length: step.size }, (_, r) => this.engine.address(step, r))),
      check: () => this.engine.check(),
    };
  }
}

/** A number as `--set` and an address take it. @param {number} value */
const numberText = (value) => String(value).replace("Infinity", "inf");

/** A word as a shell takes it. @param {string} word */
const quoted = (word) => `'${word.replace(/'/g, "'\\''")}'`;

/**
 * Let every run answer that this script came with: another copy of it finds none left. After the first paint, since what a page
 * shows does not wait for what it can do, and one run after the other.
 * @param {string} key
 */
function answer(key) {
  requestAnimationFrame(() =>
    setTimeout(() => {
      const data = document.querySelector(`script[data-runs="${key}"]`);
      if (!data) return;
      data.removeAttribute("data-runs");
      answer(key);
      const main = /** @type {HTMLElement & {ttrace: any}} */ (data.parentElement);
      main.ttrace = new Page(JSON.parse(data.textContent || ""), main).front();
      /** @type {any} */ (window).ttrace ||= main.ttrace;
    }),
  );
}
