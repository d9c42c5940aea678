/**
 * Prints which partition KafkaJS's DefaultPartitioner (murmur2, as in the Java client) gives to keys, one line of JSON each.
 *
 *   node partition-of.mjs --partitions 12 KEY…        or the keys on standard input, one a line
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Partitioners } from 'kafkajs';

const { values, positionals } = parseArgs({ options: { partitions: { type: 'string', default: '12' } }, allowPositionals: true });
const count = Number(values.partitions);
if (!Number.isInteger(count) || count < 1) {
  console.error('--partitions is a number from 1 on.');
  process.exit(2);
}

const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({ partitionId, leader: 0 }));
const partitionOf = Partitioners.DefaultPartitioner();
const keys = positionals.length > 0 ? positionals : readFileSync(0, 'utf8').split('\n').filter((line) => line !== '');
for (const key of keys) {
  console.log(JSON.stringify({ key, partition: partitionOf({ topic: 'any', partitionMetadata, message: { key: Buffer.from(key) } }) }));
}
