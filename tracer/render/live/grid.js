// Moving with the keyboard: the W3C grid pattern on native tables, while it is switched on.

/** @type {(table: Element) => HTMLElement[][]} the numbers of a table, row by row */
const numbersIn = (table) =>
  [...table.querySelectorAll("tbody tr")].map((row) => /** @type {HTMLElement[]} */ ([...row.querySelectorAll("td[data-cell]")])).filter((row) => row.length);

/** Give the tables the grid pattern, or take it away. @param {Element[]} tables @param {boolean} on */
function gridMode(tables, on) {
  for (const table of tables) {
    if (on) table.setAttribute("role", "grid");
    else table.removeAttribute("role");
    numbersIn(table).flat().forEach((cell, i) => (on ? cell.setAttribute("tabindex", i ? "-1" : "0") : cell.removeAttribute("tabindex")));
  }
}

/** One Tab stop a table: the cell that has the focus. @param {HTMLElement} cell */
function stopAt(cell) {
  for (const other of cell.closest("table")?.querySelectorAll('td[tabindex="0"]') || []) other.setAttribute("tabindex", "-1");
  cell.setAttribute("tabindex", "0");
}

const SCREEN = 8; // rows that Page Up and Page Down move by

/** The cell that a key leads to, or null: no key wraps. @param {HTMLElement} cell @param {KeyboardEvent} event @returns {HTMLElement | null} */
function cellFor(cell, event) {
  const rows = numbersIn(/** @type {Element} */ (cell.closest("table")));
  const down = rows.findIndex((row) => row.includes(cell));
  const across = rows[down].indexOf(cell);
  const last = rows.length - 1;
  const at = (/** @type {number} */ row, /** @type {number} */ column) => {
    const line = rows[Math.min(Math.max(row, 0), last)];
    return line[Math.min(Math.max(column, 0), line.length - 1)];
  };
  if (event.ctrlKey || event.metaKey) return event.key === "Home" ? at(0, 0) : event.key === "End" ? at(last, Infinity) : null;
  if (event.altKey) return null;
  /** @type {Record<string, [number, number]>} */
  const moves = {
    ArrowUp: [down - 1, across], ArrowDown: [down + 1, across], ArrowLeft: [down, across - 1], ArrowRight: [down, across + 1],
    Home: [down, 0], End: [down, Infinity], PageUp: [down - SCREEN, across], PageDown: [down + SCREEN, across],
  };
  return moves[event.key] ? at(...moves[event.key]) : null;
}
