import { toText } from './units.mjs';

/**
 * Turns a planned event into a Kafka message in one of the forms producers in the field use: an envelope with or without headers, or the bare payload with
 * headers; amounts as JSON numbers or as strings; ids that are numbers as JSON numbers at times; an item's code as `sku` or `productId`.
 */
export function toMessage(event, random) {
  const { type, key, at, payload } = event;
  const form = random.pick(['bare', 'bare', 'envelope', 'envelope', 'envelope without headers']);
  const style = { money: random.chance(70) ? number : string, id: random.chance(20) ? idAsNumber : string, code: random.chance(50) ? 'sku' : 'productId' };
  const correlationId = `shop-${payload.orderId ?? payload.userId}`;
  const time = new Date(at).toISOString();
  const body = encode({ ...ids(payload, style), ...told(payload, style), [timeField(type)]: time });
  const envelope = () =>
    encode({ eventId: random.uuid(), eventType: type, eventVersion: '1.0', timestamp: time, correlationId, payload: new Raw(body), ...(random.chance(30) ? { metadata: { source: 'shop' } } : {}) });
  const headers = { 'event-type': type, 'event-version': '1.0', 'correlation-id': correlationId };
  return { form, message: { key, value: form === 'bare' ? body : envelope(), ...(form === 'envelope without headers' ? {} : { headers }) } };
}

/** Text that goes into the JSON as it is: decimals never become JavaScript numbers. */
class Raw {
  constructor(text) {
    this.text = text;
  }
}

const number = (text) => new Raw(text);
const string = (text) => text;
const idAsNumber = (text) => (/^[1-9]\d{0,14}$/.test(text) ? new Raw(text) : text);

function ids({ orderId, userId, paymentId }, { id }) {
  return defined({ paymentId, orderId: orderId && id(orderId), userId: userId && id(userId) });
}

function told({ amount, items, status, reason, email, name }, { money, code }) {
  return defined({
    amount: amount === undefined ? undefined : money(toText(amount)),
    items: items?.map((item) => ({ [code]: item.sku, quantity: new Raw(item.quantity.toString()), price: money(toText(item.price)) })),
    status,
    reason,
    email,
    name,
  });
}

function timeField(type) {
  return { 'order.created': 'createdAt', 'order.updated': 'updatedAt', 'order.cancelled': 'cancelledAt', 'payment.processed': 'processedAt' }[type] ?? 'at';
}

const defined = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

function encode(value) {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`;
  if (value !== null && typeof value === 'object') return `{${Object.entries(value).map(([name, v]) => `${JSON.stringify(name)}:${encode(v)}`).join(',')}}`;
  return JSON.stringify(value);
}
