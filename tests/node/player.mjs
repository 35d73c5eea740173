// Does what the runner of the vectors says, line by line, with the package `customer-core`.
//
// JSON comes in, becomes objects of the package, goes through its methods, and comes out as JSON. Which
// fields are of which type stands in the file that `SURFACE_JSON` names.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const core = createRequire(import.meta.url)(process.env.CUSTOMER_CORE ?? 'customer-core');
const surface = JSON.parse(readFileSync(process.env.SURFACE_JSON, 'utf8'));
const { types } = surface;

const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const isExternal = (of) => of.union.some((form) => form.tuple);

/** JSON as a value of the package. */
function given(kind, value) {
  if (value === undefined || value === null) return value;
  if (kind.option) return given(kind.option, value);
  if (kind.list) return value.map((item) => given(kind.list, item));
  if (kind === 'octets') return Uint8Array.from(value);
  if (kind === 'source') return Buffer.from(value);
  const of = types[kind];
  if (!of) return value;
  if (of.time) return new Date(value);
  if (of.record) return record(of.record, value);
  if (of.union) return union(of, value);
  return value;
}

function record(fields, value) {
  const found = {};
  for (const field of fields) {
    if (field.flat) found[camel(field.name)] = given(field.kind, value);
    else if (field.json in value) found[camel(field.name)] = given(field.kind, value[field.json]);
  }
  return found;
}

function union(of, value) {
  const [word, inner] =
    of.tag !== null ? [value[of.tag], value] : typeof value === 'string' ? [value, {}] : Object.entries(value)[0];
  const form = of.union.find((one) => one.word === word);
  if (form.tuple) return { [camel(word)]: given(form.fields[0].kind, inner) };
  return isExternal(of) ? camel(word) : { kind: word, ...record(form.fields, inner) };
}

/** A value of the package as JSON. */
function told(kind, value) {
  if (kind.option) return value === null ? null : told(kind.option, value);
  if (kind.list) {
    assert(Array.isArray(value));
    return value.map((item) => told(kind.list, item));
  }
  if (kind.page) return { items: value.items.map((item) => told(kind.page, item)), next: value.next };
  if (kind.outcome) return value.violation ? { violation: told('Violation', value.violation) } : { ok: told(kind.outcome, value.ok) };
  if (kind === 'unit') return null;
  if (kind === 'Error') return error(value);
  const of = types[kind];
  if (!of) {
    assert(['boolean', 'number', 'string'].includes(typeof value), `${kind}: ${value}`);
    return value;
  }
  if (of.time) {
    assert(value instanceof Date);
    return value.getTime();
  }
  if (of.record || of.value) return members(of.record ?? of.value, value);
  if (of.union) return formOf(of, value);
  if (of.words) {
    assert(of.words.includes(value), `${kind}: ${value}`);
    return value;
  }
  if (of.set) return value.map((item) => told('Permission', item));
  assert.equal(typeof value, 'string');
  return value;
}

function members(fields, value) {
  const found = {};
  const known = new Set(fields.map((field) => camel(field.name)));
  for (const name of Object.keys(value)) assert(known.has(name) || name === 'kind', `there is no ${name}`);
  for (const field of fields) {
    const own = value[camel(field.name)];
    assert.notEqual(own, undefined, `${field.name} is missing`);
    const inner = told(field.kind, own);
    if (field.flat) Object.assign(found, inner);
    else if (!(field.omits && (inner === null || inner.length === 0))) found[field.json] = inner;
  }
  return found;
}

function formOf(of, value) {
  const external = isExternal(of);
  const word = external ? (typeof value === 'string' ? value : Object.keys(value)[0]) : value.kind;
  const form = of.union.find((one) => (external ? camel(one.word) : one.word) === word);
  assert(form, `there is no form ${word}`);
  const inner = form.tuple ? told(form.fields[0].kind, value[word]) : members(form.fields, external ? {} : value);
  if (of.tag !== null) return { [of.tag]: form.word, ...inner };
  return form.tuple || form.fields.length > 0 ? { [form.word]: inner } : form.word;
}

function error(raised) {
  assert(core.isCustomerCoreError(raised));
  const form = types.Error.union.find((one) => one.word === raised.code);
  const found = { code: raised.code };
  for (const field of form.fields) found[field.json] = told(field.kind, raised[camel(field.name)]);
  return found;
}

async function call(object, name, of, args) {
  const passed = of.args.map((arg) => given(arg.kind, args[arg.name]));
  const answer = object[camel(name)](...passed);
  assert(of.waits || !(answer instanceof Promise) || name === 'preview_file', `${name} is a promise`);
  return told(of.answer, await answer);
}

async function importText(session, args) {
  const running = await session.startImport(Buffer.from(args.text), given('ImportOptions', args.options));
  const rows = [];
  for await (const batch of running) rows.push(...batch.rows.map((row) => told('ImportRow', row)));
  return { rows, summary: told('ImportSummary', running.summary()) };
}

async function exportLines(session, args) {
  const parts = [];
  for await (const part of session.exportStream(given('ExportOptions', args.options))) parts.push(part);
  const text = Buffer.concat(parts).toString();
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return { lines };
}

const books = new Map();
const sessions = new Map();
let made = 0;

async function act(of) {
  switch (of.do) {
    case 'free':
      return call(core, of.call, surface.functions[of.call], of.args);
    case 'open':
      made += 1;
      books.set(made, await (of.path ? core.CustomerBook.open(of.path) : core.CustomerBook.openInMemory()));
      return made;
    case 'drop':
      await books.get(of.book).close();
      books.delete(of.book);
      return null;
    case 'book':
      return call(books.get(of.book), of.call, surface.objects.CustomerBook[of.call], of.args);
    case 'session':
      return openSession(of);
  }
  const session = sessions.get(of.session);
  if (of.call === 'import_customers') return importText(session, of.args);
  if (of.call === 'export_customers') return exportLines(session, of.args);
  return call(session, of.call, surface.objects.Session[of.call], of.args);
}

async function openSession(of) {
  const book = books.get(of.book);
  const actor = given('Actor', of.actor);
  const narrowing = given('Narrowing', of.narrowing ?? {});
  const session = of.groups ? book.sessionInGroups(actor, of.groups, narrowing) : book.sessionNarrowed(actor, narrowing);
  made += 1;
  const number = made;
  sessions.set(number, await session);
  return number;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { answer: await act(JSON.parse(line)) };
  } catch (raised) {
    answer = core.isCustomerCoreError(raised) ? { error: error(raised) } : { trouble: `${raised.name}: ${raised.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
