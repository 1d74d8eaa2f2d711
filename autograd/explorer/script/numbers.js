// --- numbers as on paper: six significant digits, whole numbers whole ---------------------------------------------------

function shown(x, digits = 6) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? phrase("undefined") : String(x);
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x === 0 ? 0 : x);
  const [mantissa, power] = x.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) return stripped(mantissa) + "e" + exponent;
  return stripped(x.toFixed(Math.max(digits - 1 - exponent, 0)));
}
const stripped = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
const factor = (x) => (x < 0 ? `(${shown(x)})` : shown(x));
