import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv } from '../lib/csv.mjs';
import { readInvoices } from '../lib/invoices.mjs';
import { plan, sequence } from '../lib/plan.mjs';
import { applyAll } from '../lib/rules.mjs';
import { seeded } from '../lib/random.mjs';
import { sampleCsv } from '../lib/sample.mjs';
import { totalsOf } from '../lib/totals.mjs';
import { toMessage } from '../lib/wire.mjs';

const { orders: sample, skipped } = readInvoices(parseCsv(sampleCsv));
// Many orders, so that every combination occurs.
const invoices = Array.from({ length: 100 }, (_, copy) => sample.map((order) => ({ ...order, orderId: `${order.orderId}-${copy}` }))).flat();

test('readInvoices, with cancelling invoices and missing customers, skips and counts the first and gives the others to guest', () => {
  assert.deepEqual(skipped, { cancelling: 1, notPositive: 0 });
  assert.deepEqual(sample.filter((o) => o.userId === 'guest').map((o) => o.orderId), ['900003', '900009']);
  assert.equal(sample[0].amount, 224000n);
});

test('plan, with one seed, is always the same, and with another differs', () => {
  const first = totalsOf(plan(invoices, seeded(7)));

  assert.deepEqual(totalsOf(plan(invoices, seeded(7))), first);
  assert.notDeepEqual(totalsOf(plan(invoices, seeded(8))), first);
});

test('plan, over many orders, has every kind of event and every end', () => {
  const { orders } = totalsOf(plan(invoices, seeded(1)));

  assert.deepEqual([...new Set(orders.map((o) => o.status))].sort(), ['cancelled', 'confirmed', 'paid', 'pending', 'shipped']);
  assert.ok(orders.some((o) => o.status === 'cancelled' && o.paid !== '0'));
  assert.ok(orders.some((o) => o.status === 'pending' && o.paid !== '0'));
});

test('plan, however the topics interleave, gives each order and user the same totals', () => {
  const random = seeded(42);
  for (const order of plan(invoices, seeded(1)).orders) {
    const expected = applyAll(order.events);
    for (let i = 0; i < 30; i++) {
      assert.deepEqual(applyAll(interleaveTopics(order.events, random)), expected, order.orderId);
    }
  }
});

test('sequence, with orders that are early on purpose, keeps the order of events within a topic and loses none', () => {
  const planned = plan(invoices, seeded(1));
  const events = sequence(planned, seeded(2));

  assert.equal(events.length, [...planned.orders, ...planned.users].reduce((sum, { events: own }) => sum + own.length, 0));
  for (const order of planned.orders) {
    for (const topic of new Set(order.events.map((e) => e.topic))) {
      const isSame = (e) => e.topic === topic && e.payload.orderId === order.orderId;
      assert.deepEqual(events.filter(isSame), order.events.filter(isSame));
    }
  }
  const positions = new Map(events.map((event, i) => [event, i]));
  assert.ok(planned.orders.some((o) => o.isEarly && o.events.slice(1).some((e) => positions.get(e) < positions.get(o.events[0]))));
});

test('plan, for one order, uses one key in all topics', () => {
  for (const order of plan(invoices, seeded(1)).orders) {
    assert.equal(new Set(order.events.map((e) => e.key)).size, 1);
  }
});

test('toMessage, for every event, is JSON that names its type and holds the exact amount', () => {
  const random = seeded(3);
  for (const event of sequence(plan(invoices, seeded(1)), seeded(2))) {
    const { form, message } = toMessage(event, random);
    const value = JSON.parse(message.value);
    const payload = form === 'bare' ? value : value.payload;

    assert.equal(form === 'bare' ? message.headers['event-type'] : value.eventType, event.type);
    if (event.payload.orderId) assert.equal(String(payload.orderId), event.payload.orderId);
    if (event.payload.amount !== undefined) assert.equal(Number(payload.amount), Number(event.payload.amount) / 10000);
  }
});

function interleaveTopics(events, random) {
  const queues = new Map();
  for (const event of events) queues.set(event.topic, [...(queues.get(event.topic) ?? []), event]);
  const turns = random.shuffle([...queues.values()].flatMap((queue) => queue.map(() => queue)));
  return turns.map((queue) => queue.shift());
}
