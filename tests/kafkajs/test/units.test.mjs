import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toText, toUnits } from '../lib/units.mjs';

for (const [text, units, short] of [['0', 0n, '0'], ['12.50', 125000n, '12.5'], ['-0.125', -1250n, '-0.125'], ['0.0001', 1n, '0.0001'], ['90071992547409.93', 900719925474099300n, '90071992547409.93']]) {
  test(`toUnits and toText, for ${text}, are exact`, () => {
    assert.equal(toUnits(text), units);
    assert.equal(toText(units), short);
  });
}

test('toUnits, for what is no decimal or too fine, refuses', () => {
  assert.throws(() => toUnits('1e3'), /no decimal/);
  assert.throws(() => toUnits('0.00001'), /finer/);
});
