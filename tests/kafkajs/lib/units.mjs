/** Money as whole units of 1/10,000 in a BigInt: sums are exact, and nothing ever passes through a floating-point number. */
export const SCALE = 4;
const ONE = 10n ** BigInt(SCALE);

/** '12.5' → 125000n. Refuses what is no decimal or finer than a unit. */
export function toUnits(text) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) throw new Error(`'${text}' is no decimal.`);
  const [, sign, whole, fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(SCALE))) throw new Error(`'${text}' is finer than 1/${ONE}.`);
  const units = BigInt(whole) * ONE + BigInt(fraction.slice(0, SCALE).padEnd(SCALE, '0'));
  return sign ? -units : units;
}

/** 125000n → '12.5': as short as it can be. */
export function toText(units) {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction && '.'}${fraction}`;
}
