// Answers questions about the page's script: one JSON object a line in, one out. Numbers travel as text, so that none is lost.
const texts = (values) => Array.from(values, String);
const answers = {
  graph({ graph, edits = [] }) {
    const engine = new live.Engine(graph);
    for (const [address, value] of edits) {
      const cell = engine.locate(address);
      if (!cell) throw new Error(`no cell ${address}`);
      engine.set(cell.s, cell.r, Number(value));
    }
    const told = (step) => Array.from(step.told, (value) => live.show(value, step.p));
    return {
      unknown: engine.steps.filter((step) => !engine.known(step)).map((step) => step.op),
      check: engine.check(),
      told: Object.fromEntries(engine.steps.map((step) => [step.n, texts(step.told)])),
      shown: Object.fromEntries(engine.steps.map((step) => [step.n, told(step)])),
      addresses: Object.fromEntries(engine.steps.map((step) => [step.n, Array.from({ length: step.size }, (_, r) => engine.address(step, r))])),
      labels: Object.fromEntries(engine.steps.map((step) => [step.n, Array.from({ length: step.size }, (_, r) => engine.label(step, r))])),
    };
  },
  cells({ graph, step: name }) {
    const engine = new live.Engine(graph);
    const step = engine.byName.get(name);
    const trees = Array.from({ length: step.size }, (_, r) => engine.rule(step).work(step, r, (s, at) => ({ s, r: at })));
    return {
      computed: texts(step.values),
      worked: texts(trees.map(live.evaluated)),
      sources: trees.map((tree) => [...live.cellsOf(tree).values()].map((cell) => engine.address(cell.s, cell.r))),
    };
  },
  explained({ graph, addresses }) {
    const engine = new live.Engine(graph);
    return {
      sources: addresses.map((address) => {
        const { s, r } = engine.locate(address);
        const tree = engine.explain(s, r);
        return tree === null ? null : [...live.cellsOf(tree).values()].map((cell) => engine.address(cell.s, cell.r));
      }),
      readers: addresses.map((address) => {
        const { s, r } = engine.locate(address);
        return engine.readersOf(s, r).map((cell) => engine.address(cell.s, cell.r));
      }),
    };
  },
  located({ graph, addresses }) {
    const engine = new live.Engine(graph);
    return {
      cells: addresses.map((address) => {
        const cell = engine.locate(address);
        return cell && engine.address(cell.s, cell.r);
      }),
    };
  },
  show: ({ numbers, places }) => ({ texts: numbers.map((text, i) => live.show(Number(text), places[i])) }),
  written: ({ cells, comma }) => ({ read: cells.map((cell) => ({ ...live.written(cell, comma), value: String(live.written(cell, comma).value) })) }),
  convention: ({ rows }) => ({ commas: rows.map((cells) => live.commaConvention(cells)) }),
  marks({ sheet, pupils }) {
    const engine = new live.Engine(sheet.run);
    const marks = (texts) => live.markedBlanks(engine, sheet, new Map(Object.entries(texts).map(([n, text]) => [Number(n), text])));
    return { check: engine.check(), marks: pupils.map((texts) => marks(texts).map((one) => ({ ...one, value: String(one.value) }))) };
  },
  outcomes({ sheet, texts, words }) {
    const written = new Map(Object.entries(texts).map(([n, text]) => [Number(n), text]));
    const outcomes = [...live.outcomesOf(new live.Engine(sheet.run), sheet, written).values()];
    return { told: outcomes.map((one) => live.outcomeSentences(one, (message, values) => live.worded(words[message], values))) };
  },
  typed: ({ words }) => ({ numbers: words.map((word) => String(live.typed(word))) }),
};
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = answers[question.kind](question);
  } catch (error) {
    answer = { error: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
