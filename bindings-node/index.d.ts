// Written from the core's own sources; changes belong there.

/// <reference types="node" />

import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { URL } from 'node:url';

/** A part of a list, and the cursor of the next one; `null` when there is no more. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/**
 * Who acts in a session. The host says so, since it has logged the person in; what the actor may do
 * stands in the book.
 *
 * A customer is never an actor: there is no way from the one to the other.
 */
export interface Actor {
  /** The host's id of the actor. */
  id: string;
  /** The name that is shown beside what the actor did. At most 256 characters. */
  name: string;
  /** What sort of actor it is. */
  kind: ActorKind;
  /** The teams that the actor belongs to: the rows of these are in scope `team`. */
  teams: string[];
}

/** `Actor` as it is given: what may be absent may be left out. */
export interface ActorInput {
  /** The host's id of the actor. */
  id: string;
  /** The name that is shown beside what the actor did. At most 256 characters. */
  name: string;
  /** What sort of actor it is. */
  kind: ActorKind;
  /** The teams that the actor belongs to: the rows of these are in scope `team`. */
  teams?: string[];
}

/** What sort of actor it is. */
export type ActorKind =
  /** A person. */
  | 'agent'
  /** A program that answers or captures. */
  | 'bot'
  /** A job that moves data. */
  | 'import'
  /** The book itself. No session can be opened under it but the system session. */
  | 'system';

/** Who has one address of a batch. */
export type AddressOutcome =
  /** The customers that hold it, active ones first; perhaps none. */
  | { kind: 'found'; customers: string[] }
  /** It is no address. */
  | { kind: 'rejected'; error: CustomerCoreError };

/** Others hold the same address. */
export interface AlsoAt {
  /** The point that was written. */
  point: string;
  /** The other customers that hold it, as far as the actor may see them. */
  customers: string[];
}

/** What is asked about. */
export type Asked =
  /** May this operation be called? */
  | { kind: 'operation'; operation: string }
  /** Is this permission held, with those that it rests on, as editing does on seeing? */
  | { kind: 'permission'; permission: Permission };

/** What the change log holds of an operation. */
export type AuditRule =
  /** Nothing: it changes nothing. */
  | 'nothing'
  /** What it changed; nothing when it changed nothing. */
  | 'change'
  /** That it was used, by whom and when: what it shows is delicate. */
  | 'access';

/** One reason of a decision. */
export type Because =
  /** A group of the actor's gives it. */
  | { kind: 'granted'; group: string; grant: Grant }
  /** No group of the actor's gives it. */
  | { kind: 'not_granted'; permission: Permission }
  /** A group of the actor's denies it. */
  | { kind: 'denied'; group: string; grant: Grant }
  /** The host took it away for this session. */
  | { kind: 'narrowed'; permission: Permission }
  /** It is the system session, which may do everything. */
  | { kind: 'system' }
  /** Whoever asks: the customer's state forbids it. */
  | { kind: 'state'; state: StateReason; count: number | null };

/** What a blank cell does to a field of a customer that there is. */
export type BlankCells =
  /** It changes nothing. */
  | 'leave'
  /** It clears the field. Addresses are never taken off. */
  | 'clear';

/** A blocked customer's mail is reported as blocked and goes nowhere. */
export interface Blocked {
  /** Who blocked. */
  by: string;
  /** When. */
  at: Date;
  /** Why, in words. At most 255 characters. */
  reason: string | null;
}

/** What a book has done since it was opened. The figures only grow. */
export interface BookStats {
  /** Reading operations. */
  reads: number;
  /** Writing operations, those that came to nothing included; one that is done again counts again. */
  writes: number;
  /** Write transactions: writes that wait together are written together. */
  transactions: number;
  /** The most writes of one transaction. */
  largestGroup: number;
  /** The most writes that ever waited at once. */
  mostWaiting: number;
  /** How often another process had the write lock. */
  lockRetries: number;
  /** How often a group's transaction broke and its writes were done again one by one. */
  groupsRepeated: number;
}

/** How far a call is. */
export type CallPhase =
  /** It rings. Nothing is created, so that missed calls leave no records. */
  | 'ringing'
  /** An agent accepted it. */
  | 'accepted';

/** A call to match. */
export interface CallToMatch {
  /** The host's id of the call. At most 998 characters. */
  callId: string;
  /** The caller's number as the network gave it; blank when it was withheld. */
  caller: string;
  /** The region of a number without `+`; else the book's default region is used. */
  region?: string | null;
  /** The caller's name as the network gave it. */
  callerName?: string | null;
  /** How far the call is. */
  phase: CallPhase;
  /** When it came in. */
  at: Date;
}

/** A customer that may be the sender. */
export interface Candidate {
  /** Which customer. */
  customer: string;
  /** What to call it. */
  displayName: string;
  /** Active or inactive. */
  status: CustomerStatus;
  /** How sure it is. */
  strength: MatchStrength;
  /** Why it is listed. */
  role: CandidateRole;
  /**
   * The key that matched: always one that the message itself names, else only for who may see
   * addresses.
   */
  key: string | null;
  /** Several people use the address. */
  shared: boolean;
  /** The customer is blocked. */
  blocked: boolean;
  /** The address stood on a record that was merged into this one. */
  mergedFrom: string | null;
  /** Other candidates that a person said are somebody else. */
  keptApartFrom: string[];
  /** The email to answer to: the preferred contactable one. */
  replyAddress: string | null;
  /** Could the sender's address be added to this customer? If not, why. */
  cannotRemember: CannotRemember | null;
}

/** Why a customer is among the candidates or suggestions. */
export type CandidateRole =
  /** The sender's address is on the record. */
  | 'sender'
  /** A related address is on the record. */
  | 'related'
  /** The Reply-To address is on the record. */
  | 'reply_to'
  /** The thread belongs to the customer. */
  | 'thread'
  /** An address that the user shared in the chat is on the record. */
  | 'shared';

/** Why a sender's address cannot be remembered. */
export type CannotRemember =
  /** The customer has as many points, or cards, as it may have. */
  | 'cap_reached'
  /** It is one of the host's own addresses. */
  | 'own_address'
  /** A machine sent it. */
  | 'machine'
  /** There is no address. */
  | 'no_address'
  /** The customer has it already. */
  | 'already_present';

/** Which cap was reached. */
export type CapReason =
  /** The setting `max_contacts`. */
  | 'max_contacts'
  /** The phone slots of the project. */
  | 'phone_slots';

/** What can be done with a contact point. */
export type Capability =
  /** Send a text message. */
  | 'sms'
  /** Dial. */
  | 'call'
  /** Send an email. */
  | 'email'
  /** Write on the handle's channel. */
  | 'message';

/**
 * What became of a captured address. The capture itself always succeeds: what did not become a
 * contact point stays with the channel's profile of the customer.
 */
export type CaptureOutcome =
  /** It was recorded. What it came to, whoever may not see the customer's addresses is not told. */
  | { kind: 'recorded' }
  /** It was added. */
  | { kind: 'added'; point: string }
  /** The customer has it already; nothing was changed. */
  | { kind: 'already_present'; point: string }
  /** Somebody removed it after this source brought it. */
  | { kind: 'removed_before' }
  /** It breaks rules. */
  | { kind: 'invalid'; violations: Violation[] }
  /** The customer has as many points or cards as it may have. */
  | { kind: 'over_limit'; reason: RefusedReason };

/** The version of vCards. */
export type CardVersion =
  /** RFC 2426, which older address books read. */
  | '3.0'
  /** RFC 6350. */
  | '4.0';

/** One entry of the change log. */
export interface ChangeEntry {
  /** Its number: later changes have higher ones. */
  seq: number;
  /** When. */
  at: Date;
  /** Who. */
  actor: string;
  /** How the values came. */
  how: How;
  /** The operation. */
  operation: string;
  /** What sort of record. */
  kind: RecordKind;
  /** The record's id. */
  id: string;
  /** The customer that the change is about. */
  subject: string | null;
  /** The names of the fields that changed. */
  fields: string[];
  /** The values, where they were not erased. */
  values: ChangedField[];
  /**
   * The groups that the host asserted for the session in which it was done: the book cannot vouch
   * for these rights.
   */
  asserted: string[];
}

/** One field's old and new value. */
export interface ChangedField {
  /** The field. */
  field: string;
  /** Its value before. */
  old: string | null;
  /** Its value after. */
  new: string | null;
}

/** A chat to match. */
export interface ChatToMatch {
  /** The host's id of the chat. At most 998 characters. */
  chatId: string;
  /** The channel. */
  channel: HandleChannel;
  /** The page, widget or project on the channel. */
  account?: string | null;
  /** The user's id on the channel, where it has one. */
  userId?: string | null;
  /**
   * The channel itself vouches for the id (a WhatsApp number does, an anonymous visitor does
   * not). Automatic mode needs it.
   */
  userIdVerified?: boolean;
  /** The user's name on the channel. */
  displayName?: string | null;
  /** Phone numbers that the user shared in the chat. Anybody can type them: they only suggest. */
  phones?: string[];
  /** Email addresses that the user shared in the chat, likewise. */
  emails?: string[];
  /** When the chat began. */
  at: Date;
}

/** The answer to one of many questions. */
export type CheckOutcome =
  /** It was decided. */
  | { kind: 'decided'; decision: Decision }
  /** There is no such customer, or none that the actor may know of. */
  | { kind: 'not_found' };

/** What looking a book over found. */
export interface CheckSummary {
  /** What is wrong, and where; nothing when this is empty. */
  problems: string[];
  /** How many entries of the change log were verified. */
  logEntries: number;
}

/**
 * What a column of a file means.
 *
 * Targets are the names of a customer's text fields (`full_name`, `given_name`, ... `team`), `kind`,
 * `status`, `preferred_channel`, `email`, `phone` (a mobile), `phone.mobile`, `phone.home`,
 * `phone.business`, `phone.other`, `handle.` and a channel (such as `handle.whatsapp`), and
 * `contacts` (contact cards as a JSON list of `NewContact`). Emails, phones and handles may stand in
 * several columns, the first is the primary one; all others stand once. In a cell of
 * `handle.facebook_psid` and `handle.custom` the account stands before a colon.
 */
export interface ColumnMapping {
  /** The name of the column, as it stands in the header. */
  column: string;
  /** What it means; empty to leave it out. */
  target: string;
}

/** How sure the library is that a number can be reached. */
export type Confidence =
  /** Nothing is known: no region, or no such length in the plan, or letters were typed. */
  | 'unknown'
  /** The plan has numbers of this length. */
  | 'possible'
  /** The plan has this number range. */
  | 'valid';

/** What an operation conflicts with. */
export type ConflictReason =
  /** The record was changed since it was read, in the same fields. */
  | 'version'
  /** Another record has the value already. */
  | 'already_in_use'
  /** The value belonged to another record once, and is never used again. */
  | 'retired'
  /** The import of this name read another file, or had other options. */
  | 'other_import'
  /** The book has an administrator already. */
  | 'administrator_exists';

/** A contact card: a person or place of the customer, and the ways to reach it. */
export interface Contact {
  /** Its id, unique within the customer. */
  id: string;
  /** What the card is called. */
  label: string | null;
  /** The person behind it. */
  personName: string | null;
  /** The ways to reach it, in the order in which they were added. */
  points: ContactPoint[];
}

/** A change of a card's own fields. Absent means leave, blank means clear. */
export interface ContactPatch {
  /** What the card is called. */
  label?: string | null;
  /** The person behind it. */
  personName?: string | null;
}

/** One way to reach a customer. */
export interface ContactPoint {
  /** Its id, unique within the customer. */
  id: string;
  /** What it is. */
  kind: PointKind;
  /** The phone, email or handle, as far as it is shown. */
  value: ShownValue;
  /** The one to use first among the customer's emails, phones or handles. */
  preferred: boolean;
  /** May it be used to contact the customer? Messages that come from it are matched all the same. */
  contactable: boolean;
  /** Several people use it. */
  shared: boolean;
  /** Messages to it come back. */
  undeliverable: Undeliverable | null;
  /** How many soft bounces were counted since it last worked. */
  softBounces: number;
  /** The host has proof that the customer holds it. */
  verified: Verified | null;
  /** Where it came from. */
  provenance: Provenance;
}

/** May another contact card be added? */
export interface ContactRoom {
  /** Yes or no. */
  allowed: boolean;
  /** How many cards the customer has. */
  count: number;
  /** How many a customer may have: the lower of the two caps. */
  cap: number;
  /** Why not. */
  reason: CapReason | null;
}

/** One line of a country selector. */
export interface Country {
  /** ISO 3166-1 alpha-2 code. */
  code: string;
  /** Short English name, as in Unicode CLDR. */
  name: string;
  /** Calling code without `+`. Every line of `countries` has one. */
  callingCode: number | null;
  /** Flag emoji. */
  flag: string;
  /**
   * A mobile number (where the country has any, else a fixed line) that nobody owns, in E.164:
   * what a form shows as a pattern.
   */
  exampleNumber: string | null;
}

/** What became of one customer of a batch. */
export type CreateOutcome =
  /** It was created. */
  | { kind: 'created'; id: string }
  /** It was not, and nothing of it was written. */
  | { kind: 'rejected'; error: CustomerCoreError };

/** How customers come into being on a channel. */
export type CreationMode =
  /** Matches are listed; a person decides. */
  | 'manual'
  /** One match is assigned, no match creates a customer, several are listed. */
  | 'automatic';

/** A customer. Fields that the actor may not see are empty and named in `hidden`. */
export interface Customer {
  /** Its id, for ever. */
  id: string;
  /** Person or entity. */
  kind: CustomerKind;
  /** Active or inactive. */
  status: CustomerStatus;
  /**
   * What to call the customer: the display name, else given and family name in the order of the
   * locale, else a reference, the primary email, the primary phone, the id.
   */
  displayName: string;
  /** The display name as entered. */
  fullName: string | null;
  /** The given name. */
  givenName: string | null;
  /** The family name. */
  familyName: string | null;
  /** The first reference. */
  ref1: string | null;
  /** The second reference. */
  ref2: string | null;
  /** The primary email: the preferred one, else the oldest contactable, else the oldest. */
  email: string | null;
  /** The primary phone: the same, over mobile, business, home, other in this order. */
  phone: string | null;
  /** The primary street line. */
  addressLine1: string | null;
  /** The second line. */
  addressLine2: string | null;
  /** The third line. */
  addressLine3: string | null;
  /** City. */
  city: string | null;
  /** State or province. */
  state: string | null;
  /** ZIP or postal code. */
  postalCode: string | null;
  /** Country. */
  country: string | null;
  /** Default time zone. */
  timeZone: string | null;
  /** Where the customer is, in words. */
  location: string | null;
  /** Reference of the avatar. */
  avatar: string | null;
  /** Language tag. */
  locale: string | null;
  /** Where the customer came from. */
  source: string | null;
  /** The actor who looks after the customer. */
  owner: string | null;
  /** The team that looks after the customer. */
  team: string | null;
  /** The sort of address to use first. */
  preferredChannel: PointFamily | null;
  /**
   * The host vouches that the record belongs to the person it names. Records that unverified
   * messages made are not.
   */
  verified: boolean;
  /** Blocked, by whom and why. */
  blocked: Blocked | null;
  /** Contact cards, in the order in which they were added. */
  contacts: Contact[];
  /** When the record was made. */
  createdAt: Date;
  /** When it was last changed. */
  updatedAt: Date;
  /** When a person last wrote or called, or was written to or called. */
  lastContactAt: Date | null;
  /** Grows by one with every change. */
  version: number;
  /** Where the record came from. */
  provenance: Provenance;
  /** Where single fields came from, when that differs from the record's own provenance. */
  fieldProvenance: FieldProvenance[];
  /** The id that was asked for, when it was merged into this record. */
  redirectedFrom: string | null;
  /** The fields that the actor may not see at all. */
  hidden: CustomerField[];
  /** The fields of which a masked form stands in place of the value: `J••• D•••`. */
  masked: CustomerField[];
  /** The fields that have a value which the actor may not see. */
  present: CustomerField[];
  /** How much is shown of the contact cards, and of `email` and `phone`. */
  contactLevel: FieldLevel;
}

/**
 * A book of customers: one project, one database. Everything that is done with records goes through
 * a `Session`, which says who does it.
 *
 * A book can be used by several threads; the file is closed when nothing refers to it any more, or by
 * `close`.
 *
 *
 * There is no session without somebody who acts.
 */
export declare class CustomerBook {
  private constructor();
  /**
   * Makes the first administrator. It works only on a book that has none.
   *
   * Rejects with:
   * `conflict` (`administrator_exists`), `refused` (`system_actor`).
   */
  addFirstAdministrator(actor: ActorInput): Promise<void>;
  /**
   * Writes a copy of the whole book to a file, while others go on working. The copy has its name
   * only once it is whole and on the disk.
   *
   * Rejects with:
   * `storage`: `in_use` when the book itself, or a book that is open, stands there; `corrupt` when
   * rows are not what was written, so that a damaged book does not replace a good copy.
   */
  backupTo(path: string): Promise<void>;
  /**
   * Looks the whole book over: the file's structure, the references between records, the chain of
   * the change log.
   *
   * Rejects with:
   * `storage`, when the file cannot be read at all.
   */
  check(): Promise<CheckSummary>;
  /**
   * Closes the book. What is done with it or its sessions from then on answers `closed`.
   *
   * Rejects with:
   * `storage`.
   */
  close(): Promise<void>;
  /** True when the book is kept in a file; a book in memory is gone when it is closed. */
  isFile(): boolean;
  /**
   * Begins a session for somebody whom the host has logged in.
   *
   * Rejects with:
   * `refused` (`system_actor`) for the kind of actor that only the book itself is.
   */
  session(actor: ActorInput): Promise<Session>;
  /**
   * Begins a session in groups that the host asserts, for hosts that keep memberships in a
   * directory of their own. What the groups may do stands in the book; a member's own groups do
   * not count in this session. Every entry of the change log that comes of it names the asserted
   * groups, and whoever is an administrator by assertion alone is not counted as one.
   *
   * Rejects with:
   * `invalid` (`unknown_group`), `refused` (`system_actor`), `storage`.
   */
  sessionInGroups(actor: ActorInput, groups: string[], narrowing?: Narrowing | null): Promise<Session>;
  /**
   * Begins a session in which the host takes something away from what the actor may do.
   *
   * Rejects with:
   * As `session`.
   */
  sessionNarrowed(actor: ActorInput, narrowing?: Narrowing | null): Promise<Session>;
  /** What the book has done since it was opened. */
  stats(): BookStats;
  /**
   * Puts everything into the file and lets go of it, as a phone wants before it sends an app to
   * sleep: no lock is held, and the file alone is the book. The next operation opens it again;
   * when another book stands there then, it is refused as `foreign_file`. Readers at work are
   * waited for.
   *
   * Rejects with:
   * `busy` when a reader, or another process that reads an older state, does not end in time: then
   * the file alone is not the book; `storage`, `closed`.
   */
  suspend(): Promise<void>;
  /**
   * Begins a session that may do everything, for repairs and moves that no person answers for.
   * It is written to the change log with its reason.
   *
   * Rejects with:
   * `invalid` without a reason of 1 to 255 characters; `storage`.
   */
  systemSession(reason: string): Promise<Session>;
  /**
   * Opens a book's file, or makes a new one where there is none.
   *
   * Rejects with `storage`: a file that is no book, that a newer version wrote, whose schema was altered,
   * or that is damaged is refused and left as it is.
   */
  static open(path: string, options?: BookOptions | null): Promise<CustomerBook>;
  /** Makes a book in memory. It is gone when it is closed. */
  static openInMemory(options?: BookOptions | null): Promise<CustomerBook>;
  /** Closes it: for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How many customers there are. */
export interface CustomerCount {
  /** Active ones. */
  active: number;
  /** Inactive ones; none where they were not asked for. */
  inactive: number;
}

/** A customer to be, filled in from the message for a person to look at. */
export interface CustomerDraft {
  /** The name, as the message has it. */
  fullName: string | null;
  /** The name was concluded from the address. */
  nameIsDerived: boolean;
  /** A given name that "Doe, Jane" suggests. */
  suggestedGivenName: string | null;
  /** A family name that "Doe, Jane" suggests. */
  suggestedFamilyName: string | null;
  /** The email as the message has it. */
  email: string | null;
  /** The number as the call has it. */
  phone: string | null;
  /** The handle, on the channel. */
  handle: string | null;
  /** The channel of the handle. */
  channel: HandleChannel | null;
  /** The page, widget or project on the channel. */
  account: string | null;
  /** Further addresses that the user shared: nobody vouches for them. */
  sharedEmails: string[];
  /** Further numbers that the user shared. */
  sharedPhones: string[];
}

/** The single-valued text fields of a customer. */
export type CustomerField =
  /** The display name. */
  | 'full_name'
  /** The given name. */
  | 'given_name'
  /** The family name. */
  | 'family_name'
  /** The first external reference. */
  | 'ref1'
  /** The second external reference. */
  | 'ref2'
  /** The primary street line. */
  | 'address_line1'
  /** The second line. */
  | 'address_line2'
  /** The third line. */
  | 'address_line3'
  /** City. */
  | 'city'
  /** State or province. */
  | 'state'
  /** ZIP or postal code. */
  | 'postal_code'
  /** Country, ISO 3166-1 alpha-2. */
  | 'country'
  /** Default time zone, IANA. */
  | 'time_zone'
  /** Where the customer is, in words. */
  | 'location'
  /** Reference of the avatar: a URI or a key of the host's. */
  | 'avatar'
  /** Language tag, BCP 47. */
  | 'locale'
  /** Where the customer came from. */
  | 'source'
  /** The actor who looks after the customer. */
  | 'owner'
  /** The team that looks after the customer. */
  | 'team';

/** What sort of customer. */
export type CustomerKind =
  /** A person. */
  | 'person'
  /** A company, a school, a household. */
  | 'entity';

/** Which customers to list. */
export interface CustomerListing {
  /** The order. */
  sort?: CustomerSort;
  /** From the end. */
  descending?: boolean;
  /** Inactive customers too. */
  includeInactive?: boolean;
  /** Only those whom a search for this text finds. */
  text?: string | null;
  /** Only those of whom this is true. */
  filter?: FilterInput | null;
  /** Only those in this segment. */
  segment?: string | null;
  /** How many: 1 to 500. */
  limit?: number;
  /** The cursor of the page before. */
  after?: string | null;
}

/** A change of a customer. Absent means leave, blank means clear. */
export interface CustomerPatch {
  /** Person or entity. */
  kind?: CustomerKind | null;
  /** The display name. */
  fullName?: string | null;
  /** The given name. */
  givenName?: string | null;
  /** The family name. */
  familyName?: string | null;
  /** The first reference. */
  ref1?: string | null;
  /** The second reference. */
  ref2?: string | null;
  /** The primary email: changed, or added where there is none; blank removes that one only. */
  email?: string | null;
  /** The primary phone, likewise. */
  phone?: NewPhone | null;
  /** The primary street line. */
  addressLine1?: string | null;
  /** The second line. */
  addressLine2?: string | null;
  /** The third line. */
  addressLine3?: string | null;
  /** City. */
  city?: string | null;
  /** State or province. */
  state?: string | null;
  /** ZIP or postal code. */
  postalCode?: string | null;
  /** Country. */
  country?: string | null;
  /** Default time zone. */
  timeZone?: string | null;
  /** Where the customer is, in words. */
  location?: string | null;
  /** Reference of the avatar. */
  avatar?: string | null;
  /** Language tag. */
  locale?: string | null;
  /** Where the customer came from. */
  source?: string | null;
  /** The actor who looks after the customer. */
  owner?: string | null;
  /** The team that looks after the customer. */
  team?: string | null;
  /** The sort of address to use first. */
  preferredChannel?: PointFamily | null;
}

/** What somebody types to find a customer. */
export interface CustomerSearch {
  /**
   * Names, or the beginnings of names; an email, a phone, a reference, a handle, an id, or a part
   * of one. Blank text finds nobody, and neither does one of more than 512 characters.
   */
  text?: string;
  /** Only those of whom this is true. */
  filter?: FilterInput | null;
  /** Only those in this segment. */
  segment?: string | null;
  /** Inactive customers too. */
  includeInactive?: boolean;
  /** How many: 1 to 500. */
  limit?: number;
  /** The cursor of the page before. */
  after?: string | null;
}

/** Which customers are counted or handed out. */
export interface CustomerSelection {
  /** Only those whom a search for this text finds. */
  text?: string | null;
  /** Only those of whom this is true. */
  filter?: FilterInput | null;
  /** Only those in this segment. */
  segment?: string | null;
  /** Inactive customers too. */
  includeInactive?: boolean;
}

/** How a list is sorted. Equal keys are sorted by id. */
export type CustomerSort =
  /** By the folded display name. */
  | 'name'
  /** By the time of creation. */
  | 'created'
  /** By the time of the last contact; customers without one come last. */
  | 'last_contact';

/**
 * Whether a customer is worked with. Inactive ones are hidden from lists unless asked for, and
 * still matched.
 */
export type CustomerStatus =
  /** Worked with. */
  | 'active'
  /** Kept, not worked with. */
  | 'inactive';

/** One line of a list of customers. */
export interface CustomerSummary {
  /** Its id. */
  id: string;
  /** Person or entity. */
  kind: CustomerKind;
  /** Active or inactive. */
  status: CustomerStatus;
  /** What to call the customer. */
  displayName: string;
  /** The first reference. */
  ref1: string | null;
  /** The second reference. */
  ref2: string | null;
  /** The primary email. */
  email: string | null;
  /** How many emails there are beside it. */
  moreEmails: number;
  /** The primary phone. */
  phone: string | null;
  /** How many phones there are beside it. */
  morePhones: number;
  /** Where the customer is, in words. */
  location: string | null;
  /** Reference of the avatar. */
  avatar: string | null;
  /** When the record was made. */
  createdAt: Date;
  /** When a person last wrote or called. */
  lastContactAt: Date | null;
  /** The record's version. */
  version: number;
}

/** What creating or changing a customer did. */
export interface CustomerWritten {
  /** The customer as it stands now. */
  customer: Customer;
  /** Other customers that hold the same addresses. */
  alsoAt: AlsoAt[];
  /** What is worth telling. */
  warnings: Warning[];
}

/** How delicate a field is: what is granted by class reaches fields that are added later. */
export type DataClass =
  /** Says nothing about a person. */
  | 'plain'
  /** Says who or where a person is. */
  | 'personal'
  /** Harms a person when it gets out; hidden unless granted. */
  | 'sensitive'
  /** Opens doors; hidden unless granted. */
  | 'secret';

/** May it be done, and why? */
export interface Decision {
  /** It may. */
  allowed: boolean;
  /**
   * How much is seen of the field that was asked about, or of contacts for permissions about
   * those; absent where no customer was named.
   */
  level: FieldLevel | null;
  /**
   * The reasons: for each permission that is needed, what gives or withholds it; then what the
   * customer's state forbids.
   */
  because: Because[];
  /**
   * The permissions that are missing, as far as permissions stand in the way. Where one is denied,
   * `because` says so, and it is the denial that has to go.
   */
  missing: Permission[];
  /** What goes with doing it. */
  obligations: Obligation[];
}

/** The row of the decision table that was used. */
export type DecisionRow =
  /** A person. */
  | 'normal'
  /** A bounce. */
  | 'bounce'
  /** An out-of-office reply. */
  | 'auto_reply'
  /** Generated mail. */
  | 'auto_generated'
  /** A mailing list. */
  | 'list'
  /** A no-reply address. */
  | 'no_reply'
  /** An own address, or the host's own message. */
  | 'own'
  /** An agent. */
  | 'agent'
  /** A message that an authenticated agent forwarded. */
  | 'forward_agent'
  /** A message that somebody else forwarded. */
  | 'forward_other'
  /** Several From. */
  | 'several_from'
  /** A Reply-To that differs. */
  | 'reply_to'
  /** A trusted form. */
  | 'trusted_form'
  /** A group in From. */
  | 'group'
  /** No readable sender. */
  | 'invalid'
  /** A blocked sender. */
  | 'blocked'
  /** The same message again. */
  | 'duplicate'
  /** Nobody vouches for the sender, and the settings ask for it. */
  | 'unverified';

/** What an answered write survives. */
export type Durability =
  /** The death of the process, and the failure of power. */
  | 'full'
  /**
   * The death of the process. When the power fails, the last commits may be gone; the book is
   * whole all the same.
   */
  | 'may_lose_last_commits';

/**
 * What an actor may do, by how far it reaches, as it stood when it was asked for: for buttons and
 * landing pages. It grants nothing: every operation asks the book anew.
 */
export interface EffectivePermissions {
  /** Held on the whole book. */
  book: Permission[];
  /**
   * Held beyond that on customers of the actor's teams; or of the teams that the host narrowed the
   * session to.
   */
  team: Permission[];
  /** Held beyond that on customers whose owner the actor is. */
  own: Permission[];
}

/**
 * An email address: a mailbox of RFC 5321 (RFC 6531 for other scripts) with a dotted domain.
 *
 * It is kept as typed, and compared by its `matchKey`.
 */
export interface Email {
  /** The address as it was typed, without white space around it. */
  asTyped: string;
  /**
   * The key under which spellings of one address meet: the domain as lower-case A-label, the
   * local part in NFC and lower case without needless quotes. Nothing else is folded: dots and
   * `+` tags are part of the address.
   */
  matchKey: string;
  /** The domain of the key: lower-case A-label. */
  domain: string;
  /** The local part of the key. */
  localPart: string;
  /** The domain as people read it. */
  domainUnicode: string;
  /**
   * A coarser key under which related addresses meet: a `+` tag taken off, and for Gmail the dots
   * and the second name of its domain. Two addresses that meet here may be one person's, so the
   * library only ever suggests by it.
   */
  relatedKey: string;
  /** True for mailboxes of a role, such as `info@` or `support@`, behind which people change. */
  isRoleAddress: boolean;
}

/** How an email address is read. */
export interface EmailOptions {
  /** Takes domains of one label (`anna@intranet`), for books inside one network. */
  allowLocalDomains?: boolean;
}

/** An email to match. */
export interface EmailToMatch {
  /** What the message says. */
  message: InboundEmailInput;
  /** What the host found out about the sender. */
  auth?: SenderAuth;
  /** When it came in. */
  receivedAt: Date;
  /**
   * The interaction that it continues, where the host knows one (a ticket token). References to
   * earlier messages are followed without it.
   */
  thread?: InteractionRef | null;
  /** Keep the addresses of To and Cc with the interaction. They never become customers. */
  keepParticipants?: boolean;
}

/** What happens when an erased person writes again. */
export type ErasedSenders =
  /** A fresh customer is created. */
  | 'create_fresh'
  /** A draft is offered, and a person decides. */
  | 'ask_first';

/** What every error has: a stable code, the same word in every language. */
export interface CustomerCoreErrorBase extends Error {
  name: 'CustomerCoreError';
}

/** The input breaks rules. All of them are named, in the order of the fields. */
export interface InvalidError extends CustomerCoreErrorBase {
  code: 'invalid';
  /** The rules that are broken. */
  violations: Violation[];
}

/** There is no such record, or none that the actor may know of. */
export interface NotFoundError extends CustomerCoreErrorBase {
  code: 'not_found';
  /** What was asked for: `customer`, `contact`, `point`, `interaction`, `group` ... */
  what: string;
}

/** Somebody else was faster, or has it already. */
export interface ConflictError extends CustomerCoreErrorBase {
  code: 'conflict';
  /** What it conflicts with. */
  reason: ConflictReason;
  /** The fields in conflict. */
  fields: string[];
}

/** The actor lacks a permission. */
export interface DeniedError extends CustomerCoreErrorBase {
  code: 'denied';
  /** The permissions that would be needed. */
  missing: Permission[];
}

/** The record's state forbids it, for everybody. */
export interface RefusedError extends CustomerCoreErrorBase {
  code: 'refused';
  /** The rule that forbids it. */
  reason: RefusedReason;
  /** How many tickets and chats forbid it, or the cap that was reached. */
  count: number | null;
  /** What counts are of: `ticket`, `chat`, `contact`, `point`. */
  of: string[];
}

/** A part of the library is switched off. */
export interface DisabledError extends CustomerCoreErrorBase {
  code: 'disabled';
  /** The part. */
  feature: string;
}

/** Others were writing for longer than the deadline. Nothing was written; try again. */
export interface BusyError extends CustomerCoreErrorBase {
  code: 'busy';
}

/**
 * The operation was cancelled, or worked for longer than `BookOptions.time_limit`. Nothing was
 * written.
 */
export interface CancelledError extends CustomerCoreErrorBase {
  code: 'cancelled';
}

/** The book was closed. */
export interface ClosedError extends CustomerCoreErrorBase {
  code: 'closed';
}

/** The file or the disk. */
export interface StorageError extends CustomerCoreErrorBase {
  code: 'storage';
  /** What sort of trouble. */
  kind: StorageKind;
  /** The file or folder. */
  place: string | null;
}

/** A fault of this library. Please report it with the place. */
export interface InternalError extends CustomerCoreErrorBase {
  code: 'internal';
  /** Where it was noticed. */
  place: string;
}

/**
 * Why an operation was not done. Outcomes that a caller expects (no match, several candidates) are
 * no errors but values.
 *
 * An error names fields, rules, ids and places, and never a value of a customer, so that it can be
 * logged as it is. Each has a stable `code`, the same word in every language.
 */
export type CustomerCoreError =
  | InvalidError
  | NotFoundError
  | ConflictError
  | DeniedError
  | RefusedError
  | DisabledError
  | BusyError
  | CancelledError
  | ClosedError
  | StorageError
  | InternalError;

/** One thing that was seen. The first one is what decided the class. */
export interface Evidence {
  /** What was seen. */
  kind: EvidenceKind;
  /** The value of the header or the entry of the list, where there is one; at most 100 characters. */
  value: string | null;
}

/** What decided the class, or what else was seen. */
export type EvidenceKind =
  /** There is no From header. */
  | 'no_from'
  /** No mailbox of From can be read. */
  | 'no_mailbox'
  /** From is an own mailbox. */
  | 'own_address'
  /** The Message-ID is one that the host recorded as sent. */
  | 'own_message_id'
  /** X-Loop holds the host's marker. */
  | 'loop_marker'
  /** From is a configured form. */
  | 'trusted_form'
  /** The form's Reply-To is missing or cannot be read. */
  | 'form_without_reply_to'
  /** `multipart/report` or a delivery-status part. */
  | 'delivery_report'
  /** X-Failed-Recipients. */
  | 'failed_recipients'
  /** The null sender, and `mailer-daemon` or `postmaster` in From. */
  | 'null_sender_daemon'
  /** The blocklist. */
  | 'blocklist'
  /** All customers that hold the address are blocked. */
  | 'customer_blocked'
  /** The list of agents' addresses. */
  | 'agent_address'
  /** The sender's domain is an own domain. */
  | 'own_domain'
  /** Auto-Submitted. */
  | 'auto_submitted'
  /** A header that only auto-responders write. */
  | 'auto_reply_header'
  /** The null sender without a report. */
  | 'null_sender'
  /** A notification that a message was read. */
  | 'disposition_notification'
  /** An abuse report. */
  | 'feedback_report'
  /** Precedence. */
  | 'precedence'
  /** List-Id. */
  | 'list_id'
  /** List-Post. */
  | 'list_post'
  /** List-Unsubscribe. */
  | 'list_unsubscribe'
  /** The local part says that nobody reads it. */
  | 'no_reply_address'
  /** X-Auto-Response-Suppress. */
  | 'auto_response_suppress'
  /** The allow-list. */
  | 'allow_list'
  /** A number was withheld, or is no number. */
  | 'withheld_number'
  /** The channel vouches for the identifier. */
  | 'channel_identifier'
  /** A bounce that refers to no message that the host recorded as sent. */
  | 'unconfirmed_bounce'
  /** A bounce that refers to a message that the host recorded as sent. */
  | 'confirmed_bounce';

/** What a row does to the customer that it is recognised as. */
export type ExistingRows =
  /** It changes it. */
  | 'update'
  /** It leaves it as it is. */
  | 'skip';

/** Why the answer is what it is. */
export interface Explanation {
  /** What sort of interaction. */
  kind: InteractionKind;
  /** Manual or automatic. */
  mode: CreationMode;
  /** The class of the sender. */
  class: SenderClass;
  /** How firm the class is. */
  tier: SenderTier;
  /** The row of the decision table. */
  row: DecisionRow;
  /** How many customers counted: 0, 1, or 2 for several. */
  count: number;
  /** Who the sender is taken to be. */
  identity: Identity | null;
  /** The key that was looked up. */
  key: string | null;
  /** Who vouches for the sender. */
  verifiedBy: VerifiedBy;
  /** What decided the class, the deciding evidence first. */
  evidence: Evidence[];
  /** What else was seen. */
  flags: SenderFlag[];
  /** What is worth telling. */
  notes: MatchNote[];
  /** All who hold the address, also those that did not count. */
  candidates: Candidate[];
  /** Customers that may be the same person, or whom Reply-To or the thread name. */
  suggestions: Candidate[];
  /** How many inactive customers hold the address beside the active ones. */
  hiddenInactive: number;
  /** How many candidates the actor may not see; told only to those who may know. */
  hiddenByPermission: number | null;
  /** The customer that the thread belongs to. */
  threadCustomer: string | null;
  /** The other senders that From names. */
  otherSenders: string[];
  /** The sender of a forwarded message. */
  originalSender: string | null;
  /** The seed's rule would have created a customer, and a setting withheld it. */
  wouldCreate: boolean;
  /** What was written; in a dry run, what would have been. */
  writes: Write[];
}

/** Customers that are being written. See `Session.exportCustomers`. */
export declare class Export {
  private constructor();
  /** A handle to look at the export and to stop it from another thread. */
  job(): Job;
  /**
   * Writes the next customers, as the book is at this moment: those that came in meanwhile are
   * among them, and those that are gone are not. Nothing when all are written.
   *
   * Rejects with:
   * `denied` when the right to export was taken away; `cancelled`, `storage`, `busy`.
   */
  nextChunk(): Promise<ExportChunk | null>;
  /** How far the export is. */
  progress(): ExportProgress;
  /** The octets of the file, part by part. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer>;
}

/** A part of a file of customers. */
export interface ExportChunk {
  /** The octets, which belong behind those of the chunk before. */
  bytes: Buffer;
  /** How far the export is after them. */
  progress: ExportProgress;
}

/**
 * A column of an export. Those behind `preferred_channel` are for reading alone: an import leaves
 * them out.
 */
export type ExportColumn =
  /** Person or entity. */
  | 'kind'
  /** Active or inactive. */
  | 'status'
  /** The display name as entered. */
  | 'full_name'
  /** The given name. */
  | 'given_name'
  /** The family name. */
  | 'family_name'
  /** The first external reference. */
  | 'ref1'
  /** The second external reference. */
  | 'ref2'
  /** The primary email. */
  | 'email'
  /** The primary phone. */
  | 'phone'
  /** The primary street line. */
  | 'address_line1'
  /** The second line. */
  | 'address_line2'
  /** The third line. */
  | 'address_line3'
  /** City. */
  | 'city'
  /** State or province. */
  | 'state'
  /** ZIP or postal code. */
  | 'postal_code'
  /** Country, ISO 3166-1 alpha-2. */
  | 'country'
  /** Default time zone, IANA. */
  | 'time_zone'
  /** Where the customer is, in words. */
  | 'location'
  /** Reference of the avatar. */
  | 'avatar'
  /** Language tag, BCP 47. */
  | 'locale'
  /** Where the customer came from. */
  | 'source'
  /** The actor who looks after the customer. */
  | 'owner'
  /** The team that looks after the customer. */
  | 'team'
  /**
   * All contact cards with their addresses and flags: a JSON list of `NewContact`. Empty
   * unless the actor sees them whole.
   */
  | 'contacts'
  /** The sort of address to use first. */
  | 'preferred_channel'
  /** The record's id. */
  | 'id'
  /** What the customer is called. */
  | 'display_name'
  /** `true` when the host vouches for the record. */
  | 'verified'
  /** `true` when the customer is blocked. */
  | 'blocked'
  /** When the record was made, RFC 3339 in UTC. */
  | 'created_at'
  /** When it was last changed. */
  | 'updated_at'
  /** When a person last wrote or called. */
  | 'last_contact_at'
  /** The record's version. */
  | 'version';

/** Which customers are written, and how. */
export interface ExportOptions {
  /** The format; CSV by default. */
  format?: FileFormat;
  /**
   * The columns of CSV and JSON Lines, in their order; when there are none, all that an import can
   * set. Cards have what their format has.
   */
  columns?: ExportColumn[];
  /** Inactive customers too; true by default. */
  includeInactive?: boolean;
  /** Only those whom a search for this text finds. */
  text?: string | null;
  /** Only those of whom this is true. */
  filter?: FilterInput | null;
  /** Only those in this segment. */
  segment?: string | null;
  /** The version of vCards; 4.0 by default. */
  cardVersion?: CardVersion;
  /** A byte order mark before CSV, for spreadsheets that take UTF-8 for something else without it. */
  byteOrderMark?: boolean;
}

/** How far an export is. */
export interface ExportProgress {
  /** Customers that are written. */
  rows: number;
  /** Octets that they are. */
  bytes: number;
  /** How long it took, in milliseconds, pauses between calls included. */
  elapsedMillis: number;
}

/** A field, or contacts, of which a member sees more or less. */
export interface FieldChange {
  /** The member. */
  member: string;
  /** The field; absent for contact cards. */
  field: CustomerField | null;
  /** How much is seen before. */
  from: FieldLevel;
  /** How much after. */
  to: FieldLevel;
  /** Of how many customers of the book. */
  customers: number;
}

/** What a field must hold. */
export interface FieldCondition {
  /** The field. */
  field: CustomerField;
  /** What must be true of it. */
  test: FieldTest;
}

/** A field, and how delicate it is in a book. */
export interface FieldInfo {
  /** The field. */
  field: CustomerField;
  /** Its data class in this book. */
  class: DataClass;
  /** The class that it comes with. */
  defaultClass: DataClass;
}

/** How much of a value is seen, the least first. */
export type FieldLevel =
  /** Nothing, not even whether there is a value. */
  | 'hidden'
  /** Whether there is a value. */
  | 'presence'
  /** The form of the value: `j•••@e•••.com`. */
  | 'masked'
  /** The value. */
  | 'view'
  /** The value, which may be changed. */
  | 'edit';

/** Where one field's value came from, when that differs from the record's own provenance. */
export interface FieldProvenance {
  /**
   * The field: a text field by its key, or `kind`, `status`, `email`, `phone`, `blocked`,
   * `preferred_channel`.
   */
  field: string;
  /** The record's version that the change made. */
  version: number;
  /** The actor under whom it was changed. */
  by: string;
  /** How the value came. */
  how: How;
  /** When. */
  at: Date;
}

/**
 * What must be true of a field. Upper and lower case of `a` to `z` do not count, but in `country`,
 * `time_zone`, `locale`, `owner` and `team`, which are codes.
 */
export type FieldTest =
  /** It holds one of these values: at most 1,000, and 10,000 in all conditions of a filter. */
  | { is: string[] }
  /** It begins so. */
  | { startsWith: string }
  /** It holds something, or nothing. */
  | { filled: boolean };

/** A column of a file, as it will be read. */
export interface FileColumn {
  /** Its name in the header. */
  name: string;
  /** What it means (see `ColumnMapping`); none when it is left out. */
  target: string | null;
  /**
   * The meaning was guessed from the name. A column that is left out and not guessed is unknown,
   * unless the mapping says so.
   */
  guessed: boolean;
}

/** The format of a file of customers. */
export type FileFormat =
  /** Comma-separated values, RFC 4180 and what spreadsheets make of it. */
  | 'csv'
  /** A JSON object on each line. */
  | 'json_lines'
  /** vCard 3.0 or 4.0, RFC 2426 and RFC 6350. */
  | 'vcard'
  /** JSContact cards, RFC 9553: one on each line, or a JSON array of them. */
  | 'js_contact';

/** How a file is read. */
export interface FileOptions {
  /** The format; found from the file's first octets when absent. */
  format?: FileFormat | null;
  /**
   * What the columns of CSV and the members of JSON Lines mean, by name; guessed from the header
   * for those that are not named. See `ColumnMapping`.
   */
  columns?: ColumnMapping[];
  /**
   * The character between the cells of CSV: an ASCII character that is no letter, digit, quote or
   * line end. Found among `,` `;` tab and `|` from the header when absent.
   */
  delimiter?: string | null;
  /**
   * The character encoding, a WHATWG label such as `utf-8` or `windows-1252`; a byte order mark
   * wins, and UTF-8 is the default. It is read strictly: a record with octets that are no text is
   * rejected.
   */
  encoding?: string | null;
}

/** The beginning of a file, as it would be read. */
export interface FilePreview {
  /** The format. */
  format: FileFormat;
  /** The character encoding, by its WHATWG name. */
  encoding: string;
  /** The character between the cells of CSV. */
  delimiter: string | null;
  /** The columns of CSV in their order, or the members of the previewed JSON lines. */
  columns: FileColumn[];
  /** The names of the columns that mean nothing and are left out. */
  unknown: string[];
  /** The first records. */
  records: PreviewRecord[];
  /** What keeps the rest of the file from being read, when it was met. */
  problem: Violation | null;
}

/**
 * Which customers: one condition, or several combined. At most 100 conditions, 1,000 with the groups
 * around them (100 in one group), nested at most eight deep; at most 1,000 values in a condition and
 * 10,000 in all.
 *
 * A customer of whom the actor may not see what a condition asks for is not found by it, nor by its
 * contrary.
 */
export type Filter =
  /** All of these hold; none of them holds for every customer. */
  | { all: Filter[] }
  /** At least one of these holds; of none no customer. */
  | { any: Filter[] }
  /** This does not hold. */
  | { not: Filter }
  /** The customer has this status. */
  | { status: CustomerStatus }
  /** The customer is of this kind. */
  | { kind: CustomerKind }
  /** The record was made in this time. */
  | { created: TimeSpan }
  /** The record was last changed in this time. */
  | { updated: TimeSpan }
  /** The last contact with a person was in this time. */
  | { lastContact: TimeSpan }
  /** There was a contact with a person, or there was none. */
  | { contacted: boolean }
  /** The customer is blocked, or is not. */
  | { blocked: boolean }
  /** The host vouches for the record, or does not. */
  | { verified: boolean }
  /** The sort of address to use first is this one. */
  | { preferredChannel: PointFamily }
  /** What a field holds. */
  | { field: FieldCondition }
  /** The customer has at least one such contact point. */
  | { has: PointCondition };

/** `Filter` as it is given: what may be absent may be left out. */
export type FilterInput =
  /** All of these hold; none of them holds for every customer. */
  | { all: FilterInput[] }
  /** At least one of these holds; of none no customer. */
  | { any: FilterInput[] }
  /** This does not hold. */
  | { not: FilterInput }
  /** The customer has this status. */
  | { status: CustomerStatus }
  /** The customer is of this kind. */
  | { kind: CustomerKind }
  /** The record was made in this time. */
  | { created: TimeSpanInput }
  /** The record was last changed in this time. */
  | { updated: TimeSpanInput }
  /** The last contact with a person was in this time. */
  | { lastContact: TimeSpanInput }
  /** There was a contact with a person, or there was none. */
  | { contacted: boolean }
  /** The customer is blocked, or is not. */
  | { blocked: boolean }
  /** The host vouches for the record, or does not. */
  | { verified: boolean }
  /** The sort of address to use first is this one. */
  | { preferredChannel: PointFamily }
  /** What a field holds. */
  | { field: FieldCondition }
  /** The customer has at least one such contact point. */
  | { has: PointConditionInput };

/** Where a forwarded message was found. */
export type ForwardSource =
  /** In a `message/rfc822` part: what the forwarder's program attached. */
  | 'attachment'
  /** In the text of the body: anybody can type that. */
  | 'text';

/** A message that is forwarded in another. */
export interface ForwardedMessage {
  /** Its sender. */
  from: Mailbox;
  /** Where it was found. */
  source: ForwardSource;
}

/** `ForwardedMessage` as it is given: what may be absent may be left out. */
export interface ForwardedMessageInput {
  /** Its sender. */
  from: MailboxInput;
  /** Where it was found. */
  source: ForwardSource;
}

/** Which references are generated for a new customer that has none. */
export type GenerateRefs =
  /** None. */
  | 'never'
  /** The first. */
  | 'ref1'
  /** The second. */
  | 'ref2'
  /** Both. */
  | 'both';

/** One right of a permission group. */
export interface Grant {
  /** What is allowed. */
  permission: Permission;
  /**
   * For `field.view` and `field.edit`: a field's key or a data class; for `action.run`: the name of
   * an action, of at most 128 characters. Absent means all.
   */
  selector: string | null;
  /**
   * For `field.view` and `contact.view`: how much is seen, `presence`, `masked` or `view`. Absent
   * means `view`.
   */
  level: FieldLevel | null;
  /** How far it reaches. */
  scope: GrantScope;
  /** Allow or deny. */
  effect: GrantEffect;
  /** When it ends: from this moment on it counts no longer. */
  until: Date | null;
}

/** `Grant` as it is given: what may be absent may be left out. */
export interface GrantInput {
  /** What is allowed. */
  permission: Permission;
  /**
   * For `field.view` and `field.edit`: a field's key or a data class; for `action.run`: the name of
   * an action, of at most 128 characters. Absent means all.
   */
  selector?: string | null;
  /**
   * For `field.view` and `contact.view`: how much is seen, `presence`, `masked` or `view`. Absent
   * means `view`.
   */
  level?: FieldLevel | null;
  /** How far it reaches. */
  scope?: GrantScope;
  /** Allow or deny. */
  effect?: GrantEffect;
  /** When it ends: from this moment on it counts no longer. */
  until?: Date | null;
}

/** What a grant does. */
export type GrantEffect =
  /** It allows. */
  | 'allow'
  /**
   * It denies, whatever else allows, on the customers that it reaches. Only `field.view`,
   * `field.edit` and `contact.reveal` can be denied.
   */
  | 'deny';

/** How far a grant reaches. */
export type GrantScope =
  /** Every customer of the book. */
  | 'book'
  /** Customers of the actor's teams. */
  | 'team'
  /** Customers whose owner the actor is. */
  | 'own';

/** A handle on a channel. */
export interface Handle {
  /** The channel. */
  channel: HandleChannel;
  /** The page, widget or project that scopes the handle. */
  account: string | null;
  /** The handle, without `@` or `+`. */
  value: string;
  /** The key under which spellings of one handle meet: channel, account, handle. */
  matchKey: string;
}

/** The channels that have handles. */
export type HandleChannel =
  /**
   * X, formerly Twitter: 1 to 20 letters, digits and `_`; kept without `@`, compared without
   * regard to case.
   */
  | 'twitter'
  /** Facebook's numeric account: 1 to 20 digits. It is not the name that users see. */
  | 'facebook'
  /** Facebook's page-scoped id: 1 to 20 digits, and the page as the account. */
  | 'facebook_psid'
  /** Instagram: 1 to 30 letters, digits, `_` and `.`; without `@`, whatever the case. */
  | 'instagram'
  /** WhatsApp: the number in E.164, with or without `+`. */
  | 'whatsapp'
  /** A visitor of a web chat: the widget's own id, up to 255 characters, as it is. */
  | 'webchat'
  /** Any other channel, named by the account; up to 255 characters, as it is. */
  | 'custom';

/** A contact point of a customer that was found. */
export interface HitPoint {
  /** The contact card. */
  contact: string;
  /** The point. */
  point: string;
  /** What sort of point. */
  kind: PointKind;
  /** The address, as far as the actor sees it. */
  value: ShownValue;
  /** What it can be used for; nothing when it may not be used to contact the customer. */
  actions: Capability[];
}

/** How a value came into the record. What a person typed beats what was captured. */
export type How =
  /** A person typed it. */
  | 'typed'
  /** A channel brought it: an email, a call, a chat, an order. */
  | 'captured'
  /** A file or another system brought it. */
  | 'imported'
  /** The library concluded it from something else, such as a name from an address. */
  | 'derived'
  /** The library made it, such as a reference. */
  | 'generated';

/** Who the sender is taken to be. */
export interface Identity {
  /** The address. */
  email: Email;
  /** The display name beside it. */
  name: string | null;
  /** Where it was found. */
  via: IdentityVia;
}

/** Where the identity was found. */
export type IdentityVia =
  /** From. */
  | 'from'
  /** Sender, which is one of several From. */
  | 'sender'
  /** A trusted form's Reply-To. */
  | 'reply_to'
  /** The original of a forward by an authenticated agent. */
  | 'forward'
  /** The author whom a mailing list names. */
  | 'list_author'
  /** The number of a call. */
  | 'caller'
  /** The channel of a chat. */
  | 'channel';

/** Why a message was ignored. */
export type IgnoredReason =
  /** The sender is blocked. */
  | 'blocked'
  /** Nobody vouches for the sender, and the settings ignore such mail. */
  | 'unverified';

/** A file of customers that is being brought in. See `Session.startImport`. */
export declare class Import {
  private constructor();
  /** A handle to look at the import and to stop it from another thread. */
  job(): Job;
  /**
   * Does the next rows, in one transaction, and says what became of each. Nothing when all are done.
   *
   * The first batch of an import that goes on is the one that was done last, marked
   * `repeated`. After an error nothing of the batch is written, and the
   * next call tries the same rows again; a dry run has to be begun anew.
   *
   * Rejects with:
   * `invalid` when the file cannot be read any further (field `file` or `file.records[n]`): what stands
   * before that row is done; `denied` when the right to import was taken away; `refused`
   * (`lookup_throttled`) for somebody who works with a part of the book and has asked for as many
   * references as he may in an hour: the rows before are done, and the next wait; `cancelled`;
   * `conflict` (`other_import`) when the same import goes on elsewhere; `busy`, `storage`.
   */
  nextBatch(): Promise<ImportBatch | null>;
  /** What the import came to so far. */
  summary(): ImportSummary;
  /** The batches, one after the other. To leave the loop closes the import. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ImportBatch>;
  /**
   * Stops the work, and lets go of what is read: a stream is destroyed. What was told is done; an import that has a
   * name goes on from there when it is begun again. Behind the end there is nothing to close.
   */
  close(): void;
  /** Closes it: for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Rows that were written together. */
export interface ImportBatch {
  /** What became of each row, in the order of the file. */
  rows: ImportRow[];
  /** How far the import is after them. */
  progress: ImportProgress;
  /**
   * The import went on after an interruption, and these rows were done before it: whether that was
   * told nobody knows.
   */
  repeated: boolean;
}

/** Somebody else has a reference or an address of a row. */
export interface ImportDuplicate {
  /** `ref1`, `ref2`, `email`, `phone` or `handle`. */
  field: string;
  /** Earlier rows of this import that brought or found the customers who have it. */
  rows: number[];
  /** Other customers who have it, as far as the actor may see them. */
  customers: string[];
}

/** What a row is recognised by: a customer of the book that has it is changed by the row. */
export type ImportKey =
  /** The first reference. */
  | 'ref1'
  /** The second reference. */
  | 'ref2'
  /** The first email address of the row. */
  | 'email'
  /** The first phone of the row. */
  | 'phone';

/** How a file of customers is brought in. */
export interface ImportOptions {
  /** How the file is read. */
  file?: FileOptions;
  /** What rows are recognised by; without it each row creates a customer. */
  matchBy?: ImportKey | null;
  /** What a row does to a customer that there is: `update` by default. */
  existing?: ExistingRows;
  /** What a blank cell does: `leave` by default. */
  blank?: BlankCells;
  /**
   * The region of phone numbers that have neither `+` nor a country beside them; the book's own
   * when absent.
   */
  defaultRegion?: string | null;
  /** Where the file comes from, kept as the source of what it brings. At most 128 characters. */
  source?: string | null;
  /**
   * Answer as if, and write nothing. What it says of duplicates inside the file, and of customers whom
   * several rows change, holds for the first 100,000 customers that rows find or create, or 256 MiB of
   * their text.
   */
  dryRun?: boolean;
  /** How many rows are written together: 1 to 10,000, by default 2,000. */
  batchRows?: number;
  /**
   * The host's name for this import, at most 128 characters. One that was interrupted goes on where
   * it stopped when it is started again under its name. A name is known to its actor alone.
   */
  importId?: string | null;
}

/** How far an import is, and what it came to so far. */
export interface ImportProgress {
  /** Rows that are done. */
  rows: number;
  /** Octets of the file that were read for them. */
  bytes: number;
  /** How long the file is, where that is known. */
  totalBytes: number | null;
  /** Customers created. */
  created: number;
  /** Customers changed. */
  updated: number;
  /** Rows that changed nothing. */
  unchanged: number;
  /** Rows that several customers answered to. */
  matchedMany: number;
  /** Rows that were rejected. */
  rejected: number;
  /** How long it took, in milliseconds; pauses between calls count, those between two runs do not. */
  elapsedMillis: number;
}

/** What became of one row. */
export interface ImportRow {
  /** Its place among the records of the file, from 1 on; a header is none. */
  number: number;
  /** What became of it. */
  outcome: ImportRowOutcome;
  /**
   * References and addresses of the row that others have too: earlier rows that were written, and
   * customers that were there before. At most ten of each are named.
   */
  duplicates: ImportDuplicate[];
  /** What is worth telling. */
  warnings: Warning[];
}

/**
 * What became of a row. In a dry run, what would become of it; a customer that is not there yet has
 * no id then.
 */
export type ImportRowOutcome =
  /** It created a customer. */
  | { kind: 'created'; id: string | null }
  /** It changed a customer. */
  | { kind: 'updated'; id: string | null; fields: string[] }
  /** The customer is as the row says, or rows of customers that there are were to be skipped. */
  | { kind: 'unchanged'; id: string | null }
  /** Several customers have the address by which rows are recognised. Nothing was written. */
  | { kind: 'matched_many'; customers: string[] }
  /** It breaks a rule, or the actor may not do this. Nothing of it was written. */
  | { kind: 'rejected'; error: CustomerCoreError };

/** What an import came to. */
export interface ImportSummary {
  /** What the rows came to. */
  progress: ImportProgress;
  /** The end of the file was reached. */
  finished: boolean;
  /** It wrote nothing. */
  dryRun: boolean;
}

/**
 * The part of a message that sender matching looks at. `parseMessage`
 * makes it from the raw message; a host that has its own parser can fill it in.
 */
export interface InboundEmail {
  /** The Message-ID, without angle brackets. */
  messageId: string | null;
  /** A hash of the header block, which stands in for a Message-ID that is missing. */
  fingerprint: string | null;
  /** The mailboxes of all From headers, groups opened. */
  from: Mailbox[];
  /** How many From headers there are. More than one is against RFC 5322. */
  fromHeaders: number;
  /** From uses group syntax (RFC 6854). */
  fromIsGroup: boolean;
  /** The Sender header. */
  sender: Mailbox | null;
  /** The mailboxes of Reply-To. */
  replyTo: Mailbox[];
  /** The mailboxes of Resent-From. */
  resentFrom: Mailbox[];
  /** The envelope sender: absent when not known, empty for the null sender `<>`. */
  returnPath: string | null;
  /** The author before a mailing list rewrote From (`X-Original-From`, `X-Original-Sender`). */
  originalFrom: Mailbox | null;
  /** To and Cc. They never become customers. */
  recipients: Mailbox[];
  /** The subject, decoded. */
  subject: string | null;
  /** The Date header. */
  sentAt: Date | null;
  /** Message-IDs of In-Reply-To and References, nearest first. */
  references: string[];
  /** The value of Auto-Submitted (RFC 3834). */
  autoSubmitted: string | null;
  /** The value of Precedence. */
  precedence: string | null;
  /** The value of List-Id (RFC 2919). */
  listId: string | null;
  /** The value of List-Post (RFC 2369). */
  listPost: string | null;
  /** There is a List-Unsubscribe header. */
  listUnsubscribe: boolean;
  /** The value of X-Auto-Response-Suppress. */
  autoResponseSuppress: string | null;
  /** The names of headers that only auto-responders write, such as `X-Autoreply`. */
  autoReplyHeaders: string[];
  /** The values of X-Loop. */
  loopMarkers: string[];
  /** The addresses of X-Failed-Recipients. */
  failedRecipients: string[];
  /** A report about another message (RFC 6522). */
  report: MailReport | null;
  /** A message that is forwarded in this one. */
  forwarded: ForwardedMessage | null;
  /** The values of Authentication-Results (RFC 8601), the topmost first. */
  authenticationResults: string[];
}

/** `InboundEmail` as it is given: what may be absent may be left out. */
export interface InboundEmailInput {
  /** The Message-ID, without angle brackets. */
  messageId?: string | null;
  /** A hash of the header block, which stands in for a Message-ID that is missing. */
  fingerprint?: string | null;
  /** The mailboxes of all From headers, groups opened. */
  from?: MailboxInput[];
  /** How many From headers there are. More than one is against RFC 5322. */
  fromHeaders?: number;
  /** From uses group syntax (RFC 6854). */
  fromIsGroup?: boolean;
  /** The Sender header. */
  sender?: MailboxInput | null;
  /** The mailboxes of Reply-To. */
  replyTo?: MailboxInput[];
  /** The mailboxes of Resent-From. */
  resentFrom?: MailboxInput[];
  /** The envelope sender: absent when not known, empty for the null sender `<>`. */
  returnPath?: string | null;
  /** The author before a mailing list rewrote From (`X-Original-From`, `X-Original-Sender`). */
  originalFrom?: MailboxInput | null;
  /** To and Cc. They never become customers. */
  recipients?: MailboxInput[];
  /** The subject, decoded. */
  subject?: string | null;
  /** The Date header. */
  sentAt?: Date | null;
  /** Message-IDs of In-Reply-To and References, nearest first. */
  references?: string[];
  /** The value of Auto-Submitted (RFC 3834). */
  autoSubmitted?: string | null;
  /** The value of Precedence. */
  precedence?: string | null;
  /** The value of List-Id (RFC 2919). */
  listId?: string | null;
  /** The value of List-Post (RFC 2369). */
  listPost?: string | null;
  /** There is a List-Unsubscribe header. */
  listUnsubscribe?: boolean;
  /** The value of X-Auto-Response-Suppress. */
  autoResponseSuppress?: string | null;
  /** The names of headers that only auto-responders write, such as `X-Autoreply`. */
  autoReplyHeaders?: string[];
  /** The values of X-Loop. */
  loopMarkers?: string[];
  /** The addresses of X-Failed-Recipients. */
  failedRecipients?: string[];
  /** A report about another message (RFC 6522). */
  report?: MailReportInput | null;
  /** A message that is forwarded in this one. */
  forwarded?: ForwardedMessageInput | null;
  /** The values of Authentication-Results (RFC 8601), the topmost first. */
  authenticationResults?: string[];
}

/** An interaction that is, or was, linked to a customer. */
export interface Interaction {
  /** Its id in the book. */
  id: string;
  /** What sort. */
  kind: InteractionKind;
  /** The host's id. */
  externalId: string;
  /** The customer; none when the link was taken away or the customer was erased. */
  customer: string | null;
  /** When it took place. */
  at: Date;
  /** A machine sent it: it is no contact with a person. */
  automated: boolean;
  /** Who or what linked it. */
  linkedBy: string;
  /** A person chose the link, and matching does not change it. */
  linkedByHand: boolean;
  /** When it was linked. */
  linkedAt: Date;
}

/** What sort of interaction. */
export type InteractionKind =
  /** An email message. */
  | 'email'
  /** A call. */
  | 'call'
  /** A chat. */
  | 'chat'
  /** A ticket. */
  | 'ticket';

/** Names an interaction by the host's own id of it. */
export interface InteractionRef {
  /** What sort. */
  kind: InteractionKind;
  /**
   * The Message-ID of an email, or the host's id of a call, chat or ticket. At most 998
   * characters.
   */
  externalId: string;
}

/** A handle on long work, to look at it and to stop it from another thread. */
export declare class Job {
  /** Stops the work: it answers `cancelled` soon, and what is not written is not written. */
  cancel(): void;
  /** Was it stopped? */
  isCancelled(): boolean;
  /** How far the work is. */
  progress(): JobProgress;
  /** A handle on work that has not begun. */
  constructor();
}

/** How far work is. */
export interface JobProgress {
  /** Rows that are done. */
  rows: number;
  /** Octets of the file that were read or written. */
  bytes: number;
  /** How many octets there are, where that is known. */
  totalBytes: number | null;
}

/** What sort of line a number belongs to, where the plan says so. */
export type LineType =
  /** Not known. */
  | 'unknown'
  /** A fixed line. */
  | 'fixed_line'
  /** A mobile. */
  | 'mobile'
  /** The plan does not tell fixed lines and mobiles apart (North America). */
  | 'fixed_line_or_mobile'
  /** Free for the caller. */
  | 'toll_free'
  /** Dearer than usual. */
  | 'premium_rate'
  /** Caller and owner share the cost. */
  | 'shared_cost'
  /** Voice over IP. */
  | 'voip'
  /** A number of a person, not of a line. */
  | 'personal_number'
  /** A pager. */
  | 'pager'
  /** A company's universal access number. */
  | 'uan'
  /** A voice mailbox. */
  | 'voicemail';

/** What the address of a sender is. */
export type LinkAddress =
  /** An email address. */
  | 'email'
  /** A phone number. */
  | 'phone'
  /** A handle on X, formerly Twitter. */
  | 'twitter'
  /** A Facebook account's number. */
  | 'facebook'
  /** Facebook's page-scoped id; the page is the account. */
  | 'facebook_psid'
  /** A handle on Instagram. */
  | 'instagram'
  /** A WhatsApp number. */
  | 'whatsapp'
  /** A web chat's visitor. */
  | 'webchat'
  /** Another channel, which the account names. */
  | 'custom';

/** Links an interaction to a customer by a person's decision. */
export interface LinkRequest {
  /** Which interaction. */
  interaction: InteractionRef;
  /** When it took place. */
  at: Date;
  /** Whom to link it to. */
  target: LinkTarget;
  /**
   * Add the sender's address to the customer, so that the next message is a single match. There
   * is no default: whoever links decides.
   */
  rememberSender: boolean;
  /** The sender. Needed to remember; without it the interaction is linked whoever sent it. */
  sender?: LinkSender | null;
}

/** The sender of an interaction that a person links. */
export interface LinkSender {
  /**
   * The sender's address as the message, call or chat had it: an email address, a phone number, a
   * handle.
   */
  address: string;
  /** What the address is. */
  point: LinkAddress;
  /** Of a handle: the page, widget or project, as the chat had it. */
  account?: string | null;
  /** Of a phone number: the region of the line, as the call had it. */
  region?: string | null;
  /** The class that matching gave the sender. */
  class?: SenderClass | null;
}

/** Whom an interaction is linked to. */
export type LinkTarget =
  /** A customer of the book. */
  | { kind: 'existing'; customer: string }
  /** A customer that is created with the link, in one step. */
  | { kind: 'new'; customer: NewCustomer };

/** What linking did. */
export interface Linked {
  /** The interaction as it stands now. */
  interaction: Interaction;
  /** The customer it is linked to. */
  customer: string;
  /** A customer was created for it. */
  created: boolean;
  /** The sender's address was added to the customer. */
  remembered: boolean;
  /** The customer that the interaction was linked to before. */
  previous: string | null;
}

/**
 * The end of the change log at a moment. A host that keeps it elsewhere finds out when the log is
 * written anew or cut off: see `Session.verifyLog`.
 */
export interface LogHead {
  /** The number of the last entry; 0 while there is none. */
  seq: number;
  /** The chain's link of that entry, SHA-256 in hexadecimal digits; empty while there is none. */
  link: string;
}

/** `LogHead` as it is given: what may be absent may be left out. */
export interface LogHeadInput {
  /** The number of the last entry; 0 while there is none. */
  seq?: number;
  /** The chain's link of that entry, SHA-256 in hexadecimal digits; empty while there is none. */
  link?: string;
}

/** Whether auto-replies, generated mail, lists and no-reply senders create customers. */
export type MachineSenders =
  /** They do not; the answer says that they would. */
  | 'withhold'
  /** They do. */
  | 'create';

/** A report about another message. */
export interface MailReport {
  /** What it reports. */
  kind: ReportKind;
  /** The recipients it speaks of. At most 100. */
  recipients: ReportedRecipient[];
  /** The Message-ID of the message it is about. */
  originalMessageId: string | null;
}

/** `MailReport` as it is given: what may be absent may be left out. */
export interface MailReportInput {
  /** What it reports. */
  kind: ReportKind;
  /** The recipients it speaks of. At most 100. */
  recipients?: ReportedRecipientInput[];
  /** The Message-ID of the message it is about. */
  originalMessageId?: string | null;
}

/** A mailbox as a header writes it: a display name and an address, neither of them checked. */
export interface Mailbox {
  /** The display name, decoded. */
  name: string | null;
  /** The address, as text. */
  address: string;
}

/** `Mailbox` as it is given: what may be absent may be left out. */
export interface MailboxInput {
  /** The display name, decoded. */
  name?: string | null;
  /** The address, as text. */
  address: string;
}

/** The answer of sender matching. */
export interface MatchAnswer {
  /** Whose it is. */
  outcome: MatchOutcome;
  /** Something was written. */
  applied: boolean;
  /** The interaction, where it is linked. */
  interaction: string | null;
  /** A machine may answer this sender. */
  mayAutoReply: boolean;
  /** The same, and somebody vouches for the sender: an answer cannot reach a stranger. */
  safeToAutoReply: boolean;
  /** The address to answer to: the customer's preferred contactable email. */
  replyAddress: string | null;
  /** Could the sender's address be added to the customer whom a person chooses? If not, why. */
  cannotRemember: CannotRemember | null;
  /** Why. */
  explanation: Explanation;
}

/** What is worth telling about the answer. */
export type MatchNote =
  /** The customer is inactive. */
  | 'customer_inactive'
  /** A machine sent it: no contact with a person. */
  | 'automated'
  /** This message was matched before. */
  | 'duplicate'
  /** The Message-ID was used by another sender before. */
  | 'message_id_reused'
  /** A record holds one of the host's own addresses. */
  | 'own_address_on_record'
  /** The thread belongs to another customer than the sender. */
  | 'thread_of_another_customer'
  /** A related address, or a number that may be the same, is on a record: perhaps one person. */
  | 'merge_suggested'
  /** The same person was erased before. */
  | 'erased_before'
  /** The address is used by several people. */
  | 'shared_address'
  /** The link is a person's decision. */
  | 'linked_by_hand';

/** How a message, call or chat is matched. */
export interface MatchOptions {
  /** Answer as if, and write nothing. */
  dryRun?: boolean;
}

/** Whose it is. */
export type MatchOutcome =
  /** It was linked to this customer. */
  | { kind: 'assigned'; customer: string }
  /** A customer was created and it was linked to that. */
  | { kind: 'created'; customer: string | null }
  /** These may be the sender. Nothing was linked; a person decides. */
  | { kind: 'candidates'; candidates: Candidate[] }
  /** Nobody matches. */
  | { kind: 'no_match'; draft: CustomerDraft; reason: NotCreatedReason | null }
  /** No customer sent it. */
  | { kind: 'not_a_customer'; reason: NotACustomerReason; draft: CustomerDraft | null; about: string[] }
  /** Held for a person. */
  | { kind: 'quarantined'; draft: CustomerDraft }
  /** Ignored. */
  | { kind: 'ignored'; reason: IgnoredReason }
  /** There is no address at all: a withheld number. */
  | { kind: 'unidentified' }
  /** No address can be read. */
  | { kind: 'invalid'; raw: string | null; displayName: string | null };

/** How sure a match is. */
export type MatchStrength =
  /** The same address. */
  | 'strong'
  /** A related address, or a number that may be the same: a suggestion. */
  | 'weak';

/** A member of the book: an actor whose permission groups stand in it. */
export interface Member {
  /** The actor's id. */
  id: string;
  /** The name when the membership was last written. */
  name: string;
  /** What sort of actor. */
  kind: ActorKind;
  /** The groups, by key. */
  groups: string[];
}

/** The teams of a member. */
export interface MemberTeams {
  /** The member. */
  member: string;
  /** Its teams. */
  teams: string[];
}

/** What a host takes away from an actor for one session. */
export interface Narrowing {
  /** Only these permissions; absent means all that the actor has. */
  permissions?: Permission[] | null;
  /** Only customers of these teams; absent means all that the actor may see. */
  teams?: string[] | null;
}

/** An address that a channel captured. */
export interface NewCapture {
  /** The channel or system: `whatsapp`, `order`, `bot` ... 1 to 128 characters. */
  source: string;
  /** The page, widget or shop, where the source has such a thing. */
  account?: string | null;
  /** The user's id there, where it has one. */
  userId?: string | null;
  /** The address. */
  point: NewPoint;
  /** When it was captured. */
  at: Date;
}

/** `NewContact` as it is read: all of it is there. */
export interface NewContactRead {
  /** What the card is called, such as "office". At most 128 characters. */
  label: string | null;
  /** The person behind it. At most 256 characters. */
  personName: string | null;
  /** Phones. */
  phones: NewPhoneRead[];
  /** Email addresses. */
  emails: NewEmailRead[];
  /** Handles. */
  handles: NewHandleRead[];
}

/** A contact card as someone enters it. */
export interface NewContact {
  /** What the card is called, such as "office". At most 128 characters. */
  label?: string | null;
  /** The person behind it. At most 256 characters. */
  personName?: string | null;
  /** Phones. */
  phones?: NewPhone[];
  /** Email addresses. */
  emails?: NewEmail[];
  /** Handles. */
  handles?: NewHandle[];
}

/** `NewCustomer` as it is read: all of it is there. */
export interface NewCustomerRead {
  /** Person or entity. */
  kind: CustomerKind;
  /** The display name. One of the three names must be there. At most 256 characters each. */
  fullName: string | null;
  /** The given name. */
  givenName: string | null;
  /** The family name. */
  familyName: string | null;
  /** The customer's id in another system, unique in the book. At most 255 characters. */
  ref1: string | null;
  /** Another one. */
  ref2: string | null;
  /** An email address, put on the first contact card. */
  email: string | null;
  /** A phone, put on the first contact card. */
  phone: NewPhoneRead | null;
  /** The primary street line. At most 255 characters, as the other address lines. */
  addressLine1: string | null;
  /** The second line. */
  addressLine2: string | null;
  /** The third line. */
  addressLine3: string | null;
  /** City. */
  city: string | null;
  /** State or province. */
  state: string | null;
  /** ZIP or postal code. */
  postalCode: string | null;
  /** Country, ISO 3166-1 alpha-2. */
  country: string | null;
  /** Default time zone, IANA. */
  timeZone: string | null;
  /** Where the customer is, in words. */
  location: string | null;
  /** Reference of the avatar: a URI or a key of the host's. At most 2,048 characters. */
  avatar: string | null;
  /** Language tag, BCP 47. */
  locale: string | null;
  /** Where the customer came from. */
  source: string | null;
  /** The actor who looks after the customer. */
  owner: string | null;
  /** The team that looks after the customer. */
  team: string | null;
  /** Contact cards. */
  contacts: NewContactRead[];
}

/** A customer as someone enters it: raw text, checked when it is created. Blank means empty. */
export interface NewCustomer {
  /** Person or entity. */
  kind?: CustomerKind;
  /** The display name. One of the three names must be there. At most 256 characters each. */
  fullName?: string | null;
  /** The given name. */
  givenName?: string | null;
  /** The family name. */
  familyName?: string | null;
  /** The customer's id in another system, unique in the book. At most 255 characters. */
  ref1?: string | null;
  /** Another one. */
  ref2?: string | null;
  /** An email address, put on the first contact card. */
  email?: string | null;
  /** A phone, put on the first contact card. */
  phone?: NewPhone | null;
  /** The primary street line. At most 255 characters, as the other address lines. */
  addressLine1?: string | null;
  /** The second line. */
  addressLine2?: string | null;
  /** The third line. */
  addressLine3?: string | null;
  /** City. */
  city?: string | null;
  /** State or province. */
  state?: string | null;
  /** ZIP or postal code. */
  postalCode?: string | null;
  /** Country, ISO 3166-1 alpha-2. */
  country?: string | null;
  /** Default time zone, IANA. */
  timeZone?: string | null;
  /** Where the customer is, in words. */
  location?: string | null;
  /** Reference of the avatar: a URI or a key of the host's. At most 2,048 characters. */
  avatar?: string | null;
  /** Language tag, BCP 47. */
  locale?: string | null;
  /** Where the customer came from. */
  source?: string | null;
  /** The actor who looks after the customer. */
  owner?: string | null;
  /** The team that looks after the customer. */
  team?: string | null;
  /** Contact cards. */
  contacts?: NewContact[];
}

/** `NewEmail` as it is read: all of it is there. */
export interface NewEmailRead {
  /** The address as typed. */
  address: string;
  /** Make it the preferred email. */
  preferred: boolean;
  /** May it be used to contact the customer? */
  contactable: boolean;
}

/** An email address as someone enters it. */
export interface NewEmail {
  /** The address as typed. */
  address: string;
  /** Make it the preferred email. */
  preferred?: boolean;
  /** May it be used to contact the customer? */
  contactable?: boolean;
}

/** `NewHandle` as it is read: all of it is there. */
export interface NewHandleRead {
  /** The channel. */
  channel: HandleChannel;
  /** The page, widget or project that scopes it; for a custom channel, the channel's name. */
  account: string | null;
  /** The handle as typed. */
  handle: string;
  /** Make it the preferred handle. */
  preferred: boolean;
  /** May it be used to contact the customer? */
  contactable: boolean;
}

/** A handle as someone enters it. */
export interface NewHandle {
  /** The channel. */
  channel: HandleChannel;
  /** The page, widget or project that scopes it; for a custom channel, the channel's name. */
  account?: string | null;
  /** The handle as typed. */
  handle: string;
  /** Make it the preferred handle. */
  preferred?: boolean;
  /** May it be used to contact the customer? */
  contactable?: boolean;
}

/** `NewPhone` as it is read: all of it is there. */
export interface NewPhoneRead {
  /** The number as typed. */
  number: string;
  /** The country selector beside it, ISO 3166-1 alpha-2. */
  region: string | null;
  /** What it is used for. */
  kind: PhoneKind;
  /** Make it the preferred phone. */
  preferred: boolean;
  /** May it be used to contact the customer? */
  contactable: boolean;
}

/** A phone as someone enters it. */
export interface NewPhone {
  /** The number as typed. */
  number: string;
  /** The country selector beside it, ISO 3166-1 alpha-2. */
  region?: string | null;
  /** What it is used for. */
  kind?: PhoneKind;
  /** Make it the preferred phone. */
  preferred?: boolean;
  /** May it be used to contact the customer? */
  contactable?: boolean;
}

/** One way to reach a person, as someone enters it. */
export type NewPoint =
  /** A phone. */
  | { phone: NewPhone }
  /** An email address. */
  | { email: NewEmail }
  /** A handle. */
  | { handle: NewHandle };

/** A segment to be written. */
export interface NewSegment {
  /** Its name, at most 128 characters. A segment of this name is written anew. */
  name: string;
  /** What it is for, at most 1,000 characters. */
  description?: string;
  /** Who is in it. */
  filter: FilterInput;
}

/** Why a sender is no customer. */
export type NotACustomerReason =
  /** A bounce. */
  | 'bounce'
  /** An automatic reply. */
  | 'auto_reply'
  /** Generated mail. */
  | 'auto_generated'
  /** A mailing list. */
  | 'mailing_list'
  /** A no-reply address. */
  | 'no_reply'
  /** An own address. */
  | 'own_address'
  /** The host's own message came back. */
  | 'loop'
  /** An agent. */
  | 'agent'
  /** A colleague: the sender's domain is an own domain. */
  | 'own_domain';

/** Why automatic mode created no customer although nobody matched. */
export type NotCreatedReason =
  /** The limit of customers that matching creates within an hour was reached. */
  | 'create_throttled'
  /** The sender was erased, and the settings ask first. */
  | 'erased_before'
  /** The original sender of a forward stands in the text alone. */
  | 'forward_in_text'
  /** The call was not accepted yet. */
  | 'not_accepted'
  /** The chat has no identifier that the channel vouches for. */
  | 'needs_verified_identifier'
  /** The customer of this very message was erased or deleted since. */
  | 'customer_gone';

/** What goes with doing something. */
export type Obligation =
  /** That it was seen is written to the change log. */
  | 'log_access';

/** One line of the list of operations. */
export interface OperationInfo {
  /** The method's name. */
  name: string;
  /** What it does, in a few words. */
  about: string;
  /** The permissions that it needs, all of them; none where everybody may. */
  needs: Permission[];
  /** What parts of it need beside those. */
  further: Permission[];
  /** How far the permissions have to reach. */
  reach: OperationReach;
  /** What the change log holds of it. */
  audit: AuditRule;
}

/** How far the permissions of an operation have to reach. */
export type OperationReach =
  /** It is done as far as the grants reach. */
  | 'granted'
  /** It concerns the whole book: the permissions have to reach that far. */
  | 'book';

/** Channels that the host can use to contact customers. */
export type OutboundChannel =
  /** Calls. */
  | 'voice'
  /** Text messages. */
  | 'sms'
  /** Email. */
  | 'email'
  /** X, formerly Twitter. */
  | 'twitter'
  /** Facebook. */
  | 'facebook'
  /** Instagram. */
  | 'instagram'
  /** WhatsApp. */
  | 'whatsapp'
  /** The web chat. */
  | 'webchat';

/** Everything that can be allowed. */
export type Permission =
  /** Open the customer centre at all. */
  | 'centre.access'
  /** Find customers. */
  | 'customer.search'
  /** Open a customer. */
  | 'customer.view'
  /** Create customers by hand. */
  | 'customer.create'
  /** Edit base fields. */
  | 'customer.edit'
  /** Set active or inactive. */
  | 'customer.status'
  /** Delete, where nothing forbids it. */
  | 'customer.delete'
  /** Merge customers. */
  | 'customer.merge'
  /** Take a merge back. */
  | 'customer.unmerge'
  /** Say that two customers are two. */
  | 'customer.keep_apart'
  /** Bring many customers in. */
  | 'customer.import'
  /** Take many customers out. */
  | 'customer.export'
  /** Erase a person's data. */
  | 'customer.erase'
  /** Make a person's own copy of the data. */
  | 'customer.export_subject'
  /** Block a sender. */
  | 'customer.block'
  /** See contact points. */
  | 'contact.view'
  /** Add, edit and remove contact points. */
  | 'contact.edit'
  /** See contact points unmasked. */
  | 'contact.reveal'
  /** Set preferred, contactable and the other flags of a contact point. */
  | 'contact.flags'
  /** Look up a whole phone or email without seeing the field. */
  | 'contact.lookup'
  /** See fields, by key or data class. */
  | 'field.view'
  /** Edit fields, by key or data class. */
  | 'field.edit'
  /** See custom data. */
  | 'customdata.view'
  /** Edit custom data. */
  | 'customdata.edit'
  /** See notes. */
  | 'note.view'
  /** Add notes. */
  | 'note.add'
  /** Edit one's own notes. */
  | 'note.edit_own'
  /** Edit all notes. */
  | 'note.edit_any'
  /** Delete one's own notes. */
  | 'note.delete_own'
  /** Delete all notes. */
  | 'note.delete_any'
  /** See tags. */
  | 'tag.view'
  /** Put tags on customers and take them off. */
  | 'tag.assign'
  /** Keep the dictionary of tags. */
  | 'tag.manage'
  /** See customer groups. */
  | 'group.view'
  /** Put customers into groups and take them out. */
  | 'group.assign'
  /** Keep the dictionary of customer groups. */
  | 'group.manage'
  /** Define custom fields. */
  | 'fielddef.manage'
  /** Name the tabs of custom fields. */
  | 'tab.manage'
  /** See interactions. */
  | 'history.view'
  /** See purchases. */
  | 'purchase.view'
  /** See which agents dealt with a customer. */
  | 'agents.view'
  /** Match senders, and link messages, calls and chats to customers. */
  | 'interaction.link'
  /** Assign an interaction. */
  | 'interaction.assign'
  /** Assign it to someone else. */
  | 'interaction.reassign'
  /** Resolve it. */
  | 'interaction.resolve'
  /** Mark it for follow-up. */
  | 'interaction.followup'
  /** See the feed of cards. */
  | 'cards.view'
  /** See what customers typed into cards. */
  | 'cards.inputs.view'
  /** See per-customer analytics. */
  | 'analytics.view'
  /** Send an enabled flow. */
  | 'flow.send'
  /** Enable and disable flows. */
  | 'flow.approve'
  /** Run registered actions of the host, by name. */
  | 'action.run'
  /** Follow and unfollow. */
  | 'social.follow'
  /** See consents. */
  | 'consent.view'
  /** Record consents. */
  | 'consent.record'
  /** Set manual or automatic for each channel. */
  | 'match.configure'
  /** Be told how many candidates are hidden. */
  | 'match.see_hidden'
  /** Read the change log. */
  | 'audit.view'
  /** Keep groups, grants and memberships. */
  | 'permission.manage'
  /** See groups, grants and memberships, and what they come to. */
  | 'permission.view'
  /** Keep the book's settings. */
  | 'settings.manage'
  /** Report what bots and hosts captured. */
  | 'record.capture'
  /** Keep stored segments. */
  | 'segment.manage';

/**
 * A permission that a member gains or loses, on customers of the book or altogether. It is looked at by
 * itself, without those that it rests on.
 */
export interface PermissionChange {
  /** The member. */
  member: string;
  /** The permission. */
  permission: Permission;
  /**
   * A grant of the old policy gives it, whatever its scope: on the whole book, on customers of the
   * member's teams, or on the member's own. There may be no such customer.
   */
  heldBefore: boolean;
  /** Likewise in the new policy. */
  heldAfter: boolean;
  /** How many customers of the book it is held on by the new policy and not by the old one. */
  gained: number;
  /** How many it is held on by the old policy and not by the new one. */
  lost: number;
}

/**
 * A permission group: what its members may do is the union of its grants, and of the grants of
 * their other groups; what no grant allows is denied.
 */
export interface PermissionGroup {
  /** The group's key. */
  id: string;
  /** What people call it. At most 256 characters. */
  name: string;
  /** What it is for. At most 1,000 characters. */
  description: string;
  /** Its rights. At most 500. */
  grants: Grant[];
}

/** `PermissionGroup` as it is given: what may be absent may be left out. */
export interface PermissionGroupInput {
  /** The group's key. */
  id: string;
  /** What people call it. At most 256 characters. */
  name: string;
  /** What it is for. At most 1,000 characters. */
  description?: string;
  /** Its rights. At most 500. */
  grants: GrantInput[];
}

/**
 * A phone number as a customer's record keeps it: the text as typed, and beside it what is known.
 *
 * Accepting a number and knowing a number are two things. Any text with at least four digits is a
 * phone number (an internal extension `1234` is one); what the numbering plans say beyond that is
 * told by `e164`, `region`, `lineType` and
 * `confidence`. A book can be stricter, see `PhoneOptions.acceptance`.
 */
export interface Phone {
  /** The text as it was typed, trimmed, without invisible characters. */
  asTyped: string;
  /** The digits as typed, in ASCII, without the extension. */
  digits: string;
  /** The number in E.164 (`+4915112345678`), where it is at least possible. */
  e164: string | null;
  /** The country that the number belongs to, where the plan says so. */
  region: string | null;
  /**
   * The country whose flag stands beside the number: its region, else the selector where the
   * calling code is the same, else the main country of the calling code.
   */
  flagRegion: string | null;
  /** The calling code without `+`, such as 49. */
  callingCode: number | null;
  /** The national significant number: what is dialled behind the calling code. */
  nationalNumber: string | null;
  /** What sort of line it is. */
  lineType: LineType;
  /** The extension, in digits. */
  extension: string | null;
  /**
   * How sure the library is of what was typed. Letters (`1-800-FLOWERS`) and more than 15 digits
   * make it `unknown`, whatever the plan says of the number behind them.
   */
  confidence: Confidence;
  /** What the numbering plan says of the number that is dialled, letters turned into digits. */
  planConfidence: Confidence;
  /** The country selector that stood beside the text. */
  selector: string | null;
  /** Where the region came from. */
  regionOrigin: RegionOrigin;
  /** True when a typed `+` and the selector disagree: `+` won, and the region was corrected. */
  selectorOverruled: boolean;
  /**
   * The key under which two spellings of one number meet: E.164 when the number is at least
   * possible, else `local:`, the region or `-`, and the digits. The extension is not part of it.
   */
  matchKey: string;
  /**
   * The key under which two numbers of one customer are the same: the match key and the
   * extension.
   */
  duplicateKey: string;
}

/** How strict a book is about phone numbers. */
export type PhoneAcceptance =
  /** At least four digits typed. */
  | 'at_least_4_digits'
  /** As before, and a length that the numbering plan has. */
  | 'possible'
  /** As before, and a number range that the numbering plan has. */
  | 'valid';

/** What a phone is used for. */
export type PhoneKind =
  /** A mobile: text messages and calls. */
  | 'mobile'
  /** At home: calls. */
  | 'home'
  /** At work: calls. */
  | 'business'
  /** Anything else: calls. */
  | 'other';

/** How a phone number is read. */
export interface PhoneOptions {
  /** The region of numbers that have neither `+` nor a selector. */
  defaultRegion?: string | null;
  /** What is refused beyond "fewer than four digits". */
  acceptance?: PhoneAcceptance;
}

/** What a contact point must be. What is absent may be anything. */
export interface PointCondition {
  /** An email, a phone, a handle. */
  family: PointFamily | null;
  /** Of this kind. */
  kind: PointKind | null;
  /** It may be used to contact the customer and is not known as undeliverable; or the contrary. */
  contactable: boolean | null;
}

/** `PointCondition` as it is given: what may be absent may be left out. */
export interface PointConditionInput {
  /** An email, a phone, a handle. */
  family?: PointFamily | null;
  /** Of this kind. */
  kind?: PointKind | null;
  /** It may be used to contact the customer and is not known as undeliverable; or the contrary. */
  contactable?: boolean | null;
}

/** The three sorts of contact points. */
export type PointFamily =
  /** Email addresses. */
  | 'email'
  /** Phone numbers of every kind. */
  | 'phone'
  /** Handles on all channels. */
  | 'handle';

/** A change of what is known about a point. Absent means leave. */
export interface PointFlags {
  /** The one to use first among the customer's emails, phones or handles. */
  preferred?: boolean | null;
  /** May it be used to contact the customer? */
  contactable?: boolean | null;
  /** Several people use it: whoever writes from it is never taken for one of them. */
  shared?: boolean | null;
  /** The host has proof that the customer holds it. */
  verified?: boolean | null;
  /** Messages to it come back: `true` sets it by hand, `false` clears it and the count of bounces. */
  undeliverable?: boolean | null;
}

/** What a contact point is. */
export type PointKind =
  /** An email address. */
  | 'email'
  /** A mobile phone. */
  | 'mobile'
  /** A phone at home. */
  | 'home'
  /** A phone at work. */
  | 'business'
  /** Another phone. */
  | 'other'
  /** A handle on X, formerly Twitter. */
  | 'twitter'
  /** A numeric Facebook account. */
  | 'facebook'
  /** A page-scoped Facebook id. */
  | 'facebook_psid'
  /** An Instagram name. */
  | 'instagram'
  /** A WhatsApp number. */
  | 'whatsapp'
  /** A web chat's visitor. */
  | 'webchat'
  /** A handle on a channel that the account names. */
  | 'custom';

/** A change of a point. Absent means leave. Its id, flags and history stay. */
export interface PointPatch {
  /** The number, address or handle, as typed. */
  text?: string | null;
  /** The country selector of a phone. Changing it reads the number again. */
  region?: string | null;
  /** The page or channel of a handle. */
  account?: string | null;
  /** What a phone is used for. A phone stays a phone: no patch makes it an email. */
  phoneKind?: PhoneKind | null;
}

/** What adding or editing a point did. */
export interface PointWritten {
  /** The point as it stands now. */
  point: ContactPoint;
  /** The card it stands on. */
  contact: string;
  /** The customer had the same address already: nothing was written, and this is that point. */
  alreadyPresent: boolean;
  /** Others that hold it. */
  alsoAt: string[];
  /** What is worth telling. */
  warnings: Warning[];
  /** The customer's version after it. */
  version: number;
}

/** Who is in which group, and what groups may do: all that decides, but for what hosts assert. */
export interface Policy {
  /** The groups. */
  groups?: PermissionGroupInput[];
  /** The members. */
  members?: Member[];
  /** The teams of members, which hosts know: without them, grants of scope `team` reach nobody. */
  teams?: MemberTeams[];
}

/** What another policy would change, counted over the customers of the book. */
export interface PolicyDiff {
  /** Permissions that members gain or lose. */
  permissions: PermissionChange[];
  /** Fields of which members see more or less. */
  fields: FieldChange[];
}

/**
 * A record of a file, as it would be entered. Whether the values keep the rules of the book is known
 * by a dry run.
 */
export interface PreviewRecord {
  /** Its place among the records, from 1 on; a header and blank lines are none. */
  number: number;
  /** What it says; none when it cannot be read. */
  customer: NewCustomerRead | null;
  /** The status that it says. */
  status: string | null;
  /** The preferred channel that it says. */
  preferredChannel: string | null;
  /** What is wrong with it: the first 20 violations. */
  violations: Violation[];
}

/** Who brought a value, how, when, and from where. */
export interface Provenance {
  /** The actor under whom it was written. */
  by: string;
  /** How it came. */
  how: How;
  /** When it was written. */
  at: Date;
  /** The channel or system it came from, such as `email` or `whatsapp`. */
  source: string | null;
}

/** May somebody do something? */
export interface Question {
  /** What. */
  asked: Asked;
  /** To whom; absent means to any customer at all. */
  customer?: string | null;
  /** Which field is to be seen, or changed by what changes something. */
  field?: CustomerField | null;
  /** For `action.run`: which action. */
  action?: string | null;
  /** For notes: who wrote the note. One's own permissions do not reach notes of others. */
  author?: string | null;
}

/** What sort of record was changed. */
export type RecordKind =
  /** A customer. */
  | 'customer'
  /** A contact card. */
  | 'contact'
  /** A contact point. */
  | 'point'
  /** What is known about an address. */
  | 'address'
  /** An interaction. */
  | 'interaction'
  /** The settings. */
  | 'settings'
  /** A member. */
  | 'member'
  /** A permission group. */
  | 'permission_group'
  /** A system session. */
  | 'session'
  /** Something delicate that was seen. */
  | 'access'
  /** The data class of a field. */
  | 'field'
  /** A message that was sent. */
  | 'sent_message'
  /** A segment. */
  | 'segment'
  /** An import. */
  | 'import';

/** One of the two external references. */
export type ReferenceSlot =
  /** The first. */
  | 'ref1'
  /** The second. */
  | 'ref2';

/** The rule that forbids an operation, whoever asks. */
export type RefusedReason =
  /** Tickets or chats are linked to the customer. */
  | 'has_interactions'
  /** The customer has as many contact cards as it may have. */
  | 'contact_limit'
  /** The customer has as many points as it may have. */
  | 'point_limit'
  /** An address that may not be used to contact the customer cannot be preferred. */
  | 'not_contactable'
  /** The last administrator. */
  | 'last_administrator'
  /** Nobody grants what he lacks. */
  | 'cannot_grant'
  /** The sender cannot be remembered: own address, machine, or no address. */
  | 'cannot_remember'
  /** The record was merged into another. */
  | 'merged'
  /** The group of administrators holds every permission; it can be renamed and nothing else. */
  | 'fixed_group'
  /** The actor looked up as much as he may in an hour. */
  | 'lookup_throttled'
  /** The book has as many segments as it may have. */
  | 'segment_limit'
  /** The kind of actor cannot open a session. */
  | 'system_actor';

/** Where the region of a number came from. */
export type RegionOrigin =
  /** No `+`, no selector, no default: the region is not known. */
  | 'none'
  /** A `+` was typed. It wins over the selector. */
  | 'plus'
  /** The country selector. */
  | 'selector'
  /** The book's default region. */
  | 'default';

/** What happens when a known thread is answered from an address that nobody has. */
export type ReplyFromNewAddress =
  /** The table as usual: a customer is created, the thread's customer is suggested. */
  | 'create'
  /** The thread's customer is listed, and a person decides. */
  | 'ask';

/** What a report reports. */
export type ReportKind =
  /** Delivery (RFC 3464): a bounce, or word of a delay. */
  | 'delivery_status'
  /** That a message was read (RFC 8098). */
  | 'disposition_notification'
  /** Abuse (RFC 5965). */
  | 'feedback_report'
  /** Something else. */
  | 'other';

/** What a delivery report says of one recipient. */
export interface ReportedRecipient {
  /** The address. */
  address: string;
  /** The action, in lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`. */
  action: string | null;
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  status: string | null;
}

/** `ReportedRecipient` as it is given: what may be absent may be left out. */
export interface ReportedRecipientInput {
  /** The address. */
  address: string;
  /** The action, in lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`. */
  action?: string | null;
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  status?: string | null;
}

/** The rules that an input can break. */
export type Rule =
  /** A value must be there. */
  | 'required'
  /** More characters (or octets, where the limit's source counts octets) than allowed. */
  | 'too_long'
  /** More items than allowed. */
  | 'too_many'
  /** A control character, line break or NUL in a value that is one line. */
  | 'control_character'
  /** An invisible character (zero width, direction override, tag) that can hide or reorder text. */
  | 'invisible_character'
  /** White space where none can be. */
  | 'white_space'
  /** Not an id that this library could have made. */
  | 'not_an_id'
  /** Not a value of the list that the documentation names. */
  | 'unknown_value'
  /** Outside the range that the documentation names. */
  | 'out_of_range'
  /** Fewer digits typed than a phone number needs (four). */
  | 'too_few_digits'
  /** The numbering plan has no number of this length, and the book asks for possible numbers. */
  | 'not_possible'
  /** The numbering plan has no such number, and the book asks for valid numbers. */
  | 'not_valid'
  /** No such region (ISO 3166-1 alpha-2). */
  | 'unknown_region'
  /** The region has no telephone numbering of its own. */
  | 'region_without_phones'
  /** No such country (ISO 3166-1 alpha-2). */
  | 'unknown_country'
  /** No such time zone (IANA). */
  | 'unknown_time_zone'
  /** Not a language tag (BCP 47). */
  | 'not_a_locale'
  /** No `@` between a local part and a domain. */
  | 'no_at_sign'
  /** More than one unquoted `@`. */
  | 'many_at_signs'
  /** Nothing before the `@`. */
  | 'empty_local_part'
  /** The part before the `@` is longer than 64 octets (RFC 5321 section 4.5.3.1.1). */
  | 'local_part_too_long'
  /** The part before the `@` is neither a dot-string nor a quoted string (RFC 5321 section 4.1.2). */
  | 'local_part_syntax'
  /** Nothing after the `@`. */
  | 'empty_domain'
  /** The domain is not a host name (RFC 5890, UTS 46). */
  | 'domain_syntax'
  /** A domain longer than 253 octets, or a label longer than 63. */
  | 'domain_too_long'
  /** A domain of a single label, in a book that does not allow local domains. */
  | 'domain_not_dotted'
  /** An IP address in place of a domain. */
  | 'domain_is_address'
  /** Not a handle of that channel. */
  | 'not_a_handle'
  /** The page or account that scopes this handle is missing. */
  | 'account_required'
  /** The customer has the same address already. */
  | 'duplicate'
  /** An address that may not be used to contact the customer cannot be the preferred one. */
  | 'not_contactable'
  /** A phone cannot become an email, nor an email a handle. */
  | 'kind_change'
  /** Not a sender pattern: an address, a domain, or either with `*`. */
  | 'not_a_pattern'
  /** Not a cursor that this list handed out. */
  | 'not_a_cursor'
  /** The actor may not see what this asks for, so it cannot be sought by it. */
  | 'not_searchable'
  /** A permission that does not exist. */
  | 'unknown_permission'
  /** A permission group that does not exist. */
  | 'unknown_group'
  /**
   * Octets that are no text in the file's encoding, which is UTF-8 unless the file or the options
   * say otherwise.
   */
  | 'not_utf8'
  /** The file is written in UTF-16 or UTF-32 and does not say so by a mark that can be read. */
  | 'wrong_encoding'
  /** An archive, a spreadsheet or another binary file, not text. */
  | 'not_text'
  /** A quote was opened and not closed before the end of the file, or within the limit. */
  | 'unclosed_quote'
  /** A cell goes on behind its closing quote: where it ends is anybody's guess. */
  | 'misplaced_quote'
  /** Not JSON. */
  | 'not_json'
  /** More levels of conditions, lists or objects inside each other than allowed. */
  | 'too_deep'
  /** A member of an object that stands there twice. */
  | 'duplicate_member'
  /** A member that the object does not have. */
  | 'unknown_member'
  /** A value of another type, such as a list in place of a text. */
  | 'wrong_type'
  /**
   * A mask (`J••• D•••`), which stands for a value that whoever made the file was not shown. It
   * must never replace the value.
   */
  | 'masked_value'
  /** It begins and does not end. */
  | 'unclosed'
  /** Neither a vCard nor a JSContact card, where one should stand. */
  | 'not_a_card'
  /** A line of a card that is no property: a name, parameters, a colon, a value. */
  | 'not_a_property';

/** A customer that was found. */
export interface SearchHit {
  /** The customer. */
  customer: CustomerSummary;
  /** Its contact points, as far as the actor sees them, with what can be done with each. */
  points: HitPoint[];
  /** What in it matched. */
  matched: TextMatch[];
}

/** A segment: whoever its filter finds at the moment is in it. */
export interface Segment {
  /** Its name. */
  name: string;
  /** What it is for. */
  description: string;
  /** Who is in it. */
  filter: Filter;
  /** When it was last written. */
  updatedAt: Date;
  /** Who wrote it. */
  updatedBy: string;
}

/** What the host itself found out about who sent an email. */
export type SenderAuth =
  /** Nothing. The book's settings may still believe an `Authentication-Results` header. */
  | { kind: 'unverified' }
  /**
   * The host checked (DKIM, DMARC, an authenticated submission) that the message comes from this
   * domain. It counts only when From is at that domain.
   */
  | { kind: 'verified'; domain: string };

/** The class of a sender, in the order in which they are tested: the first that holds is taken. */
export type SenderClass =
  /** No mailbox in From can be read. */
  | 'invalid'
  /** From is one of the host's own mailboxes. */
  | 'own_address'
  /** The host's own message came back. */
  | 'loop'
  /** A report that a message could not be delivered. */
  | 'bounce'
  /** On the blocklist, or a blocked customer. */
  | 'blocked'
  /** From is a configured web form; Reply-To says who it is. */
  | 'trusted_form'
  /** An agent. */
  | 'agent'
  /** A machine answers for a person: out of office, vacation. */
  | 'auto_reply'
  /** A machine writes on its own: monitoring, shops, newsletters. */
  | 'auto_generated'
  /** A mailing list passes on. */
  | 'mailing_list'
  /** Nobody reads the address. */
  | 'no_reply'
  /** A person, as far as anybody can tell. */
  | 'normal';

/** What else is worth telling about a sender. */
export type SenderFlag =
  /** From names several mailboxes. */
  | 'several_from'
  /** There are several From headers. */
  | 'several_from_headers'
  /** From uses group syntax. */
  | 'group'
  /** Reply-To differs from From, and From is not trusted. */
  | 'reply_to_mismatch'
  /** Another message is forwarded in this one. */
  | 'forward'
  /** The message was sent on with Resent-From; From stays the sender. */
  | 'resent'
  /** A mailbox of a role, such as `info@`. */
  | 'role_address'
  /** The display name holds another address than the real one. */
  | 'display_name_has_address'
  /** Not all addresses of From can be read. */
  | 'unreadable_from'
  /** The sender's domain is an own domain. */
  | 'own_domain'
  /** The message has no Message-ID; a hash stands in for it. */
  | 'no_message_id'
  /** The host asked that machines do not answer. */
  | 'suppress_auto_reply';

/**
 * What a book knows about senders. The lists hold patterns: an address (`shop@example.com`), a
 * domain (`example.com`), or either with `*` for any characters (`*@*.example.com`). At most 1,000
 * entries each, 254 characters an entry.
 */
export interface SenderSettings {
  /** The host's own mailboxes. Mail from them is no customer's; a `+` tag does not matter. */
  ownAddresses: string[];
  /** Domains whose senders are colleagues: they never become customers by themselves. */
  ownDomains: string[];
  /** The value of the `X-Loop` header that the host puts into what it sends. */
  loopMarker: string | null;
  /** Senders of web forms, whose Reply-To names the customer. */
  trustedForms: string[];
  /** Addresses of agents. */
  agentAddresses: string[];
  /** Senders that are ignored. */
  blocklist: string[];
  /** Senders of generated mail that may become customers all the same. */
  allowList: string[];
  /** Further addresses that nobody reads, beside `noreply@` and its like. */
  noReply: string[];
  /**
   * The authserv-ids (RFC 8601) of the host's own mail servers. Without them no
   * `Authentication-Results` header is believed.
   */
  authservIds: string[];
  /** Mail whose sender nobody vouches for. */
  unverifiedSenders: UnverifiedSenders;
  /** Mail from machines. */
  machineSenders: MachineSenders;
  /** Agents who have a customer record are matched to it. */
  agentsMayBeCustomers: boolean;
  /** An inactive customer who writes becomes active again. */
  reactivateOnInbound: boolean;
  /** A merely related address is listed and a person decides, in place of a new customer. */
  askOnWeak: boolean;
  /** A known Reply-To is listed and a person decides, in place of a new customer. */
  askOnReplyTo: boolean;
  /** Replies in a known thread from an unknown address. */
  replyFromNewAddress: ReplyFromNewAddress;
  /** Senders who were erased. */
  erasedSenders: ErasedSenders;
  /** The most customers that matching creates within an hour; none means no limit. */
  maxAutoCreates: number | null;
  /** Calls without a number. */
  withheldCalls: WithheldCalls;
}

/** `SenderSettings` as it is given: what may be absent may be left out. */
export interface SenderSettingsInput {
  /** The host's own mailboxes. Mail from them is no customer's; a `+` tag does not matter. */
  ownAddresses?: string[];
  /** Domains whose senders are colleagues: they never become customers by themselves. */
  ownDomains?: string[];
  /** The value of the `X-Loop` header that the host puts into what it sends. */
  loopMarker?: string | null;
  /** Senders of web forms, whose Reply-To names the customer. */
  trustedForms?: string[];
  /** Addresses of agents. */
  agentAddresses?: string[];
  /** Senders that are ignored. */
  blocklist?: string[];
  /** Senders of generated mail that may become customers all the same. */
  allowList?: string[];
  /** Further addresses that nobody reads, beside `noreply@` and its like. */
  noReply?: string[];
  /**
   * The authserv-ids (RFC 8601) of the host's own mail servers. Without them no
   * `Authentication-Results` header is believed.
   */
  authservIds?: string[];
  /** Mail whose sender nobody vouches for. */
  unverifiedSenders?: UnverifiedSenders;
  /** Mail from machines. */
  machineSenders?: MachineSenders;
  /** Agents who have a customer record are matched to it. */
  agentsMayBeCustomers?: boolean;
  /** An inactive customer who writes becomes active again. */
  reactivateOnInbound?: boolean;
  /** A merely related address is listed and a person decides, in place of a new customer. */
  askOnWeak?: boolean;
  /** A known Reply-To is listed and a person decides, in place of a new customer. */
  askOnReplyTo?: boolean;
  /** Replies in a known thread from an unknown address. */
  replyFromNewAddress?: ReplyFromNewAddress;
  /** Senders who were erased. */
  erasedSenders?: ErasedSenders;
  /** The most customers that matching creates within an hour; none means no limit. */
  maxAutoCreates?: number | null;
  /** Calls without a number. */
  withheldCalls?: WithheldCalls;
}

/** How firm a class is. */
export type SenderTier =
  /** Tested first, and no setting changes what follows. */
  | 'hard'
  /** Tested after; settings can let such senders become customers. */
  | 'soft'
  /** Normal senders. */
  | 'none';

/** The class of a sender, and what follows from it. */
export interface SenderVerdict {
  /** The class. */
  class: SenderClass;
  /** How firm it is. */
  tier: SenderTier;
  /** Who the sender is taken to be; none when no address can be read. */
  identity: Identity | null;
  /** What else was seen. */
  flags: SenderFlag[];
  /** What decided, the deciding evidence first. */
  evidence: Evidence[];
  /** Such a sender may become a customer without a person's decision. */
  mayCreate: boolean;
  /** Such a message may be assigned to a customer without a person's decision. */
  mayAssign: boolean;
  /** A machine may answer. */
  mayAutoReply: boolean;
}

/**
 * A message that the host sent. A bounce that refers to it marks the address, a reply to it finds
 * its customer.
 */
export interface SentMessage {
  /** The Message-ID, with or without angle brackets. */
  messageId: string;
  /** The addresses it was sent to. At most 500. */
  recipients: string[];
  /** The customer it was about. */
  customer?: string | null;
  /** When it was sent. */
  at: Date;
}

/**
 * Somebody working with a book. Every operation is done under the session's actor, and takes its
 * permission inside the transaction: rights that were taken away are gone at the next call.
 *
 * Sessions are cheap, and can be used by several threads.
 */
export declare class Session {
  private constructor();
  /** Who acts. */
  actor(): Actor;
  /**
   * Adds a contact card. All its addresses are checked, and all violations told; if one fails
   * nothing is added. An address that the customer has already is not added twice.
   *
   * Rejects with:
   * `invalid`, `refused` (`contact_limit`, `point_limit`), `not_found`, `denied`.
   */
  addContact(customer: string, contact: NewContact): Promise<Contact>;
  /**
   * Adds a phone, email or handle to a customer: to the card that is named, else to the first
   * one, which is made when needed. An address that the customer has already is answered as it
   * stands, with `already_present`.
   *
   * Rejects with:
   * `invalid`, `refused` (`point_limit`, `contact_limit`), `not_found`, `denied`.
   */
  addPoint(customer: string, contact: string | null, point: NewPoint): Promise<PointWritten>;
  /** The groups that the host asserted for this session, if it did. */
  assertedGroups(): string[] | null;
  /**
   * Blocks a customer, or unblocks it: mail from the customer's addresses is reported as blocked.
   *
   * Rejects with:
   * `not_found`, `denied`; `invalid` for a reason of more than 255 characters.
   */
  blockCustomer(id: string, blocked: boolean, reason?: string | null): Promise<Customer>;
  /**
   * May another card be added to a customer? If not, the answer says which cap was reached.
   *
   * Rejects with:
   * `not_found`, `denied`.
   */
  canAddContact(customer: string): Promise<ContactRoom>;
  /**
   * Records an address that a channel captured. One that the customer lacks is added, not
   * preferred; one that it has is left as it is; one that somebody took off is not brought back by
   * the same source unless it was captured after that.
   *
   * Rejects with:
   * `not_found`, `denied`; `invalid` for the source, the account (255 characters), the user's id
   * (255) and a time outside of the years 1 to 9999 alone.
   */
  capturePoint(customer: string, capture: NewCapture): Promise<CaptureOutcome>;
  /**
   * May the actor of this session do something, and why? For hiding buttons and for telling people
   * what they lack. It permits nothing: every operation asks anew.
   *
   * Permissions and the customer's state are told apart: `missing` holds the permissions, the
   * states stand in `because`, as far as the actor may know them: that interactions forbid deleting
   * is told with `customer.delete` or `history.view`, that there is no room for an address to those
   * who see how many there are.
   *
   * Rejects with:
   * `not_found` for a customer that there is not, or that the actor may not know of; `invalid` for
   * an operation that there is not.
   */
  check(question: Question): Promise<Decision>;
  /**
   * The answers to up to 10,000 such questions, all as the book is at one moment, in the order of
   * the questions.
   *
   * Rejects with:
   * `invalid` for more than 10,000, or for an operation that there is not.
   */
  checkMany(questions: Question[]): Promise<CheckOutcome[]>;
  /**
   * How many customers a text, a filter or a segment finds among those that the actor may see.
   * Inactive ones are counted when they are asked for, and by themselves. It is exact, and takes
   * longer the more there are.
   *
   * Rejects with:
   * `invalid`, `not_found` and `denied` as for `listCustomers`.
   */
  countCustomers(selection?: CustomerSelection | null): Promise<CustomerCount>;
  /**
   * Creates a customer that somebody entered. Only a name is needed. The answer tells which other
   * customers hold the same addresses; they do not stand in the way.
   *
   * Rejects with:
   * `invalid` with all violations; `conflict` for a reference that is in use or was; `refused`
   * (`lookup_throttled`) for whoever asks too often whether a reference is taken; `denied`.
   */
  createCustomer(created: NewCustomer): Promise<CustomerWritten>;
  /**
   * Creates up to 10,000 customers in one transaction. One that breaks a rule is rejected with
   * its violations, and does not keep the others out. The answers stand in the order of the
   * customers.
   *
   * Rejects with:
   * `denied`; `storage` and `busy`, and then none was created; `invalid` for more than 10,000.
   */
  createCustomers(created: NewCustomer[]): Promise<CreateOutcome[]>;
  /**
   * Deletes a customer. While tickets or chats are linked to it (the setting `deleteBlockedBy`)
   * it is refused for everybody, with their numbers. Its references are never used again.
   *
   * Rejects with:
   * `refused` (`has_interactions`), `not_found`, `denied`.
   */
  deleteCustomer(id: string): Promise<void>;
  /**
   * What members would gain and lose if `new` stood in place of `old`, counted over the customers
   * of the book. To compare with what stands, fill `old` from `listGroups`
   * and `listMembers`. Nothing is written.
   *
   * Rejects with:
   * `denied`.
   */
  diffPolicy(old: Policy, created: Policy): Promise<PolicyDiff>;
  /**
   * What the actor of this session may do at the moment, the host's narrowing included.
   *
   * Rejects with:
   * `storage`, `closed`.
   */
  effectivePermissions(): Promise<EffectivePermissions>;
  /**
   * May this actor do something, and why? With the actor as the host knows it, so that its teams
   * count; the groups are those of the member. To ask about a customer, the actor *of this session*
   * has to see its team and its owner, since the answer tells of them.
   *
   * Rejects with:
   * `not_found` for a customer that there is not, or that the actor *of this session* may not know
   * of; `invalid` for an operation that there is not; `denied`.
   */
  explain(actor: ActorInput, question: Question): Promise<Decision>;
  /**
   * Begins to write the customers whom the actor may see, in the order in which they were added.
   * Nothing is read yet; each call of `Export.nextChunk` writes the next ones. What the actor
   * does not see of a customer is not written, and what he sees masked is written masked.
   *
   * A file of the formats can be brought in again, and says then of each customer what was
   * written. That an export was made is written to the change log, once an hour in a session.
   *
   * Rejects with:
   * `invalid` for a column that is named twice, and for a filter that breaks a rule or looks at what
   * the actor may not see; `not_found` for a segment that is not there; `denied`.
   */
  exportCustomers(options?: ExportOptions | null): Promise<Export>;
  /**
   * Writes the customers to a file. It has its name only once it is whole and on the disk; one that
   * is there is replaced only if `replace` says so.
   *
   * Rejects with:
   * As `exportCustomers`; `storage` for a file that cannot be written or
   * is there already (`already_there`), and for one that is a book in use (`in_use`), whatever
   * `replace` says; `cancelled`.
   */
  exportToFile(path: string, options: ExportOptions, replace: boolean, job?: Job | null): Promise<ExportProgress>;
  /**
   * The customers that hold an address, active ones first. A number without `+` is read in the
   * book's default region.
   *
   * Rejects with:
   * `invalid`, `denied`.
   */
  findByAddress(address: NewPoint): Promise<CustomerSummary[]>;
  /**
   * The customer that has a reference. A reference that was given up still finds its customer
   * while that one lives.
   *
   * Rejects with:
   * `not_found`, `denied`; `invalid` for a blank reference or one of more than 255 characters.
   */
  findByReference(slot: ReferenceSlot, reference: string): Promise<Customer>;
  /**
   * Who has each of up to 10,000 addresses: the ids alone, all as the book is at one moment. The
   * answers stand in the order of the addresses; one that is no address is rejected and keeps no
   * other out.
   *
   * Rejects with:
   * `denied`; `invalid` for more than 10,000.
   */
  findIdsByAddress(addresses: NewPoint[]): Promise<AddressOutcome[]>;
  /**
   * Forgets an import of the actor's own, so that its name is free. Customers stay as they are. An
   * import that was interrupted cannot go on then. False when there is none of this name.
   *
   * Rejects with:
   * `denied`.
   */
  forgetImport(importId: string): Promise<boolean>;
  /**
   * A customer by its id. The id of a record that was merged into another finds that one, and the
   * answer says so.
   *
   * Rejects with:
   * `not_found` (also when the actor may not see the customer), `denied`.
   */
  getCustomer(id: string): Promise<Customer>;
  /**
   * The settings as they stand.
   *
   * Rejects with:
   * `denied`.
   */
  getSettings(): Promise<Settings>;
  /**
   * Brings a whole file in. Each row's `ImportRow` is written to the report as a line of JSON,
   * before the next batch is done; a report of an import that goes on is cut where it stopped and
   * gone on with.
   *
   * Rejects with:
   * As `startImport` and `Import.nextBatch`; `storage` for a report that
   * cannot be written, that is there already (`already_there`), or whose place a book in use has
   * (`in_use`).
   */
  importFile(path: string, options?: ImportOptions | null, report?: string | null, job?: Job | null): Promise<ImportSummary>;
  /**
   * Links a message, call, chat or ticket to a customer, or to a new one that is created in the
   * same step; again to another one, if a person decides so. Matching does not change such a link.
   *
   * With `rememberSender` the sender's address is added to the customer, so that the next message
   * is a single match. Creating needs `customer.create` beside the operation's own permissions,
   * remembering `contact.edit`.
   *
   * Rejects with:
   * `invalid`, also for a time outside of the years 1 to 9999; `refused` (`cannot_remember`,
   * `point_limit`, `contact_limit`); `conflict` and
   * `invalid` as for creating; `not_found`; `denied`. Nothing is linked then.
   */
  linkInteraction(request: LinkRequest): Promise<Linked>;
  /**
   * The entries of the change log behind a number, the oldest first; of one customer if it is
   * named. Begin with 0, and go on behind the last number that you got.
   *
   * Every entry says which fields changed. Old and new values are shown of fields that the actor
   * may see on the customer: names and addresses need `customer.view` with the fields or
   * `contact.view`, settings `settings.manage`, groups, members and data classes `permission.view`.
   * Who reads the log of a part of the book gets the entries of that part's customers.
   *
   * That the log was read is written to it, once an hour in a session.
   *
   * Rejects with:
   * `denied`; `invalid` for a limit outside 1 to 500.
   */
  listChanges(after: number, customer: string | null, limit: number): Promise<ChangeEntry[]>;
  /**
   * The contact cards of a customer, in the order in which they were added, as are the points on
   * each.
   *
   * Rejects with:
   * `not_found`, `denied`.
   */
  listContacts(customer: string): Promise<Contact[]>;
  /**
   * A page of ids, the customers that came first first: for who does something with all of them. At
   * most 10,000; the cursor is that of the page before.
   *
   * Rejects with:
   * `invalid` for a limit outside 1 to 10,000 or a cursor of another list; otherwise as for
   * `listCustomers`.
   */
  listCustomerIds(selection: CustomerSelection, limit: number, after?: string | null): Promise<Page<string>>;
  /**
   * A page of the customers that the actor may see, sorted as asked: all of them, or those whom a
   * text, a filter or a segment finds. Inactive ones are left out unless asked for. Customers that
   * come and go between two pages move none of the others.
   *
   * Rejects with:
   * `invalid` for a limit outside 1 to 500, a cursor of another list, a filter that breaks a rule or
   * looks at what the actor may not see; `not_found` for a segment that is not there; `denied`, also
   * when the list is to be sorted by a field that the actor may not see.
   */
  listCustomers(listing?: CustomerListing | null): Promise<Page<CustomerSummary>>;
  /**
   * All fields of customers, with their data classes in this book.
   *
   * Rejects with:
   * `denied`.
   */
  listFields(): Promise<FieldInfo[]>;
  /**
   * All permission groups.
   *
   * Rejects with:
   * `denied`.
   */
  listGroups(): Promise<PermissionGroup[]>;
  /**
   * The interactions that are linked to a customer, the newest first.
   *
   * Rejects with:
   * `not_found`, `denied`; `invalid` for a limit outside 1 to 500 or a foreign cursor.
   */
  listInteractions(customer: string, limit: number, after?: string | null): Promise<Page<Interaction>>;
  /**
   * All members, with their groups.
   *
   * Rejects with:
   * `denied`.
   */
  listMembers(): Promise<Member[]>;
  /**
   * The segments of the book, by name. What a segment is of, is found out anew whenever it is used;
   * who may not see what its filter looks at cannot use it.
   *
   * Rejects with:
   * `denied`.
   */
  listSegments(): Promise<Segment[]>;
  /**
   * The end of the change log. Kept where nobody who can write the file can write, it shows later
   * whether the log was written anew or cut off.
   *
   * Rejects with:
   * `denied`.
   */
  logHead(): Promise<LogHead>;
  /**
   * The customers that hold exactly this address, active ones first: for those who may not see
   * addresses. A number without `+` is read in the book's default region. Every look-up is
   * written down, with a hash in place of the address; the setting `maxLookups` says how many an
   * actor has in an hour.
   *
   * Rejects with:
   * `invalid`, `denied`; `refused` (`lookup_throttled`).
   */
  lookupAddress(address: NewPoint): Promise<string[]>;
  /**
   * Whose is this call? As `matchEmail`, by the caller's number. While it
   * rings nothing is written, so that missed calls leave no customers; ask again when an agent
   * accepts. A number that only may be the same as one of the book is listed, not taken.
   *
   * Rejects with:
   * `denied`; `invalid` for a blank `call_id`, a time outside of the years 1 to 9999 or an unknown `region`;
   * `storage`, `busy`.
   */
  matchCall(call: CallToMatch, options?: MatchOptions | null): Promise<MatchAnswer>;
  /**
   * Whose is this chat? As `matchEmail`, by the user's id on the channel.
   * Phones and emails that the user shared in the chat find candidates, since anybody can type
   * them; automatic mode needs an id that the channel vouches for.
   *
   * Rejects with:
   * `denied`; `invalid` for a blank `chat_id` or a time outside of the years 1 to 9999; `storage`, `busy`.
   */
  matchChat(chat: ChatToMatch, options?: MatchOptions | null): Promise<MatchAnswer>;
  /**
   * Whose is this email? In manual mode those who match are listed; in automatic mode one match
   * is assigned, no match creates a customer, several are listed. Machines, agents and the host's
   * own mailboxes create none. The answer explains itself.
   *
   * The same message matched again gives the same customer and writes nothing. However many ask at
   * once, a new sender becomes one customer.
   *
   * Rejects with:
   * `denied`; `invalid` when something is to be written about a message without any id, or for a time outside of
   * the years 1 to 9999; `storage`, `busy`.
   */
  matchEmail(email: EmailToMatch, options?: MatchOptions | null): Promise<MatchAnswer>;
  /**
   * Adds a permission group, or writes it anew. It holds for its members from their next call on.
   * The members of the group `admin` hold every permission, whatever else is granted or denied to
   * them; of that group name and description can be changed.
   *
   * Rejects with:
   * `invalid`; `refused` when the actor lacks what it grants (`cannot_grant`), when nobody would
   * be left to keep permissions (`last_administrator`), or for other grants of `admin`
   * (`fixed_group`); `denied`.
   */
  putGroup(group: PermissionGroupInput): Promise<void>;
  /**
   * Adds a segment, or writes it anew.
   *
   * Rejects with:
   * `invalid` with all violations; `refused` (`segment_limit`) when there are 1,000 already;
   * `denied`.
   */
  putSegment(created: NewSegment): Promise<Segment>;
  /**
   * Records that the host sent a message: a bounce that refers to it marks the address, and a
   * reply to it finds its customer. Recording it twice changes nothing.
   *
   * Rejects with:
   * `invalid` for a blank id, a time outside of the years 1 to 9999, more than 500 recipients, or a
   * recipient that is no address; `not_found` for a customer that is none; `denied`, also without a
   * customer for whoever may not report on the whole book.
   */
  recordSent(sent: SentMessage): Promise<void>;
  /**
   * Removes a card and the points on it.
   *
   * Rejects with:
   * `not_found`, `denied`.
   */
  removeContact(customer: string, contact: string): Promise<void>;
  /**
   * Removes a permission group.
   *
   * Rejects with:
   * `not_found`; `refused` (`cannot_grant`, `last_administrator`, `fixed_group`); `denied`.
   */
  removeGroup(group: string): Promise<void>;
  /**
   * Removes a point.
   *
   * Rejects with:
   * `not_found`, `denied`.
   */
  removePoint(customer: string, point: string): Promise<void>;
  /**
   * Removes a segment. The customers in it stay what they are.
   *
   * Rejects with:
   * `not_found`, `denied`.
   */
  removeSegment(name: string): Promise<void>;
  /**
   * The contact cards of a customer in full, for those who see them masked otherwise. That they
   * were looked at is written to the change log.
   *
   * Rejects with:
   * `not_found`, `denied`.
   */
  revealContacts(customer: string): Promise<Contact[]>;
  /**
   * The customers that a text may mean, the best first: those whose email, phone, reference, handle
   * or id it is; those in whose names all its words are; those in whose names words begin so; those
   * with an identifier that begins, or a phone that ends, with it. Among equals the newest comes
   * first; identifiers in part stand in their own order.
   *
   * Nobody is found by what the actor may not see. Inactive customers are left out unless asked for.
   *
   * Rejects with:
   * `invalid` for a limit outside 1 to 500, a cursor of another search, a filter that breaks a rule
   * or looks at what the actor may not see; `not_found` for a segment that is not there; `denied`.
   */
  searchCustomers(search: CustomerSearch): Promise<Page<SearchHit>>;
  /**
   * Sets manual or automatic for emails, calls and chats; absent means leave.
   *
   * Rejects with:
   * `denied`.
   */
  setCreationModes(email?: CreationMode | null, call?: CreationMode | null, chat?: CreationMode | null): Promise<void>;
  /**
   * Makes a customer active or inactive. Inactive customers are hidden from lists and still
   * matched.
   *
   * Rejects with:
   * `not_found`, `denied`.
   */
  setCustomerStatus(id: string, status: CustomerStatus): Promise<Customer>;
  /**
   * Says how delicate a field is in this book. Grants by data class reach it accordingly from the
   * next call on, in every process. It gives the field to some and takes it from others, so it is for
   * those who could grant it.
   *
   * Rejects with:
   * `refused` (`cannot_grant`); `denied`.
   */
  setFieldClass(field: CustomerField, class_: DataClass): Promise<void>;
  /**
   * Writes a member and its groups; without groups the member is removed. It holds from the
   * member's next call on, in every process.
   *
   * Rejects with:
   * `invalid` (`unknown_group`, or the name); `refused` (`cannot_grant`, `last_administrator`);
   * `denied`.
   */
  setMemberGroups(member: Member): Promise<void>;
  /**
   * Sets flags of a point. At most one email, one phone and one handle of a customer is
   * preferred. What is not contactable cannot be preferred; making the preferred one not
   * contactable clears the flag, and the answer warns.
   *
   * `shared` and `undeliverable` are facts about the address: they hold for everyone who has it.
   *
   * Rejects with:
   * `refused` (`not_contactable`), `not_found`, `denied`.
   */
  setPointFlags(customer: string, point: string, flags: PointFlags): Promise<PointWritten>;
  /**
   * Changes a card's label and name.
   *
   * Rejects with:
   * `invalid`, `not_found`, `denied`.
   */
  updateContact(customer: string, contact: string, patch: ContactPatch): Promise<Contact>;
  /**
   * Changes fields of a customer that was read at a version. Two who change different fields both
   * succeed; the second who changes the same field gets a conflict that names it.
   *
   * Rejects with:
   * `invalid`, `conflict`, `not_found`; `denied`, also when the actor might do more with the
   * customer afterwards, because it would be his own or his team's; `refused` when a new email or
   * phone is over the limits, and `lookup_throttled` as for creating.
   */
  updateCustomer(id: string, version: number, patch: CustomerPatch): Promise<CustomerWritten>;
  /**
   * Changes a point. Its id, flags and history stay; a proof that the customer holds the address
   * does not outlive a change of the address.
   *
   * Rejects with:
   * `invalid`, with rule `duplicate` when the customer has the new address already and
   * `kind_change` when a phone should become something else; `not_found`, `denied`.
   */
  updatePoint(customer: string, point: string, patch: PointPatch): Promise<PointWritten>;
  /**
   * Writes the settings. Read them, change the value, and write it back: when somebody else wrote
   * meanwhile, the version says so.
   *
   * Rejects with:
   * `invalid` with all violations; `conflict` (`version`); `denied`.
   */
  updateSettings(settings: SettingsInput): Promise<Settings>;
  /**
   * Looks every entry of the change log over, and whether the log goes on from a head that was
   * kept. What is wrong is told by the numbers of entries; nothing is when the answer is empty.
   * Without a head, a log that was cut off at its end cannot be told from a shorter one.
   *
   * Rejects with:
   * `denied`.
   */
  verifyLog(head: LogHeadInput): Promise<string[]>;
  /**
   * The members who may do something, by id. Sessions that hosts open in asserted groups are
   * nobody's here, and which teams a member is of the book does not know: where that decides, the
   * answer names the team. To ask about a customer, the actor has to see its team and its owner.
   *
   * Rejects with:
   * `not_found` for a customer that there is not, or that the actor may not know of; `invalid` for
   * an operation that there is not; `denied`.
   */
  whoCan(question: Question): Promise<WhoCan[]>;
  /**
   * Begins to bring a file of customers in: from a path, from octets, or from a stream.
   *
   * Nothing is read but the beginning; each step of the iteration does the next rows in one transaction. An
   * import that has a name in `options.importId` goes on where it stopped when it is begun again with the
   * same file and the same options. `signal` stops it: it rejects with `cancelled`, and what was told is done.
   *
   * A stream is read as fast as the rows are done, some hundred kilobytes ahead. It is destroyed when the import ends before
   * it does: by an error, by `signal`, or since its loop was left. What breaks a stream is the `cause` of the error
   * that the import rejects with; pieces are octets or texts.
   */
  startImport(
    source: PathOrOctets | Readable | ReadableStream | AsyncIterable<Uint8Array | string>,
    options?: ImportOptions | null,
    control?: Control | null,
  ): Promise<Import>;
  /**
   * Writes the customers whom the actor may see as a stream of octets. `signal` stops it: it fails with `cancelled`,
   * whose cause is the reason that the signal gives.
   */
  exportStream(options?: ExportOptions | null, control?: Control | null): Readable;
  /** All customers of a list, page by page as they are asked for. */
  iterateCustomers(listing?: CustomerListing | null): AsyncIterableIterator<CustomerSummary>;
  /** All that a search finds, page by page as they are asked for. */
  iterateHits(search: CustomerSearch): AsyncIterableIterator<SearchHit>;
  /** The change log from an entry on, page by page as it is asked for. */
  iterateChanges(after?: number | null, customer?: string | null): AsyncIterableIterator<ChangeEntry>;
}

/**
 * The settings of a book: one record, versioned, changed under a permission, and logged. To change
 * them, read them, change the value, and write it back; the version must still be the same.
 */
export interface Settings {
  /** Grows by one with every change; 0 before the first. */
  version: number;
  /** When they were last changed. */
  updatedAt: Date | null;
  /** How customers come into being from emails. */
  emailMode: CreationMode;
  /** From calls. */
  callMode: CreationMode;
  /** From chats. */
  chatMode: CreationMode;
  /** The region of phone numbers that have neither `+` nor a selector: in forms, imports and calls. */
  defaultRegion: string | null;
  /** What is refused as a phone number. */
  phoneAcceptance: PhoneAcceptance;
  /** Takes emails at domains of one label. */
  allowLocalDomains: boolean;
  /** The most contact cards of a customer: 1 to 1,000. */
  maxContacts: number;
  /** The phone numbers available in the project: no customer has more cards. */
  phoneSlots: number | null;
  /** The most points of a customer: 1 to 1,000. */
  maxPoints: number;
  /**
   * How often an hour an actor who may not see them may look addresses up, or try in vain whether
   * a reference is taken: 1 to 1,000,000; absent means without limit.
   */
  maxLookups: number | null;
  /** Which references are generated. */
  generateRefs: GenerateRefs;
  /** The interactions that forbid deleting a customer. */
  deleteBlockedBy: InteractionKind[];
  /** The channels that the host can use. */
  outboundChannels: OutboundChannel[];
  /** What the book knows about senders. */
  senders: SenderSettings;
}

/** `Settings` as it is given: what may be absent may be left out. */
export interface SettingsInput {
  /** Grows by one with every change; 0 before the first. */
  version?: number;
  /** When they were last changed. */
  updatedAt?: Date | null;
  /** How customers come into being from emails. */
  emailMode?: CreationMode;
  /** From calls. */
  callMode?: CreationMode;
  /** From chats. */
  chatMode?: CreationMode;
  /** The region of phone numbers that have neither `+` nor a selector: in forms, imports and calls. */
  defaultRegion?: string | null;
  /** What is refused as a phone number. */
  phoneAcceptance?: PhoneAcceptance;
  /** Takes emails at domains of one label. */
  allowLocalDomains?: boolean;
  /** The most contact cards of a customer: 1 to 1,000. */
  maxContacts?: number;
  /** The phone numbers available in the project: no customer has more cards. */
  phoneSlots?: number | null;
  /** The most points of a customer: 1 to 1,000. */
  maxPoints?: number;
  /**
   * How often an hour an actor who may not see them may look addresses up, or try in vain whether
   * a reference is taken: 1 to 1,000,000; absent means without limit.
   */
  maxLookups?: number | null;
  /** Which references are generated. */
  generateRefs?: GenerateRefs;
  /** The interactions that forbid deleting a customer. */
  deleteBlockedBy?: InteractionKind[];
  /** The channels that the host can use. */
  outboundChannels?: OutboundChannel[];
  /** What the book knows about senders. */
  senders?: SenderSettingsInput;
}

/** A point's value, as far as the actor may see it. */
export type ShownValue =
  /** An email address. */
  | { email: Email }
  /** A phone number. */
  | { phone: Phone }
  /** A handle on a channel. */
  | { handle: Handle }
  /** The form of the value: `j•••@e•••.com`, `+49 ••• ••67`. */
  | { masked: string }
  /** There is one. */
  | 'withheld';

/** What about a customer forbids something to everybody. */
export type StateReason =
  /** It is inactive. */
  | 'inactive'
  /** It is blocked. */
  | 'blocked'
  /** Tickets or chats are linked to it. */
  | 'has_interactions'
  /** It has as many contact cards or points as it may have. */
  | 'limit_reached';

/** What sort of trouble a file or disk makes. */
export type StorageKind =
  /** The file is damaged. It was left as it is. */
  | 'corrupt'
  /** A newer version of this library wrote the file. It was left as it is. */
  | 'newer_file'
  /** The file is no book. It was left as it is. */
  | 'foreign_file'
  /** Somebody changed the file's schema. It was left as it is. */
  | 'altered_schema'
  /** The disk is full. Nothing was written. */
  | 'disk_full'
  /** The file or folder may not be written. */
  | 'read_only'
  /** There is no such file or folder. */
  | 'not_found'
  /** There is a file already, which nobody said may be replaced. */
  | 'already_there'
  /** The path is a folder. */
  | 'is_a_directory'
  /** The file or folder may not be opened. */
  | 'permission_denied'
  /** The file is a book that is open, this one or another. */
  | 'in_use'
  /** Reading or writing failed. */
  | 'io'
  /** The book was opened by another process, of which this one is a copy. */
  | 'forked'
  /** The fate of a commit is not known. Open the book anew. */
  | 'poisoned'
  /** Out of memory. */
  | 'out_of_memory';

/** A piece of text that matched. */
export interface TextMatch {
  /** Where: a field of the customer, `person_name`, `email`, `phone` or `handle`. */
  field: string;
  /** The contact point or, for `person_name`, none. */
  point: string | null;
  /** The whole text. */
  value: string;
  /** Where in it the match begins, in characters (Unicode scalar values). */
  start: number;
  /** How long the match is, likewise. */
  length: number;
}

/** A span of time: from a moment on, and before another. One of them must be there. */
export interface TimeSpan {
  /** At this moment or later. */
  from: Date | null;
  /** Before this moment. */
  before: Date | null;
}

/** `TimeSpan` as it is given: what may be absent may be left out. */
export interface TimeSpanInput {
  /** At this moment or later. */
  from?: Date | null;
  /** Before this moment. */
  before?: Date | null;
}

/** Messages to an address come back. */
export interface Undeliverable {
  /** Since when. */
  since: Date;
  /** The enhanced status code (RFC 3463) of the report, such as `5.1.1`, where a report said so. */
  code: string | null;
}

/** What happens to mail whose sender nobody vouches for. */
export type UnverifiedSenders =
  /** It may match and create; the record says that it is not verified. */
  | 'create'
  /** It creates nothing; a draft is held for a person. */
  | 'quarantine'
  /** It is ignored. */
  | 'ignore';

/** The host has proof that the customer holds an address. */
export interface Verified {
  /** Who said so. */
  by: string;
  /** When. */
  at: Date;
}

/** Who vouches for a sender. */
export type VerifiedBy =
  /** Nobody. */
  | 'nobody'
  /** The host. */
  | 'host'
  /** An `Authentication-Results` header of a configured server. */
  | 'authentication_results'
  /** The channel of a chat. */
  | 'channel';

/**
 * One thing that is wrong with an input. An invalid input answers with all of them, in the order
 * of the fields. It never holds the value itself, so that it can be logged.
 */
export interface Violation {
  /** The path of the field, such as `email` or `contacts[2].phones[0]`. */
  field: string;
  /** The rule that the field breaks. */
  rule: Rule;
  /** The limit that the rule speaks of (characters, digits, octets, items), where it has one. */
  limit: number | null;
}

/** Something worth telling that did not stop the operation. */
export type Warning =
  /** The same phone stands under two kinds. */
  | 'same_phone_two_kinds'
  /** The typed `+` and the selector disagreed; `+` won. */
  | 'selector_overruled'
  /** An address that became not contactable was the preferred one, and is no longer. */
  | 'preferred_cleared'
  /**
   * Somebody took the address off the customer after the same source had brought it: it was not
   * added again.
   */
  | 'removed_before';

/** A member who may do something. */
export interface WhoCan {
  /** The member. */
  member: Member;
  /**
   * Only while the host says that the member is of this team. The book does not know teams of
   * members; it knows the customer's.
   */
  inTeam: string | null;
}

/** What happens to calls without a number. */
export type WithheldCalls =
  /** Nothing is created. */
  | 'unidentified'
  /** A customer without an address is created for the call. */
  | 'create';

/** What matching wrote, or in a dry run would have written. */
export type Write =
  /** A new customer. */
  | 'customer'
  /** The link between interaction and customer. */
  | 'interaction'
  /** The status of an inactive customer who wrote. */
  | 'reactivation'
  /** That messages to an address come back. */
  | 'undeliverable'
  /** A soft bounce, counted. */
  | 'soft_bounce';

/** Every country and territory that an address can name: ISO 3166-1 and the three codes beside it. */
export declare function addressCountries(): Country[];

/**
 * What sort of sender a message has, by its headers and the settings alone: without a book, nobody
 * knows which customers are blocked and which messages were sent.
 *
 * Throws:
 * `invalid`, when the settings hold what is no pattern.
 */
export declare function classifySender(message: InboundEmailInput, settings?: SenderSettingsInput | null): SenderVerdict;

/**
 * The countries that a phone's selector offers, by name: every region with telephone numbers of
 * its own, and no region that the parser cannot handle.
 */
export declare function countries(): Country[];

/**
 * All operations of a session: what each does, the permissions that it needs, how far they have to
 * reach, and what the change log holds of it.
 *
 * Some need more for parts of what they are asked for (`further`). It is the table of the
 * documentation of permissions, for the screen on which somebody is given rights.
 */
export declare function operations(): OperationInfo[];

/**
 * Reads an email address.
 *
 * Throws:
 * `invalid`, with a violation of `email`.
 */
export declare function parseEmail(text: string): Email;

/** Reads many email addresses on all cores; the answers stand in the order of the texts. */
export declare function parseEmails(texts: string[], options?: EmailOptions | null): Outcome<Email>[];

/**
 * Reads a handle: how a customer is known on a channel that is neither phone nor email. Two texts that
 * mean the same one have the same match key.
 *
 * What a handle may be, and whether an `@` or `+` before it is part of it, depends on the channel: see
 * `HandleChannel`. None is longer than 255 characters, and white space around it is not part of it.
 * `account` is the page, widget or project that it belongs to: `facebook_psid` and `custom` need one, the
 * others can do without. It has at most 255 characters and no `:`.
 *
 *
 * Throws:
 * `invalid`, with one violation: of `handle` with rule `required`, `too_long`, `control_character` or
 * `not_a_handle`; or of `account` with rule `account_required`, `too_long`, `control_character` or
 * `not_a_handle`.
 */
export declare function parseHandle(channel: HandleChannel, account: string | null, text: string): Handle;

/**
 * Reads what a raw message (RFC 5322, any charset) says about its sender. It never fails: what
 * cannot be read is absent, and a message without a readable From is classified as invalid.
 *
 * Bounds: 1 MiB and 10,000 fields of headers, 128 KiB of addresses in each of them, 200 parts, 10 levels, 64 KiB of text for finding a forward.
 */
export declare function parseMessage(bytes: Uint8Array): InboundEmail;

/**
 * Reads a phone number, with the country that a selector beside it shows. A `+` in the text wins
 * over the selector. Any text with at least four digits is accepted.
 *
 * Throws:
 * `invalid`, with a violation of `phone` or `region`.
 */
export declare function parsePhone(text: string, region?: string | null): Phone;

/** Reads many phone numbers on all cores; the answers stand in the order of the texts. */
export declare function parsePhones(texts: string[], region?: string | null, options?: PhoneOptions | null): Outcome<Phone>[];

/**
 * Finds a time zone by its IANA name, such as `Europe/Berlin`, and answers the name as the IANA database
 * writes it.
 *
 * Upper and lower case and white space around the name do not matter. Older names (`Asia/Calcutta`) are
 * names too and stay as they are; an offset (`+01:00`) is none. The database is part of the library, so
 * the answer is the same on every machine.
 *
 *
 * Throws:
 * `invalid`, with a violation of `time_zone` with rule `unknown_time_zone`.
 */
export declare function parseTimeZone(text: string): string;

/**
 * Reads the beginning of a file of customers as an import would: what the file is, what its columns
 * mean, and what the first records say. It asks no book, so that a form can show it while somebody
 * maps the columns. At most 500 records are read.
 *
 *
 * Rejects with:
 * `invalid`, with violations of `encoding`, `delimiter` or `columns[i]` when the options do not fit
 * the file, and of `file` when it cannot be read at all; `storage` when the source fails, or is a book
 * that is open here (`in_use`). What is
 * wrong with a record is told with the record, and a problem that is met behind the beginning in
 * `FilePreview.problem`.
 */
export declare function previewFile(source: PathOrOctets | Readable | ReadableStream | AsyncIterable<Uint8Array | string>, options: FileOptions, records: number): Promise<FilePreview>;

/**
 * Finds countries as a person types into a selector: by code (`de`), calling code (`49`, `+49`) or
 * any word of the name, accents and case ignored; a few names that people use beside the official
 * one are known (`Holland`, `UK`). Best first: exact code, exact calling code (the main country of
 * a shared one first), start of the name, start of a word, start of the calling code. An empty text
 * finds all.
 */
export declare function searchCountries(text: string): Country[];

/** How a book is opened. */
export interface BookOptions {
  /** How long a write waits for its turn, in milliseconds; 30,000 by default. */
  busyTimeout?: number;
  /** How long one operation may work, in milliseconds; 30,000 by default. */
  timeLimit?: number;
  /** What an answered write survives. */
  durability?: Durability;
  /** How many read connections are kept open: 1 to 8; by default as many as there are cores. */
  readers?: number;
  /** The page cache of the write connection in KiB; 65,536 by default. */
  cacheKib?: number;
}

/** How long work is watched and stopped. */
export interface Control {
  /** Stops the work. */
  signal?: AbortSignal;
}

/** A file: its path, or what is in it. */
export type PathOrOctets = string | URL | Uint8Array | ArrayBuffer | DataView;

/** What was made of a text, or the rule that it breaks. */
export type Outcome<T> = { ok: T } | { violation: Violation };

/** Is it an error of this library, whatever its code? */
export declare function isCustomerCoreError(error: unknown): error is CustomerCoreError;
