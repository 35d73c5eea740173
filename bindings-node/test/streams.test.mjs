// Imports that read streams: that nothing waits for what cannot come, and that nothing is left behind.
//
// What would stop the whole process when it fails is run in a process of its own (`alone`).

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { CustomerBook, isCustomerCoreError, previewFile } from 'customer-core';

const ada = { id: 'a-1', name: 'Ada', kind: 'agent' };
const folder = mkdtempSync(join(tmpdir(), 'customer-core-'));
after(() => rmSync(folder, { recursive: true }));

let book;
let session;
beforeEach(async () => {
  book = await CustomerBook.openInMemory();
  await book.addFirstAdministrator(ada);
  session = await book.session(ada);
});

async function rejection(promise) {
  return promise.then(
    () => assert.fail('it should reject'),
    (error) => error,
  );
}

/** Runs a function in a process of its own, which has two minutes; answers what it answers. */
async function alone(program, ...flags) {
  const location = createRequire(import.meta.url).resolve('customer-core');
  const code = `
    const { CustomerBook } = require(${JSON.stringify(location)});
    const { Readable } = require('node:stream');
    const { readFileSync, readdirSync, promises: fs } = require('node:fs');
    const { setTimeout: pause } = require('node:timers/promises');
    // Those of imports alone: whoever else has threads here begins and ends them as he likes.
    const isImport = (id) => {
      try {
        return readFileSync('/proc/self/task/' + id + '/comm', 'utf8').startsWith('customer-core-i');
      } catch {
        return false;
      }
    };
    const threads = () => (process.platform === 'linux' ? readdirSync('/proc/self/task').filter(isImport).length : 0);
    const until = async (is) => {
      for (const end = Date.now() + 60_000; !is() && Date.now() < end; ) await pause(10);
      return is();
    };
    const stalled = (...pieces) => Readable.from((async function* () { yield* pieces; await new Promise(() => {}); })());
    (async () => {
      const book = await CustomerBook.openInMemory();
      const ada = { id: 'a-1', name: 'Ada', kind: 'agent' };
      await book.addFirstAdministrator(ada);
      const session = await book.session(ada);
      const told = await (${program})({ session, threads, until, stalled, pause, fs, Readable, ada, book });
      process.stdout.write(JSON.stringify(told ?? null) + '\\n', () => process.argv.includes('stay') || process.exit(0));
    })();`;
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-e', code], { timeout: 120_000 });
  return JSON.parse(stdout);
}

test('eight imports from streams at once, and files beside them', async () => {
  const told = await alone(async ({ session, Readable, fs }) => {
    const one = async (at) => {
      const started = await session.startImport(Readable.from(['name\n', `A ${at}\n`, `B ${at}\n`]), { batchRows: 1 });
      let rows = 0;
      for await (const batch of started) rows += batch.rows.length;
      return rows;
    };
    const all = Array.from({ length: 8 }, (_, at) => one(at));
    await fs.stat('.');
    return Promise.all(all);
  });
  assert.deepEqual(told, Array(8).fill(2));
});

test('imports that wait for their streams keep nobody else waiting', async () => {
  const told = await alone(async ({ session, stalled, fs }) => {
    for (let at = 0; at < 8; at += 1) session.startImport(stalled('name\n')).catch(() => {});
    await fs.stat('.');
    return (await session.listCustomers()).items.length;
  });
  assert.equal(told, 0);
});

test('an import is looked at while it waits', async () => {
  const told = await alone(async ({ session, Readable, pause }) => {
    let go;
    const gate = new Promise((resolve) => (go = resolve));
    async function* rows() {
      yield `name\n${`${'A'.repeat(63)}\n`.repeat(1100)}`;
      await gate;
      yield 'B\n';
    }
    const started = await session.startImport(Readable.from(rows()), { batchRows: 100, dryRun: true });
    let pending = true;
    const waiting = (async () => {
      for await (const batch of started) pending = batch !== null;
    })().finally(() => (pending = false));
    while (started.job().progress().rows < 1000) await pause(5);
    await pause(200);
    const { progress, finished } = started.summary();
    const seen = [pending, progress.rows >= 1000, finished, started.job().isCancelled()];
    go();
    await waiting;
    return [...seen, started.summary().progress.rows, started.summary().finished];
  });
  assert.deepEqual(told, [true, true, false, false, 1101, true]);
});

test('an import that is left lets go of its thread and of its source', async () => {
  const told = await alone(async ({ session, stalled, threads, until, fs }) => {
    const kept = [];
    let most = 0;
    for (let at = 0; at < 8; at += 1) {
      const source = stalled('name\n', 'A\n'.repeat(40_000));
      const started = await session.startImport(source, { batchRows: 1 });
      for await (const batch of started) {
        kept.push([started, source, batch.rows.length]);
        most = Math.max(most, threads());
        break;
      }
    }
    await fs.stat('.');
    const isOver = await until(() => threads() === 0);
    const next = await kept[0][0].nextBatch().catch((error) => error.code);
    return [most > 0, isOver, kept.map(([, source, rows]) => source.destroyed && rows === 1), next];
  });
  assert.deepEqual(told, [process.platform === 'linux', true, Array(8).fill(true), 'cancelled']);
});

test('an import that nobody holds lets go as well', async () => {
  const told = await alone(async ({ session, stalled, threads, until }) => {
    const sources = Array.from({ length: 5 }, () => stalled('name\n', 'A\n'.repeat(40_000)));
    await (async () => {
      for (const source of sources) await (await session.startImport(source, { batchRows: 1 })).nextBatch();
    })();
    const begun = threads();
    await until(() => {
      globalThis.gc();
      return threads() === 0 && sources.every((of) => of.destroyed);
    });
    return [begun, threads(), sources.map((of) => of.destroyed)];
  }, '--expose-gc');
  assert.deepEqual(told, [process.platform === 'linux' ? 5 : 0, 0, Array(5).fill(true)]);
});

test('a stream that no import takes is let go of', async () => {
  const told = await alone(async ({ session, Readable, until }) => {
    const refs = [];
    const destroyed = [];
    const refused = async () => {
      const source = new Readable({ read() {} });
      // What is no session is refused before the stream is looked at.
      await session.startImport.call({}, source).catch(() => {});
      refs.push(new WeakRef(source));
      destroyed.push(source.destroyed);
    };
    for (let at = 0; at < 5; at += 1) await refused();
    await until(() => {
      globalThis.gc();
      return refs.every((of) => of.deref() === undefined);
    });
    return [destroyed, refs.filter((of) => of.deref()).length];
  }, '--expose-gc');
  assert.deepEqual(told, [Array(5).fill(true), 0]);
});

test('an import that is paused keeps no process alive, and a worker ends under one', async () => {
  const paused = (program) => alone(program);
  await paused(async ({ session, Readable }) => {
    process.argv.push('stay');
    async function* rows() {
      yield 'name\n';
      for (;;) yield 'A\n'.repeat(50_000);
    }
    globalThis.kept = await session.startImport(Readable.from(rows()), { batchRows: 10 });
    await globalThis.kept.nextBatch();
  });
  const told = await alone(async ({ threads, until }) => {
    const { Worker } = require('node:worker_threads');
    const core = Object.keys(require.cache).find((path) => path.endsWith('index.js'));
    const worker = new Worker(
      `const { CustomerBook } = require(require('node:worker_threads').workerData);
       const { Readable } = require('node:stream');
       (async () => {
         const book = await CustomerBook.openInMemory();
         const ada = { id: 'a-1', name: 'Ada', kind: 'agent' };
         await book.addFirstAdministrator(ada);
         const session = await book.session(ada);
         async function* rows() { yield 'name\\n'; yield 'A\\n'; await new Promise(() => {}); }
         session.startImport(Readable.from(rows())).catch(() => {});
         setTimeout(() => require('node:worker_threads').parentPort.postMessage('waits'), 50);
       })();`,
      { eval: true, workerData: core },
    );
    await new Promise((resolve) => worker.once('message', resolve));
    const begun = threads();
    const code = await worker.terminate();
    return [code, begun, await until(() => threads() === 0)];
  });
  assert.deepEqual(told, [1, process.platform === 'linux' ? 1 : 0, true]);
});

test('a signal that says stop already begins nothing', async () => {
  let read = 0;
  const source = new Readable({ read: () => (read += 1) });
  const before = await session.listChanges(0, null, 100);
  for (const from of [source, Buffer.from('name\nA\n'), join(folder, 'none.csv')]) {
    const error = await rejection(session.startImport(from, {}, { signal: AbortSignal.abort() }));
    assert.deepEqual([isCustomerCoreError(error), error.code], [true, 'cancelled']);
  }
  assert.equal(source.destroyed, true);
  assert.equal(read, 0);
  assert.deepEqual(await session.listChanges(0, null, 100), before);
});

test('a signal stops an import whose source is silent', async () => {
  const told = await alone(async ({ session, stalled }) => {
    const codes = [];
    const first = new AbortController();
    const begun = stalled('name\n');
    const starting = session.startImport(begun, {}, { signal: first.signal });
    setTimeout(() => first.abort(), 50);
    codes.push(await starting.catch((error) => error.code), begun.destroyed);
    const second = new AbortController();
    const source = stalled('name\n', `${'A'.repeat(63)}\n`.repeat(1100));
    const started = await session.startImport(source, { batchRows: 1000 }, { signal: second.signal });
    const batches = [];
    try {
      for await (const batch of started) {
        batches.push(batch.rows.length);
        setTimeout(() => second.abort(), 200);
      }
    } catch (error) {
      codes.push(error.code);
    }
    return [...codes, source.destroyed, (await session.countCustomers()).active === batches.reduce((a, b) => a + b, 0)];
  });
  assert.deepEqual(told, ['cancelled', true, 'cancelled', true, true]);
});

test('to close an import whose source is silent ends it', async () => {
  const told = await alone(async ({ session, stalled }) => {
    const source = stalled('name\n', `${'A'.repeat(63)}\n`.repeat(1100));
    const started = await session.startImport(source, { batchRows: 2000, dryRun: true });
    const waiting = (async () => {
      for await (const batch of started) batch.rows.length;
    })().catch((error) => error.code);
    setTimeout(() => started.close(), 300);
    return [await waiting, source.destroyed];
  });
  assert.deepEqual(told, ['cancelled', true]);
});

test('a source that may not be read is let go of', async () => {
  const stranger = await book.session({ ...ada, id: 's' });
  const source = new Readable({ read() {} });
  assert.equal((await rejection(stranger.startImport(source))).code, 'denied');
  assert.equal(source.destroyed, true);
  const wrong = new Readable({ read() {} });
  assert((await rejection(session.startImport(wrong, { batchRows: 'x' }))) instanceof TypeError);
  assert.equal(wrong.destroyed, true);
  for (const control of [{ signal: 5 }, { singal: null }]) {
    const held = new Readable({ read() {} });
    assert((await rejection(session.startImport(held, {}, control))) instanceof TypeError);
    assert.equal(held.destroyed, true);
  }
});

test('a signal that lives long remembers nothing of work that is over', async () => {
  const { signal } = new AbortController();
  const warnings = [];
  const warn = (warning) => warnings.push(warning.name);
  process.on('warning', warn);
  for (let at = 0; at < 20; at += 1) {
    const source = at % 2 === 0 ? Readable.from(['name\n', 'A\n']) : Buffer.from('name\nA\n');
    const started = await session.startImport(source, { dryRun: true }, { signal });
    if (at % 3 === 0) for await (const batch of started) assert(batch.rows);
    else if (at % 3 === 1) while ((await started.nextBatch()) !== null);
    else for await (const batch of started) if (batch) break;
    for await (const part of session.exportStream({}, { signal })) assert(part);
  }
  const failing = session.startImport(Buffer.from('\u0000'), { batchRows: 0 }, { signal });
  assert(isCustomerCoreError(await rejection(failing)));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  await pause(10);
  process.off('warning', warn);
  assert.deepEqual(warnings, []);
});

test('an import holds no more of a stream than it can use', async () => {
  let given = 0;
  const piece = Buffer.from(`${'A'.repeat(63)}\n`.repeat(1024));
  async function* endless() {
    yield 'name\n';
    for (;;) {
      given += piece.length;
      yield piece;
    }
  }
  const started = await session.startImport(endless(), { batchRows: 10, dryRun: true });
  await pause(200);
  assert(given < 1024 * 1024, `${given} octets`);
  const before = given;
  assert.equal((await started.nextBatch()).rows.length, 10);
  await pause(100);
  assert(given <= before + 2 * piece.length, `${given} octets`);
  started.close();
  await pause(50);
  const left = given;
  await pause(50);
  assert.equal(given, left);
});

// A2.3: records are brought in from outside.
test('a stream comes in whole and in its order, however it is cut', async () => {
  const text = `name\n${Array.from({ length: 30_000 }, (_, at) => `Änne ${at}\n`).join('')}`;
  const octets = Buffer.from(text);
  async function* cut() {
    for (let at = 0, size = 1; at < octets.length; at += size, size = (size * 7) % 70_001) {
      yield octets.subarray(at, at + size);
    }
  }
  const path = join(folder, 'whole.csv');
  writeFileSync(path, text);
  const rows = async (source) => {
    const found = [];
    for await (const batch of await session.startImport(source, { dryRun: true })) {
      found.push(...batch.rows.map((row) => `${row.number} ${row.outcome.kind}`));
    }
    return [found.length, found.at(-1)];
  };
  const expected = [30_000, '30000 created'];
  assert.deepEqual(await rows(Readable.from(cut())), expected);
  assert.deepEqual(await rows(pathToFileURL(path)), expected);
});

test('what is read may be a stream of the web, a URL, an ArrayBuffer, or anything that yields octets', async () => {
  const text = 'name\nA\nB\n';
  const path = join(folder, 'short.csv');
  writeFileSync(path, text);
  const buffer = new TextEncoder().encode(text);
  async function* pieces() {
    yield text;
  }
  const sources = [new Blob([text]).stream(), pathToFileURL(path), buffer.buffer, new DataView(buffer.buffer), pieces()];
  for (const source of sources) {
    const started = await session.startImport(source, { dryRun: true });
    while ((await started.nextBatch()) !== null);
    assert.equal(started.summary().progress.rows, 2);
  }
  for (const source of [pathToFileURL(path), buffer.buffer]) {
    assert.equal((await previewFile(source, {}, 5)).records.length, 2);
  }
  for (const source of [5, null, undefined, new URL('http://localhost/'), ['name\n'], new Date(0)]) {
    assert((await rejection(session.startImport(source))) instanceof TypeError);
  }
  const silent = new ReadableStream({});
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  assert.equal((await rejection(session.startImport(silent, {}, { signal: stop.signal }))).code, 'cancelled');
});

test('the beginning of a stream is looked at as well', async () => {
  async function* endless() {
    yield 'name\n';
    for (;;) yield 'A\n'.repeat(50_000);
  }
  const source = Readable.from(endless());
  assert.equal((await previewFile(source, {}, 5)).records.length, 5);
  assert.equal(source.destroyed, true);
  const cable = new Error('cable');
  const broken = new Readable({ read: () => broken.destroy(cable) });
  const { code, cause } = await rejection(previewFile(broken, {}, 5));
  assert.deepEqual([code, cause], ['storage', cable]);
  // Whatever is wrong, the promise says it.
  for (const [of, options] of [[new URL('http://localhost/'), {}], [5, {}], [Readable.from([5]), {}], [Readable.from([]), 5]]) {
    assert((await rejection(previewFile(of, options, 5))) instanceof TypeError);
  }
  const told = await alone(async ({ stalled, fs, threads }) => {
    const { previewFile } = require(Object.keys(require.cache).find((path) => path.endsWith('index.js')));
    for (let at = 0; at < 8; at += 1) previewFile(stalled('name\n'), {}, 5).catch(() => {});
    await fs.stat('.');
    return threads();
  });
  assert.equal(told, process.platform === 'linux' ? 8 : 0);
});

test('what broke a stream is the cause of the error', async () => {
  const cable = new Error('cable');
  async function* broken() {
    yield Buffer.from('name\nA\n');
    throw cable;
  }
  const started = await session.startImport(Readable.from(broken())).catch((error) => error);
  const error = isCustomerCoreError(started) ? started : await rejection(
    (async () => {
      for await (const batch of started) assert(batch);
    })(),
  );
  assert.equal(error.code, 'storage');
  assert.equal(error.cause, cable);
});

test('a stream of other things is a TypeError', async () => {
  for (const piece of [{}, 5, new Date(0), [1]]) {
    const source = Readable.from(['name\n', piece]);
    const error = await rejection(
      (async () => {
        for await (const batch of await session.startImport(source)) assert(batch);
      })(),
    );
    assert(error instanceof TypeError, error);
    assert.match(error.message, /^source: /);
  }
});
