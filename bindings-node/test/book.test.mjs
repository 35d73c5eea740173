// The habits of Node: promises, errors, iterators, streams, signals, threads.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { after, beforeEach, test } from 'node:test';
import { createContext, runInContext, runInNewContext } from 'node:vm';

import * as core from 'customer-core';

const { CustomerBook, Job, isCustomerCoreError, parseEmails, parsePhone, parsePhones } = core;
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

/** What a promise rejects with. */
async function rejection(promise) {
  return promise.then(
    () => assert.fail('it should reject'),
    (error) => error,
  );
}

test('ESM and CommonJS are one package, with all that its types declare', () => {
  const require = createRequire(import.meta.url);
  const same = require('customer-core');
  const types = readFileSync(join(dirname(require.resolve('customer-core')), 'index.d.ts'), 'utf8');
  const declared = [...types.matchAll(/^export declare (?:class|function) (\w+)/gm)].map(([, name]) => name);
  assert.ok(declared.length > 15, 'classes and functions');
  assert.deepEqual(Object.keys(same).sort(), declared.sort());
  assert.equal(core.default, same, 'what `import core from` is');
  // A class ends at the first line that is not indented.
  const classes = [...types.matchAll(/^export declare class (\w+) \{\n((?: .*\n|\n)*)\}/gm)];
  assert.equal(classes.length, types.match(/^export declare class /gm).length);
  for (const [, name, members] of classes) {
    const methods = [...members.matchAll(/^  (static )?(\w+)(?=[(<])/gm)].filter(([, , method]) => method !== 'constructor');
    assert.ok(methods.length > 2, name);
    for (const [, isStatic, method] of methods) {
      assert.equal(typeof (isStatic ? same[name] : same[name].prototype)[method], 'function', `${name}.${method}`);
    }
  }
  assert.equal(same.CustomerBook, CustomerBook);
  for (const name of Object.keys(same)) assert.equal(core[name], same[name], name);
});

// Dec.10: the answers are those of every language.
test('what goes in comes out', async () => {
  const fullName = 'Ämma 山田 עברית 👩‍👩‍👧 e\u0301';
  const { customer } = await session.createCustomer({ fullName, city: '', email: 'a@example.com' });
  const found = await session.getCustomer(customer.id);
  assert.deepEqual(found, customer);
  assert.equal(found.fullName, fullName);
  assert.equal(found.city, null);
  assert.deepEqual(found.masked, []);
  assert(found.createdAt instanceof Date);
  assert.equal(found.contacts[0].points[0].value.email.asTyped, 'a@example.com');
});

test('undefined, null and what is missing are alike', async () => {
  for (const city of [undefined, null]) {
    const { customer } = await session.createCustomer({ fullName: 'A', city, contacts: [] });
    assert.equal(customer.city, null);
  }
  assert.equal((await session.listCustomers()).items.length, 2);
  assert.equal((await session.listCustomers(null)).next, null);
  const settings = await session.getSettings();
  assert.equal(settings.maxLookups, 300);
  const none = await session.updateSettings({ ...settings, maxLookups: null });
  assert.equal(none.maxLookups, null);
});

// Dec.10: the answers are those of every language.
test('errors have a code and their fields', async () => {
  const error = await rejection(session.createCustomer({ email: 'nobody', phone: { number: '1' } }));
  assert(error instanceof Error && isCustomerCoreError(error));
  assert.match(error.stack, /CustomerCoreError|Error: invalid input/);
  assert.equal(error.code, 'invalid');
  assert.deepEqual(error.violations, [
    { field: 'name', rule: 'required', limit: null },
    { field: 'email', rule: 'no_at_sign', limit: null },
    { field: 'phone', rule: 'too_few_digits', limit: 4 },
  ]);
  const missing = await rejection(session.getCustomer('01a203dd-54c8-7dd4-8d20-32ea063adade'));
  assert.deepEqual([missing.code, missing.what], ['not_found', 'customer']);
  const stranger = await book.session({ ...ada, id: 's' });
  const denied = await rejection(stranger.createCustomer({ fullName: 'A' }));
  assert.equal(denied.code, 'denied');
  assert(denied.missing.includes('customer.create'));
  assert.throws(() => parsePhone('x'), (thrown) => thrown.code === 'invalid');
});

test('wrong types are a TypeError with their place', async () => {
  for (const [call, text] of [
    [() => session.createCustomer('Anna'), /^new: NewCustomer expected, String found/],
    [() => session.createCustomer(), /^new: NewCustomer expected, Undefined found/],
    [() => session.createCustomer({ contacts: [{ emails: [5] }] }), /^new\.contacts\[0\]\.emails\[0\]: NewEmail expected/],
    [() => session.listCustomers({ limit: 'x' }), /^listing\.limit: number expected/],
    [() => session.listCustomers({ limit: 1.5 }), /^listing\.limit: a whole number/],
    [() => session.listChanges(-1, null, 5), /^after: a whole number/],
    [() => session.matchCall({ callId: 'c', caller: '+49301', phase: 'accepted', at: '2026' }), /^call\.at: Date expected/],
    [() => session.matchCall({ callId: 'c', caller: '+49301', phase: 'accepted', at: new Date(NaN) }), /^call\.at: Date/],
  ]) {
    const error = await rejection(call());
    assert(error instanceof TypeError, error);
    assert.match(error.message, text);
  }
  const word = await rejection(session.createCustomer({ kind: 'robot' }));
  assert.deepEqual(word.violations, [{ field: 'new.kind', rule: 'unknown_value', limit: null }]);
});

test('what a record does not have is refused by its name', async () => {
  const listing = (given) => () => session.listCustomers(given);
  const question = { asked: { kind: 'operation', operation: 'create_customer', permission: 'customer.view' } };
  for (const [call, text] of [
    [listing({ limits: 1 }), 'listing.limits: CustomerListing has no such member'],
    [listing([]), 'listing: CustomerListing expected, Array found'],
    [listing([1]), 'listing: CustomerListing expected, Array found'],
    [listing(new Date()), 'listing: CustomerListing expected, Date found'],
    [listing(new Map([['limit', 1]])), 'listing: CustomerListing expected, Map found'],
    [listing(() => 1), 'listing: CustomerListing expected, Function found'],
    [listing({ filter: { all: [{ blockd: true }] } }), 'listing.filter.all[0].blockd: Filter has no such member'],
    [listing({ filter: { blocked: true, status: 'active' } }), 'listing.filter: an object with one member expected, 2 found'],
    [listing({ filter: {} }), 'listing.filter: an object with one member expected, none found'],
    [() => session.createCustomer({ contacts: [{ emails: [{ adress: 'a' }] }] }), 'new.contacts[0].emails[0].adress: NewEmail has no such member'],
    [() => session.check({ asked: question.asked }), 'question.asked.permission: Asked has no such member'],
    [() => CustomerBook.openInMemory({ busyTimout: 5 }), 'options.busyTimout: BookOptions has no such member'],
    [() => session.startImport('a.csv', { dryrun: true }), 'options.dryrun: ImportOptions has no such member'],
    [() => session.startImport('a.csv', {}, { singal: null }), 'control.singal: Control has no such member'],
    [() => session.startImport('a.csv', {}, { signal: 5 }), 'control.signal: AbortSignal expected'],
  ]) {
    const error = await rejection(call());
    assert(error instanceof TypeError, text);
    assert.equal(error.message, text);
  }
});

test('undefined is absent, and any object is an object', async () => {
  await session.createCustomer({ fullName: 'A', email: undefined, nothing: undefined });
  const filter = { blocked: false, status: undefined };
  const class_ = new (class {
    limit = 1;
  })();
  const bare = Object.assign(Object.create(null), { limit: 1 });
  const other = runInNewContext('({ limit: 1, sort: undefined })');
  // What others put there is theirs: it has a symbol for a name, or is not enumerable.
  const marked = Object.defineProperty({ limit: 1, [Symbol('mark')]: 1 }, 'mark', { value: 1 });
  const only = { blocked: false, [Symbol('mark')]: 1 };
  for (const listing of [{ filter }, class_, bare, other, runInNewContext('({})'), Object.create(null), marked, { filter: only }]) {
    assert.equal((await session.listCustomers(listing)).items.length, 1);
  }
});

test('a member is read once', async () => {
  await session.createCustomers([{ fullName: 'A' }, { fullName: 'B' }]);
  const read = [];
  const once = (name, ...values) => ({
    get [name]() {
      read.push(name);
      return values.shift();
    },
  });
  assert.equal((await session.listCustomers(once('limit', 1, 2))).items.length, 1);
  assert.equal((await session.listCustomers({ filter: once('blocked', false, true) })).items.length, 2);
  assert.equal((await session.check({ asked: once('kind', 'operation') }).catch((error) => error)) instanceof TypeError, true);
  const listing = new (class {
    get limit() {
      read.push('of its class');
      return 1;
    }
  })();
  assert.equal((await session.listCustomers(listing)).items.length, 1);
  assert.deepEqual(read, ['limit', 'blocked', 'kind', 'of its class']);
});

test('numbers reach as far as they are exact', async () => {
  assert.deepEqual(await session.listChanges(Number.MAX_SAFE_INTEGER, null, 5), []);
  assert((await rejection(session.listChanges(2 ** 53, null, 5))) instanceof TypeError);
});

// Dec.3, Dec.10: batches, too, answer as every language does.
test('batches answer in their order', async () => {
  const phones = parsePhones(['030 901820', '1'], 'DE', {});
  assert.equal(phones[0].ok.e164, '+4930901820');
  assert.equal(phones[1].violation.rule, 'too_few_digits');
  assert.deepEqual(parseEmails([], {}), []);
  const made = await session.createCustomers([{ fullName: 'A' }, {}]);
  assert.deepEqual(made.map((of) => of.kind), ['created', 'rejected']);
  assert(isCustomerCoreError(made[1].error));
});

// Dec.10: the answers are those of every language.
test('lists without pages', async () => {
  await session.createCustomers(Array.from({ length: 120 }, (_, at) => ({ fullName: `C ${at + 1000}` })));
  let count = 0;
  for await (const customer of session.iterateCustomers({ limit: 50 })) {
    assert.equal(customer.displayName, `C ${count + 1000}`);
    count += 1;
  }
  assert.equal(count, 120);
  count = 0;
  for await (const hit of session.iterateHits({ text: 'C', limit: 7 })) count += hit.matched.length > 0 ? 1 : 0;
  assert.equal(count, 120);
  const filter = { all: [{ not: { blocked: true } }, { created: { from: new Date(0) } }] };
  assert.equal((await session.countCustomers({ filter })).active, 120);
});

test('the change log without pages, and what is closed by itself', async () => {
  await session.createCustomers(Array.from({ length: 510 }, (_, at) => ({ fullName: `C ${at}` })));
  const numbers = [];
  for await (const entry of session.iterateChanges(3)) numbers.push(entry.seq);
  assert(numbers.length > 500, `${numbers.length}`);
  assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b));
  assert.equal(numbers[0], 4);
  const { items } = await session.listCustomers({ limit: 1 });
  const subjects = [];
  for await (const entry of session.iterateChanges(null, items[0].id)) subjects.push(entry.subject);
  assert.deepEqual(subjects, [items[0].id]);
  if (!Symbol.asyncDispose) return;
  const running = await session.startImport(Buffer.from('name\nA\n'));
  await running[Symbol.asyncDispose]();
  assert.equal((await rejection(running.nextBatch())).code, 'cancelled');
  await book[Symbol.asyncDispose]();
  assert.equal((await rejection(session.listCustomers())).code, 'closed');
});

test('a realm of its own has the same package, and knows its errors', async () => {
  const location = createRequire(import.meta.url).resolve('customer-core');
  const { startImport } = core.Session.prototype;
  const own = createRequire(location);
  const realm = createContext({ process });
  const load = (path) => {
    const module = { exports: {} };
    const find = (name) => (name.endsWith('.js') ? load(join(dirname(path), name)) : own(name));
    runInContext(`(function (module, exports, require) {${readFileSync(path)}\n})`, realm)(module, module.exports, find);
    return module.exports;
  };
  const there = load(location);
  assert.equal(there.Session, core.Session);
  assert.equal(there.Session.prototype.startImport, startImport);
  const error = await rejection(session.getCustomer('x'));
  assert(there.isCustomerCoreError(error));
  for (const other of [null, undefined, 5, {}, new Error('x'), { name: 'CustomerCoreError' }]) {
    assert(!there.isCustomerCoreError(other) && !isCustomerCoreError(other));
  }
});

// A2.3: records are brought in from outside.
test('files come in as octets, paths and streams, and go out as streams', async () => {
  const text = 'name,email\nAnna,anna@example.com\nBo,no\n';
  const path = join(folder, 'list.csv');
  writeFileSync(path, text);
  for (const source of [Buffer.from(text), path, Readable.from([text.slice(0, 20), text.slice(20)])]) {
    const outcomes = [];
    const running = await session.startImport(source, { dryRun: true });
    for await (const batch of running) outcomes.push(...batch.rows.map((row) => row.outcome.kind));
    assert.deepEqual(outcomes, ['created', 'rejected']);
    assert.equal(running.summary().progress.rows, 2);
  }
  for await (const batch of await session.startImport(path)) assert.equal(batch.repeated, false);
  const parts = [];
  for await (const part of session.exportStream({ columns: ['full_name', 'email'] })) parts.push(part);
  assert.equal(Buffer.concat(parts).toString(), 'full_name,email\r\nAnna,anna@example.com\r\n');
});

test('a stream that breaks is told, and nothing hangs', async () => {
  async function* broken() {
    yield Buffer.from('name\n');
    throw new Error('cable');
  }
  const error = await rejection(
    (async () => {
      for await (const batch of await session.startImport(Readable.from(broken()))) assert(batch);
    })(),
  );
  assert.equal(error.code, 'storage');
});

test('a signal stops work', async () => {
  const path = join(folder, 'many.csv');
  writeFileSync(path, `name\n${'Anna\n'.repeat(5000)}`);
  const stop = new AbortController();
  const running = await session.startImport(path, { batchRows: 100 }, { signal: stop.signal });
  const error = await rejection(
    (async () => {
      for await (const batch of running) if (batch.progress.rows >= 300) stop.abort();
    })(),
  );
  assert.equal(error.code, 'cancelled');
  assert.equal((await session.countCustomers()).active, 300);
  const job = new Job();
  job.cancel();
  assert.equal((await rejection(session.importFile(path, null, null, job))).code, 'cancelled');
});

test('a signal says why an export was stopped, and one that says so already is answered first', async () => {
  await session.createCustomers(Array.from({ length: 1100 }, (_, at) => ({ fullName: `C ${at}` })));
  const why = new Error('enough');
  const told = async (of, control, seen = () => {}) => {
    const read = async () => {
      for await (const part of of.exportStream({}, control)) seen(part);
    };
    const { code, cause } = await rejection(read());
    return [code, cause];
  };
  const stranger = await book.session({ ...ada, id: 's' });
  assert.deepEqual(await told(stranger, {}), ['denied', undefined]);
  for (const of of [session, stranger]) {
    assert.deepEqual(await told(of, { signal: AbortSignal.abort(why) }), ['cancelled', why]);
  }
  const stop = new AbortController();
  assert.deepEqual(await told(session, { signal: stop.signal }, () => stop.abort(why)), ['cancelled', why]);
});

test('a closed book says so, and a file that is none is left as it is', async () => {
  const path = join(folder, 'book.db');
  const first = await CustomerBook.open(path, { durability: 'full', cacheKib: 1024, busyTimeout: 1000 });
  await first.addFirstAdministrator(ada);
  const of = await first.session(ada);
  assert.equal(first.isFile(), true);
  assert.equal(of.actor().id, 'a-1');
  await first.close();
  assert.equal((await rejection(of.listCustomers())).code, 'closed');
  const garbage = join(folder, 'garbage.db');
  const octets = Buffer.from('no book at all'.repeat(100));
  writeFileSync(garbage, octets);
  const error = await rejection(CustomerBook.open(garbage));
  assert.deepEqual([error.code, error.kind], ['storage', 'foreign_file']);
  assert.deepEqual(readFileSync(garbage), octets);
});

test('a panic is an error, wherever it happens', async (t) => {
  const native = createRequire(import.meta.url)(process.env.CUSTOMER_CORE_NATIVE ?? 'customer-core/native');
  if (!native.panicForTests) return t.skip('only debug builds can be made to panic');
  for (const place of ['call', 'arguments', 'list', 'given list', 'at once']) {
    const error = await rejection((async () => native.panicForTests(place))());
    assert.deepEqual([isCustomerCoreError(error), error.code, error.place], [true, 'internal', 'panic']);
  }
});

test('the loop goes on while the core works', async () => {
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  const rows = `name\n${'Anna\n'.repeat(4000)}`;
  for await (const batch of await session.startImport(Buffer.from(rows))) assert(batch.rows.length > 0);
  clearInterval(timer);
  assert(ticks > 3, `${ticks} ticks`);
});
