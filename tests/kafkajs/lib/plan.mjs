import { SCALE, toUnits } from './units.mjs';

/**
 * Chooses what happens to each order, so that the answer does not depend on how the topics interleave:
 *  - a cancelled order gets no updates (one that came later would be ignored and not counted);
 *  - all payments together stay below the lowest amount the order ever has, or reach the highest;
 *  - an update that only confirms goes to orders that are never fully paid (else the payment could be first, and it would change nothing);
 *  - every other update changes the amount or the items, or tells a status above `paid`, once;
 *  - a user is registered or updated, not both.
 * Within a topic an order's events are in one partition, in the order planned: an order keeps one key strategy.
 */
const MINUTE = 60_000;
const CENT = 10n ** BigInt(SCALE - 2);
const GIFT_WRAP = { sku: 'GIFT-WRAP', quantity: 1n, price: toUnits('2.5') };

export const keyStrategies = {
  order: ({ orderId }) => orderId,
  user: ({ userId }) => userId,
  'user:order': ({ orderId, userId }) => `${userId}:${orderId}`,
};

/** Returns `{ orders: [{ orderId, userId, keyStrategy, isEarly, events }], users: [{ userId, email, name, events }] }`. */
export function plan(invoices, random) {
  const orders = invoices.map((invoice) => planOrder(invoice, random));
  const users = [...new Set(invoices.map((invoice) => invoice.userId))].sort().map((userId) => planUser(userId, random));
  return { orders, users };
}

function planOrder(invoice, random) {
  const { orderId, userId, createdAt } = invoice;
  const keyStrategy = random.pick(Object.keys(keyStrategies));
  const key = keyStrategies[keyStrategy](invoice);
  let minute = 0;
  const event = (topic, type, payload) => ({ topic, type, key, at: createdAt + minute++ * MINUTE, payload: { orderId, ...payload } });

  const isCancelled = random.chance(12);
  const isFullyPaid = random.chance(50);
  const changes = isCancelled ? [] : planUpdates(invoice, isFullyPaid, random);
  const amounts = [invoice.amount, ...changes.filter((c) => c.amount !== undefined).map((c) => c.amount)];
  const payments = planPayments(amounts, isFullyPaid, random);

  const creation = event('orders.created', 'order.created', { userId, amount: invoice.amount, items: invoice.items, status: 'pending' });
  const events = [
    creation,
    ...changes.map((change) => event('orders.updated', 'order.updated', change)),
    ...payments.map((amount, i) => event('payments.processed', 'payment.processed', { paymentId: `${orderId}-p${i + 1}`, amount })),
  ];
  if (isCancelled) events.push(event('orders.cancelled', 'order.cancelled', random.chance(50) ? { reason: 'changed my mind' } : {}));
  // A second creation, in the same partition and so after the first, changes nothing.
  if (random.chance(4)) events.push({ ...creation, at: createdAt + minute * MINUTE });
  return { orderId, userId, keyStrategy, isEarly: random.chance(15), events };
}

function planUpdates(invoice, isFullyPaid, random) {
  const changes = [];
  if (!isFullyPaid && random.chance(30)) changes.push({ status: 'confirmed' });
  if (random.chance(20)) {
    changes.push({ items: [...invoice.items, GIFT_WRAP], amount: invoice.amount + GIFT_WRAP.price });
  }
  if (random.chance(15)) changes.push({ status: 'shipped' });
  return changes;
}

function planPayments(amounts, isFullyPaid, random) {
  const lowest = amounts.reduce((a, b) => (b < a ? b : a));
  const highest = amounts.reduce((a, b) => (b > a ? b : a));
  if (isFullyPaid) return split(highest, 1 + random.below(4), random);
  const half = (lowest / 2n / CENT) * CENT;
  if (half === 0n || random.chance(40)) return [];
  return split(half, 1 + random.below(3), random);
}

/** Cuts a sum into at most so many positive parts; all but the last are whole cents. */
function split(sum, parts, random) {
  const cut = [];
  let rest = sum;
  for (let i = 1; i < parts && rest > CENT; i++) {
    const part = CENT + (((rest - CENT) * BigInt(random.below(900))) / 1000n / CENT) * CENT;
    cut.push(part);
    rest -= part;
  }
  return [...cut, rest];
}

function planUser(userId, random) {
  const at = Date.UTC(2010, 10, 1);
  const profile = { email: `shopper-${userId}@example.org`, name: `Shopper ${userId}, "${random.pick(['Ada', 'Grace', 'Barbara'])}"` };
  const kind = userId === 'guest' ? 'none' : random.pick(['registered', 'registered', 'registered', 'updated', 'none']);
  if (kind === 'none') return { userId, email: null, name: null, events: [] };
  const event = { topic: `users.${kind}`, type: `user.${kind}`, key: userId, at, payload: { userId, ...profile } };
  return { userId, ...profile, events: [event] };
}

/**
 * The order in which the events are published: first what comes before its creation on purpose, then all the rest.
 * Both are shuffled, but the events of one order and topic keep their order.
 */
export function sequence({ orders, users }, random) {
  const isAhead = (order, event) => order.isEarly && event.type !== 'order.created';
  const early = orders.map((order) => order.events.filter((event) => isAhead(order, event)));
  const rest = orders.map((order) => order.events.filter((event) => !isAhead(order, event)));
  return [...interleave(early, random), ...interleave([...users.map((user) => user.events), ...rest], random)];
}

function interleave(queues, random) {
  const copies = queues.map((queue) => [...queue]);
  const turns = random.shuffle(copies.flatMap((queue) => queue.map(() => queue)));
  return turns.map((queue) => queue.shift());
}
