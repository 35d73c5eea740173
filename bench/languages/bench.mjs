// P11 in Node: what crossing costs. Prints one JSON object of microseconds.

import { createRequire } from 'node:module';

const { CustomerBook, parsePhones } = createRequire(import.meta.url)(process.env.CUSTOMER_CORE);
const COUNT = 200_000;
const rust = Number(process.argv[2]);
const texts = Array.from({ length: COUNT }, (_, at) => `+49 30 ${901820 + at}`);

/** CPU microseconds of the best of three rounds, threads included. */
async function micros(work, count) {
  let best = Infinity;
  for (let round = 0; round < 3; round += 1) {
    const began = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, (user + system) / count);
  }
  return best;
}

const book = await CustomerBook.openInMemory();
const ada = { id: 'a-1', name: 'Ada', kind: 'agent' };
await book.addFirstAdministrator(ada);
const session = await book.session(ada);
const { customer } = await session.createCustomer({ fullName: 'Anna', email: 'a@example.com' });

console.log(
  JSON.stringify({
    call: await micros(() => {
      for (let at = 0; at < COUNT; at += 1) book.isFile();
    }, COUNT),
    get_customer: await micros(async () => {
      for (let at = 0; at < 5_000; at += 1) await session.getCustomer(customer.id);
    }, 5_000),
    phones: (await micros(() => parsePhones(texts, null, {}), COUNT)) - rust,
  }),
);
