// A worksheet that is filled in on a page: fields, marks, explanations, and answers kept or saved where the reader asks for it.

const VERDICT_SIGNS = { right: "✓", followed: "↷", wrong: "✗", unreadable: "!" };
const ANSWERS = "ttrace-answers/1";

/** One sheet of a page. `Panel` explains its cells, as it does a page's. */
class Form {
  /** @param {SheetData} sheet @param {Record<string, string>} words @param {HTMLElement} main */
  constructor(sheet, words, main) {
    this.sheet = sheet;
    this.words = words;
    this.main = main;
    this.alone = false;
    this.list = [];
    this.inputs = new Map([...main.querySelectorAll("input[data-blank]")].map((node) => [Number(/** @type {HTMLElement} */ (node).dataset.blank), /** @type {HTMLInputElement} */ (node)]));
    this.engine = /** @type {Engine} */ (/** @type {unknown} */ (sheet.run ? new Engine(sheet.run) : null));
    this.marks = !!sheet.run && !sheet.run.why && !this.engine.check().differ.length && sheet.blanks.every(({ cell, right }) => right !== undefined || this.engine.locate(cell));
    this.panel = /** @type {Panel} */ (/** @type {unknown} */ (this.marks ? new Panel(/** @type {any} */ (this)) : null));
    this.controls();
    for (const [n, input] of this.inputs) this.prepare(n, input);
    this.recall();
  }

  /** A sentence in the page's language. @param {string} message @param {Record<string, any>} [values] */
  say(message, values) {
    return worded(this.words[message], values);
  }

  /** What `Panel` asks of a page: nothing is hidden here but what nobody asked for. */
  isHidden() {
    return false;
  }

  /** Explain the cell that a button of an explanation leads to. @param {Leaf | null} cell */
  choose(cell) {
    if (cell) this.tellCell(cell);
  }

  /** The name, the buttons, and where they say what they did. */
  controls() {
    const button = (/** @type {string} */ message, /** @type {() => void} */ click) => made("button", this.say(message), "", click);
    this.pupil = made("input");
    this.pupil.value = this.sheet.name;
    this.pupil.autocomplete = "off";
    this.keeps = made("input");
    this.keeps.type = "checkbox";
    this.keeps.addEventListener("change", () => this.keep(true));
    this.pupil.addEventListener("input", () => this.keep());
    this.status = made("p", "", "tt-told");
    this.status.setAttribute("role", "status");
    const name = this.sheet.name ? [] : [made("label", [`${this.say("form_name")} `, this.pupil])];
    const check = this.marks ? [button("form_check", () => this.check())] : [];
    const save = [button("form_json", () => this.save("json")), button("form_csv", () => this.save("csv"))];
    const told = this.say(this.marks ? "form_practice" : this.sheet.run ? "form_no_check" : "form_exam");
    this.main.append(
      made("div", [made("p", told), made("div", [...name, ...check, ...save, made("label", [this.keeps, ` ${this.say("form_keep")}`])], "tt-row"), this.status], "tt-form"),
    );
  }

  /** A field clears its mark when it changes; Enter checks; its button explains. @param {number} n @param {HTMLInputElement} input */
  prepare(n, input) {
    const mark = /** @type {HTMLElement} */ (input.nextElementSibling);
    input.autocomplete = "off";
    input.spellcheck = false;
    input.addEventListener("input", () => {
      this.clear(input);
      this.keep();
    });
    if (!this.marks) return;
    mark.id = `tt-mark-${this.sheet.sheet}-${n}`;
    input.setAttribute("aria-describedby", mark.id);
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && this.check());
    if (this.sheet.designs || !this.sheet.blanks.find((one) => one.n === n)?.cell) return;
    const why = made("button", "?", "tt-why", () => this.explain(n));
    why.setAttribute("aria-label", this.say("form_explain", { blank: n }));
    why.title = this.say("form_explain", { blank: n });
    mark.after(why);
  }

  /** @param {HTMLInputElement} input */
  clear(input) {
    input.removeAttribute("aria-invalid");
    input.className = "";
    if (input.nextElementSibling) input.nextElementSibling.textContent = "";
  }

  /** What stands in the fields. @returns {Map<number, string>} */
  texts() {
    return new Map([...this.inputs].map(([n, input]) => [n, input.value.trim()]));
  }

  /** Mark every field that is filled in, and say how many are right. */
  check() {
    const marks = markedBlanks(this.engine, this.sheet, this.texts());
    /** @type {Record<string, number>} */
    const counts = { right: 0, followed: 0, wrong: 0, missing: 0, unreadable: 0 };
    for (const { n, verdict, problem } of marks) {
      const input = /** @type {HTMLInputElement} */ (this.inputs.get(n));
      counts[verdict] += 1;
      this.clear(input);
      if (verdict === "missing") continue;
      input.className = `tt-${verdict}`;
      input.setAttribute("aria-invalid", String(verdict === "wrong" || verdict === "unreadable"));
      const sign = made("span", /** @type {any} */ (VERDICT_SIGNS)[verdict]);
      sign.setAttribute("aria-hidden", "true");
      /** @type {Element} */ (input.nextElementSibling).append(sign, made("span", ` ${this.say(problem ? `form_${problem}` : `form_${verdict}`)}`, verdict === "right" || verdict === "wrong" ? "tt-heard" : ""));
    }
    const whole = (/** @type {number} */ value) => String(Math.round(value * 100) / 100);
    const of = this.sheet.blanks.reduce((total, { p }) => total + p, 0);
    this.status.textContent = this.say("form_result", { ...counts, count: marks.length, points: whole(marks.reduce((total, { points }) => total + points, 0)), of: whole(of) });
    if (this.sheet.designs) this.tellOutcomes();
    return marks;
  }

  /** What the model does with the matrices, each in a line of its own. */
  tellOutcomes() {
    const outcomes = [...outcomesOf(this.engine, this.sheet, this.texts()).values()];
    const say = (/** @type {string} */ message, /** @type {Record<string, any>} */ values) => this.say(message, values);
    this.status.append(...outcomes.map((outcome) => made("span", outcomeSentences(outcome, say).join(" "), "tt-outcome")));
  }

  /** Work a blank out, from the pupil's own earlier numbers where these have strayed. @param {number} n */
  explain(n) {
    const blank = this.sheet.blanks.find((one) => one.n === n);
    const cell = blank && this.engine.locate(blank.cell);
    if (!cell) return;
    this.asked = n;
    markedBlanks(this.engine, this.sheet, this.texts(), cell.s.n);
    this.tellCell(cell);
  }

  /** @param {Leaf} cell */
  tellCell({ s, r }) {
    const { node } = this.panel;
    const heading = made("h2", this.engine.label(s, r));
    heading.tabIndex = -1;
    const strayed = this.engine.edits.size ? [made("p", this.say("form_own"))] : [];
    const close = made("button", this.say("close"), "", () => this.close());
    node.replaceChildren(heading, made("p", made("code", this.engine.address(s, r))), ...strayed, ...this.panel.lines(s, r), made("div", close, "tt-row"));
    node.onkeydown = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && this.close();
    node.hidden = false;
    heading.focus({ preventScroll: true });
  }

  close() {
    this.panel.close();
    this.inputs.get(/** @type {number} */ (this.asked))?.focus();
  }

  // Answers: saved into a file, or kept in this browser where the reader wants it

  /** The answers as `ttrace worksheet mark` reads them. */
  answers() {
    return { sheet: this.sheet.sheet, name: this.pupil.value.trim(), answers: Object.fromEntries([...this.texts()].filter(([, text]) => text)) };
  }

  /** @param {"json" | "csv"} kind */
  text(kind) {
    const { sheet, name, answers } = this.answers();
    if (kind === "json") return `${JSON.stringify({ format: ANSWERS, sheets: [{ sheet, name, answers }] }, null, 1)}\n`;
    const cell = (/** @type {string} */ text) => `"${(/^[=+@]|^-.*[^-0-9.,]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
    const rows = [["sheet", "name", ...this.inputs.keys()], [sheet, name, ...[...this.inputs.keys()].map((n) => answers[n] || "")]];
    return rows.map((row) => `${row.map(String).map(cell).join(",")}\n`).join("");
  }

  /** @param {"json" | "csv"} kind */
  save(kind) {
    const link = made("a");
    link.href = URL.createObjectURL(new Blob([this.text(kind)], { type: kind === "json" ? "application/json" : "text/csv" }));
    link.download = ["answers", this.sheet.sheet, this.pupil.value.trim().replace(/[^\p{L}\p{N}]+/gu, "-")].filter(Boolean).join("-").concat(".", kind);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    this.status.textContent = this.say("form_saved", { file: link.download });
  }

  get place() {
    return `ttrace-sheet ${this.sheet.sheet} ${this.sheet.name}`;
  }

  /** Keep what is filled in where the reader asked for it; forget it where not. @param {boolean} [told] say so */
  keep(told = false) {
    const { checked } = this.keeps;
    if (!checked && !told) return;
    try {
      if (checked) localStorage.setItem(this.place, JSON.stringify(this.answers()));
      else localStorage.removeItem(this.place);
      if (told) this.status.textContent = this.say(checked ? "form_kept" : "form_forgotten");
    } catch {
      this.keeps.checked = false;
      this.status.textContent = this.say("form_not_kept");
    }
  }

  /** Fill in what was kept. */
  recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.place) || "null");
      if (!kept) return;
      this.fill(kept.answers);
      this.pupil.value = this.sheet.name || kept.name;
      this.keeps.checked = true;
    } catch {
      this.status.textContent = this.say("form_not_kept");
    }
  }

  /** @param {Record<string, string>} answers */
  fill(answers) {
    for (const [n, input] of this.inputs) input.value = answers[n] || "";
  }

  /** What tests and other programs call. */
  front() {
    return {
      fill: (/** @type {Record<string, string>} */ answers) => this.fill(answers),
      marks: () => (this.marks ? this.check() : []),
      saved: (/** @type {"json" | "csv"} */ kind) => this.text(kind),
    };
  }
}

/** Let every sheet of the page be filled in. */
function fillIn() {
  const data = JSON.parse(document.querySelector("script[data-sheets]")?.textContent || "{}");
  const mains = [.../** @type {NodeListOf<HTMLElement & {ttrace: any}>} */ (document.querySelectorAll("section.sheet"))];
  mains.forEach((main, i) => (main.ttrace = new Form(data.sheets[i], data.words, main).front()));
  /** @type {any} */ (window).ttrace = mains[0].ttrace;
}
