// Numbers: to text by the one rounding rule of tracer/rounding.py, from base64, and the functions of tracer/expression.py.

const MOST_PLACES = 12;
const HUGE = 10n ** 9n;
const UNIT = 10n ** 12n;

/** Whether a number is odd and whole. @param {number} x */
const isOdd = (x) => Number.isInteger(x) && Math.abs(x % 2) === 1;

/**
 * The first 12 significant digits and the power of ten of the first. `toExponential` rounds a half up, Python to even.
 * @param {number} size @returns {[bigint, number]}
 */
function twelveDigits(size) {
  const [factor, power] = size.toExponential(MOST_PLACES - 1).split("e");
  let digits = BigInt(factor.replace(".", ""));
  const exponent = Number(power);
  if (digits % 2n && isHalf(size, exponent)) digits -= 1n;
  return [digits, exponent];
}

/** Whether what follows the 12th digit is exactly a half. @param {number} size @param {number} exponent */
function isHalf(size, exponent) {
  if (exponent <= MOST_PLACES - 1) return isOdd(size * 2 ** (MOST_PLACES - exponent));
  if (!Number.isInteger(size)) return false;
  const unit = 10n ** BigInt(exponent - MOST_PLACES + 1);
  return (2n * BigInt(size)) % unit === 0n && ((2n * BigInt(size)) / unit) % 2n === 1n;
}

/**
 * A number's size at min(12 decimals, 12 significant digits), as number and unit: their quotient.
 * @param {number} size @returns {[bigint, bigint]}
 */
function prepared(size) {
  if (size < 1) {
    const digits = BigInt(size.toFixed(MOST_PLACES).replace(".", ""));
    return [digits % 2n && isOdd(size * 8192) ? digits - 1n : digits, UNIT];
  }
  const [digits, exponent] = twelveDigits(size);
  const decimals = MOST_PLACES - 1 - exponent;
  return decimals >= 0 ? [digits, 10n ** BigInt(decimals)] : [digits * 10n ** BigInt(-decimals), 1n];
}

/** The digits to `places` decimals, half away from zero, as one whole number. @param {bigint} number @param {bigint} unit @param {number} places */
function cut(number, unit, places) {
  const step = 10n ** BigInt(Math.max(MOST_PLACES - places, 0));
  const digits = (number * UNIT) / unit;
  return digits / step + (2n * (digits % step) >= step ? 1n : 0n);
}

/** `rounding.fixed`. @param {number} value @param {number} places @returns {string} */
function fixed(value, places) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "∞" : "-∞";
  const [number, unit] = prepared(Math.abs(value));
  if (number >= HUGE * unit) return powers(value, Math.max(places, 1));
  if (!number) return "0";
  const whole = cut(number, unit, places);
  let text = whole.toString().padStart(places + 1, "0");
  if (places) text = `${text.slice(0, -places)}.${text.slice(-places)}`;
  return value < 0 && whole ? `-${text}` : text;
}

/** `rounding._powers`: `-1.23e-05`. @param {number} value @param {number} places @returns {string} */
function powers(value, places) {
  let [digits, power] = twelveDigits(Math.abs(value));
  const step = 10n ** BigInt(Math.max(MOST_PLACES - 1 - places, 0));
  let text = (digits / step + (step > 1n && 2n * (digits % step) >= step ? 1n : 0n)).toString();
  if (text.length > Math.min(places, MOST_PLACES - 1) + 1) {
    text = text.slice(0, -1);
    power += 1;
  }
  const exponent = `${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return `${value < 0 ? "-" : ""}${text[0]}${places ? "." : ""}${text.slice(1).padEnd(places, "0")}e${exponent}`;
}

/** `rounding.show`: decimals, or where negative powers of ten with ~places. @param {number} value @param {number} places */
function show(value, places) {
  if (places >= 0) return fixed(value, places);
  return value === 0 || !Number.isFinite(value) ? fixed(value, ~places) : powers(value, ~places);
}

/** The number that paper mode writes down. @param {number} value @param {number} places @returns {number} */
function onPaper(value, places) {
  if (!Number.isFinite(value)) return value;
  const [number, unit] = prepared(Math.abs(value));
  const size = Number(cut(number, unit, places)) / 10 ** places;
  return value < 0 && size ? -size : size;
}

/** `rounding.is_whole`. @param {number} value */
function isWhole(value) {
  if (Number.isInteger(value)) return true;
  if (Math.abs(value - Math.round(value)) > 1e-11 * Math.max(Math.abs(value), 1)) return false;
  const [number, unit] = prepared(Math.abs(value));
  return number % unit === 0n;
}

/** `document.numbers.places_of`: how many decimals a table gets. @param {ArrayLike<number>} values @returns {number} */
function placesOf(values) {
  let largest = 0;
  let whole = true;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    largest = Math.max(largest, Math.abs(values[i]));
    whole = whole && isWhole(values[i]);
  }
  if (largest === 0 || (whole && largest >= 0.5e-12)) return 0;
  const needed = 2 - twelveDigits(largest)[1];
  return needed <= 8 ? Math.max(3, needed) : ~2;
}

/** Numbers from base64: `d` float64, `f` float32. @param {string} text @returns {Float64Array} */
function decoded(text) {
  const bytes = Uint8Array.from(atob(text.slice(1)), (char) => char.charCodeAt(0));
  return text[0] === "d" ? new Float64Array(bytes.buffer) : Float64Array.from(new Float32Array(bytes.buffer));
}

/** A number of a template or setting: the three that JSON has no sign for stand as words. @param {any} value @returns {number} */
const numberOf = (value) => (value === "inf" ? Infinity : value === "-inf" ? -Infinity : value === "nan" ? NaN : Number(value));

/** A number as a reader types it, or null: also `-inf`, a real minus sign, a decimal comma. @param {string} text @returns {number | null} */
function typed(text) {
  const plain = text.trim().replace("−", "-").replace("∞", "inf").replace(/^(-?\d*),(\d+)$/, "$1.$2");
  if (/^[-+]?inf$/.test(plain)) return plain[0] === "-" ? -Infinity : Infinity;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

/** The functions of `tracer.expression.FUNCTIONS`, by name. @type {Record<string, (...x: number[]) => number>} */
const FUNCTIONS = {
  add: (...x) => x.reduce((a, b) => a + b),
  subtract: (a, b) => a - b,
  multiply: (...x) => x.reduce((a, b) => a * b),
  divide: (a, b) => a / b,
  negate: (a) => -a,
  power: (a, b) => a ** b,
  square: (a) => a * a,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  sin: Math.sin,
  cos: Math.cos,
  max: Math.max,
  min: Math.min,
  absolute: Math.abs,
};
