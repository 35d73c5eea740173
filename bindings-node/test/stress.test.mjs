// Eight workers, and a hundred promises at once beside them, on one file for `STRESS_SECONDS`. In a file of its own,
// which the runner gives a process of its own: what that holds is theirs alone.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';

import { CustomerBook } from 'customer-core';

const ada = { id: 'a-1', name: 'Ada', kind: 'agent' };
const folder = mkdtempSync(join(tmpdir(), 'customer-core-'));
after(() => rmSync(folder, { recursive: true }));
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Before so many edits the caches of the books and the heaps of the workers are still filling. */
const WARM_EDITS = 2_000;
/** A slow machine may take so many milliseconds more for its edits. */
const PATIENCE = 120_000;
const OPTIONS = { durability: 'may_lose_last_commits' };

const WORK = `
  const { workerData, parentPort } = require('node:worker_threads');
  const { CustomerBook } = require(workerData.core);
  (async () => {
    const { path, ada, at, options, state } = workerData;
    const book = await CustomerBook.open(path, options);
    const session = await book.session(ada);
    const ids = [];
    for (let of = 0; of < 25; of += 1) ids.push((await session.createCustomer({ fullName: 'W' + at + ' ' + of })).customer.id);
    while (!Atomics.load(state, 1)) {
      for (const id of ids) {
        const { version } = await session.getCustomer(id);
        const { customer } = await session.updateCustomer(id, version, { city: 'City ' + version });
        if (customer.city !== 'City ' + version) throw new Error('lost');
        Atomics.add(state, 0, 1);
      }
    }
    await book.close();
    parentPort.postMessage(ids.length);
  })();`;

/** What the process holds in KiB, as Linux tells it. */
function held() {
  gc();
  if (!existsSync('/proc/self/status')) return null;
  return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}

test('eight workers and a hundred promises at once on one file', async () => {
  const milliseconds = Number(process.env.STRESS_SECONDS ?? 3) * 1000;
  const path = join(folder, 'busy.db');
  const busy = await CustomerBook.open(path, OPTIONS);
  await busy.addFirstAdministrator(ada);
  const session = await busy.session(ada);
  // How many edits there were, and whether it is over.
  const state = new Int32Array(new SharedArrayBuffer(8));
  const location = createRequire(import.meta.url).resolve('customer-core');
  const workers = Array.from({ length: 8 }, (_, at) => {
    const worker = new Worker(WORK, { eval: true, workerData: { at, path, ada, options: OPTIONS, core: location, state } });
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  });
  let broken;
  const done = Promise.all(workers).catch((error) => (broken = error));

  const own = await Promise.all(Array.from({ length: 100 }, () => session.createCustomer({ fullName: 'M' })));
  const begun = Date.now();
  let warm;
  const edits = () => Atomics.load(state, 0);
  const isOver = () =>
    broken || (Date.now() > begun + milliseconds && (edits() >= 2 * WARM_EDITS || Date.now() > begun + milliseconds + PATIENCE));
  for (let version = 1; !isOver(); version += 1) {
    await Promise.all(own.map(({ customer }) => session.updateCustomer(customer.id, version, { city: `City ${version}` })));
    Atomics.add(state, 0, own.length);
    if (!warm && Date.now() > begun + milliseconds / 4 && edits() >= WARM_EDITS) warm = [held(), edits()];
    // The workers, who wait for each other, do as many: what either of them loses shows.
    do await pause(1);
    while (edits() < 2 * own.length * version && !isOver());
  }
  // Looked at while all is still at work: a worker that has ended holds nothing.
  const end = [held(), edits()];
  Atomics.store(state, 1, 1);
  const made = await done;
  if (broken) throw broken;
  assert.equal((await session.countCustomers()).active, made.reduce((sum, one) => sum + one, own.length));
  let versions = 0;
  for await (const { id } of session.iterateCustomers({ limit: 500 })) versions += (await session.getCustomer(id)).version - 1;
  assert.equal(versions, edits(), 'an edit is lost');
  assert.deepEqual((await busy.check()).problems, []);
  await busy.close();
  assert(warm, `${end[1]} edits in all that time`);
  console.log(`stress: ${warm[0]} KiB after ${warm[1]} edits, ${end[0]} KiB after ${end[1]}`);
  if (end[0] !== null) assert(end[0] < warm[0] * 1.1 + 8 * 1024, 'what the process holds grows');
});
