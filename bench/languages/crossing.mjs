// What crossing into Node costs: `crossing.mjs PACKAGE TEXTS BOOK` prints name, items, ns CPU and ns wall an item.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [place, texts, path] = process.argv.slice(2);
const { CustomerBook, parseEmails, parsePhones } = createRequire(import.meta.url)(place);
const ROUNDS = 7;

const lines = readFileSync(texts, 'utf8').trimEnd().split('\n').map((line) => line.split('\t'));
const of = (kind) => lines.filter(([first]) => first === kind).map(([, text]) => text);
const median = (figures) => figures.sort((a, b) => a - b)[figures.length >> 1].toFixed(0);

/** One warm-up and some rounds; the medians. */
async function measure(name, count, work) {
  const cpu = [];
  const wall = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = process.cpuUsage();
    const began = process.hrtime.bigint();
    await work();
    const passed = Number(process.hrtime.bigint() - began);
    const { user, system } = process.cpuUsage(before);
    if (round > 0) {
      cpu.push(((user + system) * 1000) / count);
      wall.push(passed / count);
    }
  }
  console.log([name, count, median(cpu), median(wall)].join('\t'));
}

const phones = of('phone');
const emails = of('email');
const book = await CustomerBook.open(path);
const session = await book.session({ id: 'bench', name: 'Bench', kind: 'agent' });
const points = emails.map((address) => ({ email: { address } }));
const found = await session.findIdsByAddress(points);
if (!found.some((one) => JSON.stringify(one).includes('customers'))) throw new Error('nobody was found');
await measure('phones', phones.length, () => parsePhones(phones));
await measure('emails', emails.length, () => parseEmails(emails));
await measure('look-ups', points.length, () => session.findIdsByAddress(points));
await book.close();
