/**
 * What the platform makes of the events of one order, in the order in which they are given. The events' topics have no order between them, so only such
 * combinations are published whose result is the same in every interleaving (see plan.mjs; test/plan.test.mjs tries many).
 */
const RANKS = new Map([['pending', 0], ['confirmed', 1], ['paid', 2], ['cancelled', 4]]);
const rank = (status) => RANKS.get(status) ?? 3;
const higher = (a, b) => (rank(b) > rank(a) ? b : a);

/** Returns `{ order, user }`: the order as it must answer, and what it adds to its user. */
export function applyAll(events) {
  // What comes before the creation waits for it, in its own order.
  const creation = events.find((e) => e.type === 'order.created');
  const rest = events.slice(events.indexOf(creation) + 1);
  const waiting = events.slice(0, events.indexOf(creation));
  const { orderId, userId, amount, items, status } = creation.payload;
  const order = { orderId, userId, status, amount, paid: 0n, items: items.length, eventsApplied: 1 };
  const user = { orders: 1, cancelled: 0, spent: 0n, ordered: amount };
  for (const event of [...waiting, ...rest]) apply(order, user, event);
  return { order, user };
}

function apply(order, user, { type, payload }) {
  const before = { ...order };
  if (type === 'order.updated' && order.status !== 'cancelled') {
    order.amount = payload.amount ?? order.amount;
    order.items = payload.items?.length ?? order.items;
    order.status = higher(order.status, payload.status ?? order.status);
  } else if (type === 'payment.processed') {
    order.paid += payload.amount;
    user.spent += payload.amount;
  } else if (type === 'order.cancelled' && order.status !== 'cancelled') {
    order.status = 'cancelled';
    user.cancelled++;
  }
  if (order.paid >= order.amount) order.status = higher(order.status, 'paid');
  if (Object.keys(order).some((field) => order[field] !== before[field])) order.eventsApplied++;
}
