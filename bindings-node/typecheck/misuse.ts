// What a host may get wrong. The compiler has to report each marked line, and no other one.

import { CustomerBook, Import, Session, parsePhone, parsePhones, previewFile } from 'customer-core';
import type {
  ActorInput,
  CallToMatch,
  CustomerKind,
  FilterInput,
  GrantInput,
  MatchOutcome,
  NewPhone,
  Phone,
  ShownValue,
} from 'customer-core';

const NOW = new Date(Date.UTC(2026, 0, 1));

export async function records(session: Session): Promise<void> {
  // @ts-expect-error a text is no record
  await session.createCustomer('Anna');
  // @ts-expect-error an unknown field
  await session.createCustomer({ full_name: 'Anna' });
  // @ts-expect-error a phone is a record
  await session.createCustomer({ phone: '0151 23456789' });
  // @ts-expect-error one contact is no list
  await session.createCustomer({ contacts: {} });
  // @ts-expect-error another record in a list
  await session.createCustomer({ contacts: [{ address: 'a' }] });
  // @ts-expect-error a list of wrong items
  await session.createCustomers([{}, 'Anna']);
  // @ts-expect-error there is no such kind
  await session.createCustomer({ kind: 'robot' });
  // @ts-expect-error the kind may be left out, and not be null
  await session.createCustomer({ kind: null });
  // @ts-expect-error a required field is missing
  const call: CallToMatch = { callId: 'c-1', caller: '+49151', phase: 'ringing' };
  // @ts-expect-error a text is no moment
  const late: CallToMatch = { ...call, at: '2026-01-01' };
  // @ts-expect-error a word of another enum
  const actor: ActorInput = { id: 'a-1', name: 'Ada', kind: 'inactive' };
  // @ts-expect-error a number is required
  const phone: NewPhone = { number: null };
  // @ts-expect-error there is no such permission
  const grant: GrantInput = { permission: 'customer.see' };
  // @ts-expect-error a test is no filter
  const filter: FilterInput = { all: [{ is: ['Bonn'] }] };
  // @ts-expect-error a text is no number
  await session.listCustomers({ limit: '50' });
  console.log(late, actor, phone, grant, filter);
}

export async function calls(session: Session, id: string): Promise<void> {
  // @ts-expect-error an id is required
  await session.getCustomer(null);
  // @ts-expect-error an id is a text
  await session.getCustomer(7);
  // @ts-expect-error the version is missing
  await session.updateCustomer(id, {});
  // @ts-expect-error another order
  await session.updateCustomer(id, {}, 1);
  // @ts-expect-error there is no such status
  await session.setCustomerStatus(id, 'gone');
  // @ts-expect-error an argument is missing
  await session.removePoint(id);
  // @ts-expect-error one argument too many
  await session.logHead(1);
  // @ts-expect-error there is no such method
  await session.noSuchMethod();
  // @ts-expect-error an unknown option
  await CustomerBook.open('book.db', { timeout: 5 });
  // @ts-expect-error books are opened
  new CustomerBook();
  // @ts-expect-error imports are begun
  new Import();
  // @ts-expect-error an unknown member
  await session.startImport('list.csv', {}, { singal: null });
  // @ts-expect-error a list is no source
  await session.startImport(['name']);
  // @ts-expect-error nor is it one of a preview
  await previewFile(['name'], {}, 5);
  // @ts-expect-error it was not waited for
  console.log(previewFile('list.csv', {}, 5).records);
  // @ts-expect-error a number is a text
  parsePhone(15123456789);
  // @ts-expect-error one region
  parsePhone('1', ['DE']);
}

export async function answers(session: Session, value: ShownValue, outcome: MatchOutcome, id: string): Promise<void> {
  const customer = await session.getCustomer(id);
  // @ts-expect-error it may be absent
  customer.fullName.toUpperCase();
  // @ts-expect-error it may be absent
  customer.lastContactAt.getTime();
  // @ts-expect-error there is no such field
  console.log(customer.full_name);
  // @ts-expect-error it may be absent
  const name: string = customer.fullName;
  // @ts-expect-error the last page has none
  (await session.listCustomers()).next.length;
  // @ts-expect-error a page is no list
  (await session.listCustomers())[0];
  // @ts-expect-error it was not waited for
  console.log(session.getCustomer(id).fullName);
  // @ts-expect-error it may be absent
  parsePhone('1').e164.length;
  // @ts-expect-error it may be a violation
  parsePhones(['1'])[0].ok.digits;
  // @ts-expect-error not each form has it
  value.email;
  // @ts-expect-error it may be another form
  const phone: Phone = value;
  // @ts-expect-error not each outcome has one
  console.log(outcome.customer, NOW);
  // @ts-expect-error a slot is a word
  await session.findByReference(1, 'r');
  console.log(name, phone);
}

// @ts-expect-error a kind is forgotten
export function forgotten(kind: CustomerKind): string {
  switch (kind) {
    case 'person':
      return 'a person';
  }
}
