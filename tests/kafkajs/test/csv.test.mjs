import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv } from '../lib/csv.mjs';

test('parseCsv, with commas, quotes and line breaks in quotes, keeps them', () => {
  const lines = parseCsv('a,b,c\r\n"x, y","say ""hi""","two\nlines"\n1,,\n');

  assert.deepEqual(lines, [{ a: 'x, y', b: 'say "hi"', c: 'two\nlines' }, { a: '1', b: '', c: '' }]);
});

test('parseCsv, without a line break at the end, reads the last line', () => {
  assert.deepEqual(parseCsv('a,b\n1,2'), [{ a: '1', b: '2' }]);
});

test('parseCsv, with too few fields or text after a quote, refuses', () => {
  assert.throws(() => parseCsv('a,b\n1\n'), /Record 2 has 1 fields, not 2/);
  assert.throws(() => parseCsv('a,b\n"1"x,2\n'), /follows a closing quote/);
});
