/**
 * The exponential, the logarithm and the normal distribution from additions, multiplications and divisions alone.
 *
 * Those are exact to the last bit on every machine; what the host calls Math.exp need not be. Good to ten digits (the
 * distribution to seven), which is far more than a price step.
 */
const LN2 = Math.LN2;

export function exp(x: number): number {
  const halvings = Math.round(x / LN2);
  const rest = x - halvings * LN2;
  let [sum, term] = [1, 1];
  for (let n = 1; n < 16; n++) {
    term *= rest / n;
    sum += term;
  }
  for (let i = 0; i < Math.abs(halvings); i++) sum = halvings > 0 ? sum * 2 : sum / 2;
  return sum;
}

/** Of a number above 0. */
export function ln(x: number): number {
  let [mantissa, doublings] = [x, 0];
  for (; mantissa > 1.5; doublings++) mantissa /= 2;
  for (; mantissa < 0.75; doublings--) mantissa *= 2;
  const ratio = (mantissa - 1) / (mantissa + 1);
  let [sum, power] = [0, ratio];
  for (let n = 1; n < 30; n += 2) {
    sum += power / n;
    power *= ratio * ratio;
  }
  return doublings * LN2 + 2 * sum;
}

export const normalDensity = (x: number): number => 0.3989422804014327 * exp((-x * x) / 2);

/** Abramowitz and Stegun, 26.2.17. */
export function normalBelow(x: number): number {
  if (x < 0) return 1 - normalBelow(-x);
  if (x > 12) return 1;
  const t = 1 / (1 + 0.2316419 * x);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - normalDensity(x) * tail;
}
