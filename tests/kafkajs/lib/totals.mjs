import { applyAll } from './rules.mjs';
import { toText } from './units.mjs';

/** What the platform must answer for each order and each user; amounts as decimal text without trailing zeros. */
export function totalsOf({ orders, users }) {
  const byUser = new Map(users.map(({ userId, email, name }) => [userId, { userId, email, name, orders: 0, cancelled: 0, spent: 0n, ordered: 0n }]));
  const answers = orders.map(({ userId, keyStrategy, events }) => {
    const { order, user } = applyAll(events);
    const sums = byUser.get(userId);
    for (const field of Object.keys(user)) sums[field] += user[field];
    return { ...order, keyStrategy, amount: toText(order.amount), paid: toText(order.paid) };
  });
  return {
    orders: answers,
    users: [...byUser.values()].map((user) => ({ ...user, spent: toText(user.spent), ordered: toText(user.ordered) })),
  };
}
