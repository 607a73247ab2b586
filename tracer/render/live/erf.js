// The error function, of which GELU is made. Only a page that needs it has it.

const A = [3.1611237438705656, 113.86415415105016, 377.485237685302021, 3209.37758913846947, 0.185777706184603153];
const B = [23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062];
const C = [
  0.564188496988670089, 8.88314979438837594, 66.1191906371416295, 298.635138197400131, 881.95222124176909, 1712.04761263407058,
  2051.07837782607147, 1230.33935479799725, 2.15311535474403846e-8,
];
const D = [
  15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019, 3290.79923573345963, 4362.61909014324716,
  3439.36767414372164, 1230.33935480374942,
];

/** The error function, W. J. Cody, Math. Comp. 23 (1969) 631, as in tracer/ops/erf.py. @param {number} x @returns {number} */
function erf(x) {
  const size = Math.abs(x);
  if (!(size <= 6)) return Number.isNaN(x) ? x : Math.sign(x);
  const square = x * x;
  if (size <= 0.46875) {
    let above = (A[4] * square + A[0]) * square;
    let below = (square + B[0]) * square;
    for (let i = 1; i < 3; i++) [above, below] = [(above + A[i]) * square, (below + B[i]) * square];
    return (x * (above + A[3])) / (below + B[3]);
  }
  let above = C[8] * size;
  let below = size;
  for (let i = 0; i < 7; i++) [above, below] = [(above + C[i]) * size, (below + D[i]) * size];
  const whole = Math.trunc(size * 16) / 16;
  const rest = Math.exp(-whole * whole) * Math.exp(-(size - whole) * (size + whole));
  return Math.sign(x) * (1 - (rest * (above + C[7])) / (below + D[7]));
}

FUNCTIONS.erf = erf;
