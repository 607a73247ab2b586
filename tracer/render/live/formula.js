// Formulas on one line, as tracer/render/notation/text.py writes them, in pieces, so that operands can be clicked.

const [EQUALS, SUM, TIMES, SIGN, ROOT, POWER, ATOM] = [0, 1, 2, 3, 4, 5, 6];
/** @type {Record<string, [string, number, number, number]>} */
const OPERATORS = {
  equals: [" = ", EQUALS, SUM, SUM], add: [" + ", SUM, SUM, TIMES], subtract: [" − ", SUM, SUM, TIMES], multiply: [" × ", TIMES, SIGN, SIGN],
  elementwise: [" ⊙ ", TIMES, SIGN, SIGN], dot: [" · ", TIMES, SIGN, SIGN], product: [" ", TIMES, SIGN, SIGN],
  divide: [" / ", TIMES, TIMES, SIGN], power: ["^", POWER, ATOM, ATOM],
};
/** @type {Record<string, number>} */
const FORMS = { negate: SIGN, square: POWER, transpose: POWER, sqrt: ROOT, exp: POWER, sum_over: TIMES };

/** @typedef {string | {s: Step, r: number, text: string}} Piece */

/** Writes trees; `leaf` gives the text of a cell. */
class Notation {
  /** @param {(cell: Leaf) => string} leaf */
  constructor(leaf) {
    this.leaf = leaf;
  }

  /** @param {any} node @param {boolean} [first] whether nothing stands before it @returns {Piece[]} */
  write(node, first = true) {
    if (!Array.isArray(node)) {
      const text = this.atom(node);
      const piece = node && node.s ? [{ s: node.s, r: node.r, text }] : [text];
      return first || text[0] !== "-" ? piece : ["(", ...piece, ")"];
    }
    const [name, ...parts] = node;
    if (OPERATORS[name]) {
      const [sign, , leastFirst, least] = OPERATORS[name];
      if (parts.length === 1) return this.write(parts[0], first);
      return parts.flatMap((part, i) => (i ? [sign, ...this.operand(part, least)] : this.operand(part, leastFirst, first)));
    }
    return this.named(name, parts, first);
  }

  /** @param {any} node @returns {string} */
  atom(node) {
    if (typeof node === "string" && node[0] === "$") return node.slice(1);
    if (node && node.rest !== undefined) return "…";
    return node && node.s ? this.leaf(node) : constant(numberOf(node));
  }

  /** How tightly a written form holds together. @param {any} node @returns {number} */
  holds(node) {
    if (!Array.isArray(node)) {
      const text = this.atom(node);
      if (typeof node === "string") return text.includes("/") ? ROOT : /[²ᵀ]$/.test(text) ? POWER : ATOM;
      return text[0] === "-" ? SIGN : /^\d.*e/.test(text) ? POWER : ATOM;
    }
    if (node.length === 2 && (OPERATORS[node[0]] || node[0] === "text")) return this.holds(node[1]);
    return OPERATORS[node[0]] ? OPERATORS[node[0]][1] : FORMS[node[0]] ?? ATOM;
  }

  /** @param {any} node @param {number} least @param {boolean} [first] @returns {Piece[]} */
  operand(node, least, first = false) {
    const holds = this.holds(node);
    if (holds === SIGN && !first) return this.write(node, false);
    return holds < least ? ["(", ...this.write(node), ")"] : this.write(node, first);
  }

  /** @param {string} name @param {any[]} parts @param {boolean} first @returns {Piece[]} */
  named(name, parts, first) {
    const [one, ...more] = parts;
    if (name === "negate") return first ? ["-", ...this.operand(one, TIMES)] : ["(-", ...this.operand(one, TIMES), ")"];
    if (name === "square") return [...this.operand(one, ATOM, first), "²"];
    if (name === "transpose") return [...this.operand(one, ATOM, first), "ᵀ"];
    if (name === "sqrt") return ["√", ...this.operand(one, ATOM, true)];
    if (name === "exp") return ["e^(", ...this.write(one), ")"];
    if (name === "absolute") return ["|", ...this.write(one), "|"];
    if (name === "sum_over") return ["Σ_", ...this.write(one), " ", ...more.flatMap((part) => this.operand(part, SIGN))];
    if (name === "subscript") return [...this.operand(one, ATOM), "_", ...this.list(more)];
    if (name === "text") return this.write(one, first);
    if (name === "apply") return [...this.operand(one, ATOM), "(", ...this.list(more), ")"];
    return [name === "log" ? "ln" : name, "(", ...this.list(parts), ")"];
  }

  /** @param {any[]} parts @returns {Piece[]} */
  list(parts) {
    return parts.flatMap((part, i) => [...(i ? [", "] : []), ...this.write(part)]);
  }
}

/** A number of the formula itself, exactly. @param {number} value */
function constant(value) {
  if (value === Math.PI) return "π";
  return Number.isFinite(value) ? String(value) : fixed(value, 0);
}

/** The cells that a written-out formula names, each once. @param {any} tree @param {Map<string, Leaf>} [found] @returns {Map<string, Leaf>} */
function cellsOf(tree, found = new Map()) {
  if (Array.isArray(tree)) for (const part of tree.slice(1)) cellsOf(part, found);
  else if (tree && tree.s) found.set(`${tree.s.id}:${tree.r}`, tree);
  return found;
}

/** The first sum of several terms in a tree, which can be walked. @param {any} tree @returns {any[] | null} */
function sumIn(tree) {
  if (!Array.isArray(tree)) return null;
  if (tree[0] === "add" && tree.length > 3) return tree.slice(1);
  for (const part of tree.slice(1).reverse()) {
    const terms = sumIn(part);
    if (terms) return terms;
  }
  return null;
}
