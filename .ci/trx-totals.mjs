/**
 * Sums test results: node trx-totals.mjs FILE.trx…
 * Prints failed and skipped tests with their reasons, and as its last line `passed failed skipped skippedForKafka`.
 */
import { readFileSync } from 'node:fs';

const totals = { Passed: 0, Failed: 0, NotExecuted: 0 };
let skippedForKafka = 0;
for (const file of process.argv.slice(2)) {
  for (const [element, attributes] of readFileSync(file, 'utf8').matchAll(/<UnitTestResult ([^>]*?)(?:\/>|>[\s\S]*?<\/UnitTestResult>)/g)) {
    const outcome = /\boutcome="([^"]*)"/.exec(attributes)?.[1];
    const name = text(/\btestName="([^"]*)"/.exec(attributes)[1]);
    const reason = text(/<Message>([\s\S]*?)<\/Message>/.exec(element)?.[1] ?? /<StdOut>([\s\S]*?)<\/StdOut>/.exec(element)?.[1] ?? 'no reason given').trim();
    // What neither passed nor was skipped (Error, Timeout, Aborted …) failed.
    const counted = outcome === 'Passed' || outcome === 'NotExecuted' ? outcome : 'Failed';
    totals[counted]++;
    if (counted === 'Failed') console.log(`failed: ${name}: ${reason.split('\n')[0]}`);
    if (counted === 'NotExecuted') console.log(`skipped: ${name}: ${reason.split('\n')[0]}`);
    if (counted === 'NotExecuted' && /kafka/i.test(reason)) skippedForKafka++;
  }
}
console.log(`${totals.Passed} ${totals.Failed} ${totals.NotExecuted} ${skippedForKafka}`);

function text(xml) {
  return xml.replace(/&#x([0-9A-F]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16))).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');
}
