/**
 * Sums test results: node trx-totals.mjs FAILED FILE.trx…
 * Writes to the file FAILED a line `assembly<tab>class.method` for each failed test, prints failed and skipped tests with their reasons,
 * and as its last line `passed failed skipped skippedForKafka`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const totals = { Passed: 0, Failed: 0, NotExecuted: 0 };
let skippedForKafka = 0;
const [failedFile, ...files] = process.argv.slice(2);
const failed = new Set();
for (const file of files) {
  const trx = readFileSync(file, 'utf8');
  const methods = new Map([...trx.matchAll(/<UnitTest [^>]*?\bid="([^"]*)"[\s\S]*?<TestMethod ([^>]*?)\/>/g)].map(([, id, method]) => [id, method]));
  for (const [element, attributes] of trx.matchAll(/<UnitTestResult ([^>]*?)(?:\/>|>[\s\S]*?<\/UnitTestResult>)/g)) {
    const outcome = /\boutcome="([^"]*)"/.exec(attributes)?.[1];
    const name = text(/\btestName="([^"]*)"/.exec(attributes)[1]);
    const reason = text(/<Message>([\s\S]*?)<\/Message>/.exec(element)?.[1] ?? /<StdOut>([\s\S]*?)<\/StdOut>/.exec(element)?.[1] ?? 'no reason given').trim();
    // What neither passed nor was skipped (Error, Timeout, Aborted …) failed.
    const counted = outcome === 'Passed' || outcome === 'NotExecuted' ? outcome : 'Failed';
    totals[counted]++;
    if (counted === 'Failed') {
      console.log(`failed: ${name}: ${reason.split('\n')[0]}`);
      const method = methods.get(/\btestId="([^"]*)"/.exec(attributes)?.[1]) ?? '';
      const [assembly, type, member] = ['codeBase', 'className', 'name'].map(key => text(new RegExp(`\\b${key}="([^"]*)"`).exec(method)?.[1] ?? ''));
      failed.add(`${assembly}\t${type}.${member}`);
    }
    if (counted === 'NotExecuted') console.log(`skipped: ${name}: ${reason.split('\n')[0]}`);
    if (counted === 'NotExecuted' && /kafka/i.test(reason)) skippedForKafka++;
  }
}
writeFileSync(failedFile, [...failed].map(line => `${line}\n`).join(''));
console.log(`${totals.Passed} ${totals.Failed} ${totals.NotExecuted} ${skippedForKafka}`);

function text(xml) {
  return xml.replace(/&#x([0-9A-F]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16))).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');
}
