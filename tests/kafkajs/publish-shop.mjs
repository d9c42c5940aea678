/**
 * Publishes a shop's invoices as events of users, orders, updates, payments and cancellations, and writes the totals that the platform must answer.
 *
 *   node publish-shop.mjs --brokers HOST:PORT[,…] --out totals.json [--csv PATH] [--seed 1] [--create-topics]
 *   node publish-shop.mjs --brokers HOST:PORT[,…] --late totals.json
 *
 * --csv            InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country; a few invented invoices where it is absent
 * --seed           chooses what happens to the orders and in which form each event is written; the same seed, the same events
 * --create-topics  creates the topics first, for brokers without the platform
 * --late           updates and cancels the cancelled orders of an earlier run once more: once they answer as cancelled, nothing may change any more
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { parseCsv } from './lib/csv.mjs';
import { readInvoices } from './lib/invoices.mjs';
import { keyStrategies, plan, sequence } from './lib/plan.mjs';
import { seeded } from './lib/random.mjs';
import { sampleCsv } from './lib/sample.mjs';
import { totalsOf } from './lib/totals.mjs';
import { toMessage } from './lib/wire.mjs';

const BATCH_SIZE = 500;
const TOPICS = { 'users.registered': 6, 'users.updated': 6, 'orders.created': 12, 'orders.updated': 12, 'orders.cancelled': 12, 'payments.processed': 12 };

const { values: options } = parseArgs({
  options: {
    brokers: { type: 'string' },
    csv: { type: 'string' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    late: { type: 'string' },
    'create-topics': { type: 'boolean', default: false },
  },
});
if (!options.brokers || !(options.out || options.late) || !/^\d+$/.test(options.seed)) {
  console.error('usage: publish-shop.mjs --brokers HOST:PORT[,…] (--out totals.json [--csv PATH] [--create-topics] | --late totals.json) [--seed NUMBER]');
  process.exit(2);
}

// Another seed for what is late: its event ids must be new ones.
const random = seeded(Number(options.seed) + (options.late ? 1_000_000_007 : 0));
const kafka = new Kafka({ clientId: 'shop', brokers: options.brokers.split(','), logLevel: logLevel.ERROR });
if (options['create-topics']) await createTopics();
if (options.late) {
  const { orders } = JSON.parse(await readFile(options.late, 'utf8'));
  const counts = await publish(lateEvents(orders));
  console.log(JSON.stringify({ published: counts }));
} else {
  const { orders, skipped } = readInvoices(parseCsv(options.csv ? await readFile(options.csv, 'utf8') : sampleCsv));
  const planned = plan(orders, random);
  const published = await publish(sequence(planned, random));
  const summary = { seed: Number(options.seed), skippedInvoices: skipped, publishedBeforeTheirCreation: planned.orders.filter((o) => o.isEarly).length, published };
  await writeFile(options.out, `${JSON.stringify({ ...summary, ...totalsOf(planned) }, null, 1)}\n`);
  console.log(JSON.stringify({ ...summary, orders: planned.orders.length, users: planned.users.length }));
}

async function createTopics() {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: Object.entries(TOPICS).map(([topic, numPartitions]) => ({ topic, numPartitions })) });
  await admin.disconnect();
}

/** Cancelled is final: a second cancellation and a later update are ignored. The topics' partitions are chosen as in the first run. */
function lateEvents(orders) {
  return orders
    .filter((order) => order.status === 'cancelled')
    .flatMap(({ orderId, userId, keyStrategy }) => {
      const common = { key: keyStrategies[keyStrategy]({ orderId, userId }), at: Date.UTC(2011, 0, 1) };
      return [
        { ...common, topic: 'orders.updated', type: 'order.updated', payload: { orderId, status: 'shipped', amount: 10_000n } },
        { ...common, topic: 'orders.cancelled', type: 'order.cancelled', payload: { orderId, reason: 'again' } },
      ];
    });
}

async function publish(events) {
  // Idempotent and one request at a time: nothing twice, nothing out of order, whatever is retried.
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
  const counts = { events: events.length, byTopic: {}, byForm: {} };
  await producer.connect();
  try {
    for (let from = 0; from < events.length; from += BATCH_SIZE) {
      const topicMessages = new Map();
      for (const event of events.slice(from, from + BATCH_SIZE)) {
        const { form, message } = toMessage(event, random);
        if (!topicMessages.has(event.topic)) topicMessages.set(event.topic, []);
        topicMessages.get(event.topic).push(message);
        counts.byTopic[event.topic] = (counts.byTopic[event.topic] ?? 0) + 1;
        counts.byForm[form] = (counts.byForm[form] ?? 0) + 1;
      }
      await producer.sendBatch({ acks: -1, topicMessages: [...topicMessages].map(([topic, messages]) => ({ topic, messages })) });
    }
  } finally {
    await producer.disconnect();
  }
  return counts;
}
