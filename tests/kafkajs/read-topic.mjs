/**
 * Prints the values of a topic's first records, a line each, as KafkaJS reads them: without packages for other codecs.
 *
 *   node read-topic.mjs --brokers HOST:PORT[,…] --topic NAME --count NUMBER
 */
import { parseArgs } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';

const { values: options } = parseArgs({ options: { brokers: { type: 'string' }, topic: { type: 'string' }, count: { type: 'string' } } });
if (!options.brokers || !options.topic || !/^\d+$/.test(options.count ?? '')) {
  console.error('usage: node read-topic.mjs --brokers HOST:PORT[,…] --topic NAME --count NUMBER');
  process.exit(2);
}

const kafka = new Kafka({ clientId: 'reader', brokers: options.brokers.split(','), logLevel: logLevel.ERROR, retry: { retries: 2 } });
const consumer = kafka.consumer({ groupId: `reader-${process.pid}-${Date.now()}` });
consumer.on(consumer.events.CRASH, ({ payload }) => {
  console.error(`KafkaJS crashed: ${payload.error.message}`);
  process.exit(1);
});
await consumer.connect();
await consumer.subscribe({ topic: options.topic, fromBeginning: true });
const lines = [];
await new Promise((resolve, reject) => {
  consumer
    .run({
      eachMessage: async ({ message }) => {
        lines.push(message.value.toString());
        if (lines.length === Number(options.count)) resolve();
      },
    })
    .catch(reject);
});
await consumer.disconnect();
process.stdout.write(`${lines.join('\n')}\n`);
