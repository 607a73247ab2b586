// What a person wrote into a field, as a number: the rules of tracer/exercises/written_number.py, sign by sign.

/** @typedef {{value: number | null, problem: string}} Written */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
/** @type {[RegExp, string][]} */
const SIGNS = [[/[−–—‐‑‒―]/g, "-"], [/[⁄∕]/g, "/"], [/[×·⋅∙]/g, "*"], [/。/g, "."], [/’/g, "'"]];
const LONGEST = 60;
const DATES = [
  /^[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}( .*)?$/s, /^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[ap]m)?$/, /^([0-9]{1,4}年)?[0-9]{1,2}月([0-9]{1,2}日)?$/,
  /^([0-9]{1,4}[-. ]{0,2})?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?([- ,]{0,2}[0-9]{1,4})*$/,
];
const TWO_READINGS = /^[1-9][0-9]{0,2},[0-9]{3}$/;
const POINT = /^([0-9]+\.?|[0-9]*\.[0-9]+)$/;
const COMMA = /^([0-9]+,|[0-9]*,[0-9]+)$/;
/** @type {[RegExp, string][]} */
const GROUPED = [
  [/^([0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,})$/, ","], [/^([0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,})$/, "."],
  [/^[0-9]{1,3}( [0-9]{3})+([.,][0-9]+)?$/, " "], [/^[0-9]{1,3}('[0-9]{3})+([.,][0-9]+)?$/, "'"],
];

/** The text in plain signs, in lower case. @param {string} text */
function plainSigns(text) {
  const raised = text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+/g, (run) => `^${[...run].map((sign) => "0123456789-+"[SUPERSCRIPTS.indexOf(sign)]).join("")}`);
  const half = raised.replace(/([0-9])(?=[¼½¾⅐-⅞])/g, "$1 ").normalize("NFKC");
  const plain = SIGNS.reduce((result, [sign, meant]) => result.replace(sign, meant), half);
  return plain.replace(/[ \t\n\r\u2028\u2029\ufeff]+/g, " ").replace(/^ +| +$/g, "").replace(/^'/, "").toLowerCase();
}

/** The number a text means; `comma`: whether a single comma is a decimal sign where it can be either, or null. @param {string} text @param {boolean | null} comma @returns {Written} */
function written(text, comma) {
  const plain = plainSigns(text);
  const no = (/** @type {string} */ problem) => ({ value: null, problem });
  if (/^-*$/.test(plain)) return no("");
  if ([...plain].length > LONGEST) return no("not_a_number");
  if (plain[0] === "#") return no("spreadsheet_error");
  if (DATES.some((date) => date.test(plain))) return no("date");
  const bare = plain.replace(/^[=≈~] ?/, "");
  const finite = (/** @type {string} */ sign, /** @type {number} */ size) => (Number.isFinite(size) ? { value: sign === "-" ? -size : size, problem: "" } : no("not_finite"));
  const quotient = (/** @type {string} */ sign, /** @type {number} */ top, /** @type {number} */ bottom) => (bottom ? finite(sign, top / bottom) : no("no_quotient"));
  const mixed = /^([-+]?) ?([0-9]+) ([0-9]+) ?\/ ?([0-9]+)$/.exec(bare);
  if (mixed) return quotient(mixed[1], Number(mixed[2]) * Number(mixed[4]) + Number(mixed[3]), Number(mixed[4]));
  const fraction = /^([-+]?) ?([0-9.,]+) ?\/ ?([0-9.,]+)$/.exec(bare);
  const [, sign, body, power, percent] = fraction || /^([-+]?) ?([0-9.,' ]*[0-9][0-9.,]*)(?:(?:e| ?[*x] ?10 ?\^ ?)\(?([-+]?[0-9]+)\)?)?( ?%)?$/.exec(bare) || [];
  if (body === undefined) return no("not_a_number");
  const parts = (fraction ? [body, power] : [body]).map((part) => digitsOf(part, comma));
  const wrong = parts.find((part) => /[a-z]/.test(part));
  if (wrong) return no(wrong);
  if (fraction) return quotient(sign, Number(parts[0]), Number(parts[1]));
  const value = Number(`${parts[0]}e${power || 0}`);
  return finite(sign, percent ? value / 100 : value);
}

/** Digits with a point, or the problem with them. @param {string} body @param {boolean | null} comma */
function digitsOf(body, comma) {
  if (POINT.test(body)) return body;
  if (TWO_READINGS.test(body)) return comma === null ? "two_readings" : body.replace(",", comma ? "." : "");
  if (COMMA.test(body)) return body.replace(",", ".");
  const group = GROUPED.find(([pattern]) => pattern.test(body));
  return group ? body.replaceAll(group[1], "").replace(",", ".") : "not_a_number";
}

/** Whether the one who wrote these fields writes a decimal comma; null where they do not tell. @param {string[]} texts @returns {boolean | null} */
function commaConvention(texts) {
  const bare = (/** @type {string} */ part) => part.replace(/^[-+ ]+|[-+ ]+$/g, "");
  const parts = texts.flatMap((text) => plainSigns(text).split(/[/e%*]/)).map(bare).filter((part) => !TWO_READINGS.test(part));
  const commas = parts.some((part) => COMMA.test(part));
  const points = parts.some((part) => part.includes(".") && POINT.test(part));
  return commas === points ? null : commas;
}
