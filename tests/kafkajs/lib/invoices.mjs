import { toUnits } from './units.mjs';

/**
 * Groups the lines of a shop's CSV into orders. An invoice is an order, its customer the user (`guest` where there is none).
 * Invoices whose number begins with C cancel something in the source and are only counted, like those without a positive amount.
 */
export function readInvoices(lines) {
  const invoices = new Map();
  const skipped = { cancelling: new Set(), notPositive: new Set() };
  for (const line of lines) {
    if (line.InvoiceNo.startsWith('C')) {
      skipped.cancelling.add(line.InvoiceNo);
      continue;
    }
    const invoice = invoices.get(line.InvoiceNo) ?? { orderId: line.InvoiceNo, userId: 'guest', items: [], amount: 0n, createdAt: toTime(line.InvoiceDate) };
    invoices.set(line.InvoiceNo, invoice);
    if (line.CustomerID) invoice.userId = line.CustomerID;
    const item = { sku: line.StockCode, quantity: BigInt(line.Quantity), price: toUnits(line.UnitPrice) };
    invoice.items.push(item);
    invoice.amount += item.quantity * item.price;
  }
  const orders = [...invoices.values()].filter((invoice) => {
    if (invoice.amount <= 0n) skipped.notPositive.add(invoice.orderId);
    return invoice.amount > 0n;
  });
  return { orders, skipped: { cancelling: skipped.cancelling.size, notPositive: skipped.notPositive.size } };
}

/** '12/1/2010 10:03' (month first) as milliseconds, read as UTC. */
function toTime(text) {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(text);
  if (!match) throw new Error(`'${text}' is no invoice date.`);
  const [month, day, year, hour, minute] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}
