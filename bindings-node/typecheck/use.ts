// The package as a host uses it. It is checked and not run: the compiler accepts every line, and
// `same` says what it has to make of it.

import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import {
  CustomerBook,
  Job,
  Session,
  classifySender,
  countries,
  isCustomerCoreError,
  parseEmail,
  parseEmails,
  parseHandle,
  parseMessage,
  parsePhone,
  parsePhones,
  previewFile,
  searchCountries,
} from 'customer-core';
import type {
  ActorInput,
  ChangeEntry,
  Country,
  Customer,
  CustomerCoreError,
  CustomerKind,
  CustomerSummary,
  Email,
  FilePreview,
  FilterInput,
  GrantScope,
  ImportBatch,
  ImportRow,
  MatchOutcome,
  NewCustomer,
  NewCustomerRead,
  Outcome,
  Page,
  Permission,
  Phone,
  SearchHit,
  SenderVerdict,
  Settings,
  ShownValue,
  Violation,
} from 'customer-core';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? A : never;

/** The value is of this type, and of no narrower or wider one. */
function same<B>() {
  return <A>(_value: A & Same<A, B>): void => undefined;
}

const NOW = new Date(Date.UTC(2026, 0, 1));

export async function forms(): Promise<void> {
  const phone = parsePhone('0151 23456789', 'DE');
  same<Phone>()(phone);
  same<string | null>()(phone.e164);
  same<string>()(parsePhone('+49 151 23456789').digits);
  for (const checked of parsePhones(['1', '2'], null, {})) {
    same<Outcome<Phone>>()(checked);
    if ('ok' in checked) same<Phone>()(checked.ok);
    else same<Violation>()(checked.violation);
  }
  same<Email>()(parseEmail('anna@example.com'));
  same<Outcome<Email>[]>()(parseEmails(['a', 'b']));
  same<string>()(parseHandle('twitter', null, '@anna').value);
  same<Country[]>()([...countries(), ...searchCountries('ger')]);
  same<SenderVerdict>()(classifySender(parseMessage(Buffer.from('From: a@example.com'))));
  const preview = await previewFile(new Uint8Array(4), { delimiter: ';' }, 10);
  same<(NewCustomerRead | null)[]>()(preview.records.map((each) => each.customer));
}

export async function sessions(path: string): Promise<Session> {
  const book = await CustomerBook.open(path, {
    busyTimeout: 5_000,
    timeLimit: 5_000,
    durability: 'full',
    readers: 4,
  });
  same<boolean>()(book.isFile());
  const ada: ActorInput = { id: 'a-1', name: 'Ada', kind: 'agent', teams: ['billing'] };
  await book.addFirstAdministrator(ada);
  await book.sessionNarrowed(ada, { permissions: ['customer.view'] });
  await book.sessionInGroups(ada, ['agents'], { teams: ['billing'] });
  same<Session>()(await book.systemSession('a move from another system'));
  return book.session(ada);
}

export async function customers(session: Session): Promise<string> {
  const { customer } = await session.createCustomer({
    kind: 'person',
    fullName: 'Anna Müller',
    email: 'anna@example.com',
    phone: { number: '0151 23456789', region: 'DE', kind: 'mobile' },
    contacts: [{ label: 'home', emails: [{ address: 'b@example.com', preferred: true }] }],
  });
  same<Customer>()(customer);
  same<string>()(customer.id);
  same<string | null>()(customer.fullName);
  same<Date | null>()(customer.lastContactAt);
  console.log(customer.lastContactAt?.toISOString() ?? 'never');
  await session.updateCustomer(customer.id, customer.version, { city: '', team: null });
  await session.setCustomerStatus(customer.id, 'inactive');
  for (const contact of await session.listContacts(customer.id)) {
    console.log(contact.points.map((point) => shown(point.value)));
  }
  return customer.id;
}

/** All forms of a union are told apart by their members; the compiler knows when one is left out. */
export function shown(value: ShownValue): string {
  if (value === 'withheld') return value;
  if ('email' in value) return value.email.asTyped;
  if ('phone' in value) return value.phone.asTyped;
  if ('handle' in value) return value.handle.value;
  if ('masked' in value) return value.masked;
  const none: never = value;
  return none;
}

export function kinds(kind: CustomerKind): string {
  switch (kind) {
    case 'person':
      return 'a person';
    case 'entity':
      return 'a company';
  }
}

export function who(outcome: MatchOutcome): string[] {
  switch (outcome.kind) {
    case 'assigned':
      return [outcome.customer];
    case 'created':
      return outcome.customer === null ? [] : [outcome.customer];
    case 'candidates':
      return outcome.candidates.map((each) => each.customer);
    default:
      return [];
  }
}

/** What is answered is all there, and goes in again. */
export async function answers(session: Session, path: string): Promise<void> {
  const settings = await session.getSettings();
  same<number>()(settings.maxContacts + settings.version);
  same<string | null>()(settings.defaultRegion);
  same<Settings>()(await session.updateSettings({ ...settings, maxContacts: 7 }));
  same<Settings>()(await session.updateSettings({ maxContacts: 7 }));
  for (const group of await session.listGroups()) {
    same<GrantScope>()(group.grants[0]?.scope ?? 'own');
    await session.putGroup({ ...group, name: 'Others' });
  }
  const { message } = { message: parseMessage(Buffer.from('From: a@example.com')) };
  same<number>()(message.replyTo.length);
  const made: NewCustomer = { fullName: 'Anna' };
  await session.createCustomer(made);
  for (const { customer } of (await previewFile(path, {}, 5)).records) {
    same<boolean | undefined>()(customer?.contacts[0]?.emails[0]?.preferred);
    if (customer) await session.createCustomer(customer);
  }
}

export async function matching(session: Session, raw: Uint8Array): Promise<string[]> {
  await session.setCreationModes('automatic');
  await session.setCreationModes(null, 'manual');
  const email = { message: parseMessage(raw), receivedAt: NOW };
  const answer = await session.matchEmail(email, { dryRun: true });
  await session.matchCall({ callId: 'c-1', caller: '+49151', phase: 'ringing', at: NOW });
  return who(answer.outcome);
}

export async function lists(session: Session): Promise<void> {
  const filter: FilterInput = {
    all: [{ field: { field: 'city', test: { is: ['Bonn'] } } }, { status: 'active' }, { kind: 'person' }],
  };
  const page = await session.listCustomers({ filter, limit: 100 });
  same<Page<CustomerSummary>>()(page);
  same<string | null>()(page.next);
  same<string[]>()((await session.listCustomerIds({}, 10)).items);
  same<Page<SearchHit>>()(await session.searchCustomers({ text: 'anna' }));
  for await (const customer of session.iterateCustomers({ filter })) same<CustomerSummary>()(customer);
  for await (const hit of session.iterateHits({ text: 'anna' })) same<SearchHit>()(hit);
}

export async function permissions(session: Session): Promise<boolean> {
  const grants = [{ permission: 'customer.view', scope: 'team' } as const];
  await session.putGroup({ id: 'agents', name: 'Agents', grants });
  const decision = await session.check({ asked: { kind: 'operation', operation: 'create_customer' } });
  same<boolean>()(decision.allowed);
  return decision.allowed;
}

export async function files(session: Session, path: string): Promise<void> {
  const rows: ImportRow[] = [];
  const { signal } = new AbortController();
  const started = await session.startImport(createReadStream(path), { dryRun: true }, { signal });
  for await (const batch of started) rows.push(...batch.rows);
  await session.startImport(Buffer.from('name\nAnna\n'));
  const web = await session.startImport(new Blob(['name\n']).stream(), null, { signal });
  same<void>()(web.close());
  await using file = await session.startImport(new URL('file:///list.csv'), {});
  same<ImportBatch | null>()(await file.nextBatch());
  await session.startImport(new Uint8Array(4).buffer);
  async function* pieces(): AsyncGenerator<string> {
    yield 'name\n';
  }
  await session.startImport(pieces());
  same<FilePreview>()(await previewFile(createReadStream(path), {}, 5));
  same<FilePreview>()(await previewFile(pieces(), {}, 5));
  for await (const change of session.iterateChanges()) same<ChangeEntry>()(change);
  const job = new Job();
  await session.exportToFile(path, {}, false, job);
  same<boolean>()(job.isCancelled());
  for await (const part of await session.exportCustomers()) same<Buffer>()(part);
  await pipeline(session.exportStream({ format: 'csv' }, { signal }), createWriteStream(path));
}

export async function errors(session: Session, id: string): Promise<string> {
  try {
    await session.getCustomer(id);
    return '';
  } catch (error) {
    if (!isCustomerCoreError(error)) throw error;
    same<CustomerCoreError>()(error);
    switch (error.code) {
      case 'invalid':
        return error.violations.map((each) => each.field).join(', ');
      case 'denied':
        same<Permission[]>()(error.missing);
        return error.message;
      case 'conflict':
        return error.reason;
      default:
        return error.code;
    }
  }
}
