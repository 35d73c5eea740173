'use strict';

const { Readable } = require('node:stream');

const native = load();
const { CustomerBook, Export, Feed, Import, Job, Session } = native;

/** The compiled part: beside this file, or in the package of the platform. */
function load() {
  const libc = process.platform === 'linux' ? (isMusl() ? '-musl' : '-gnu') : process.platform === 'win32' ? '-msvc' : '';
  const name = `${process.platform}-${process.arch}${libc}`;
  const tried = [];
  for (const place of [`./customer-core.${name}.node`, `customer-core-${name}`]) {
    try {
      return require(place);
    } catch (error) {
      tried.push(error);
    }
  }
  throw new AggregateError(tried, `customer-core has no compiled part for ${name}`);
}

function isMusl() {
  return !process.report.getReport().header.glibcVersionRuntime;
}

/** Stops a job when a signal says so; answers what has to be done when the work is over. */
function follow(job, signal) {
  if (!signal) return () => {};
  const stop = () => job.cancel();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}

/** Pushes a stream into an import, as fast as the import reads it. */
async function pump(stream, feed) {
  try {
    // A stream that is left in the middle is destroyed by the loop.
    for await (const piece of stream) {
      const octets = typeof piece === 'string' ? Buffer.from(piece) : piece;
      if (!(await feed.push(octets))) return;
    }
    await feed.push(null);
  } catch {
    // The import says that its source failed; what failed is the stream's own to say.
    await feed.fail();
  }
}

const startImport = Session.prototype.startImport;
Session.prototype.startImport = async function (source, options, control) {
  let given = source;
  if (source instanceof Readable) {
    given = new Feed();
    pump(source, given);
  }
  const started = await startImport.call(this, given, options);
  follow(started.job(), control?.signal);
  return started;
};

Session.prototype.exportStream = function (options, control) {
  const session = this;
  async function* parts() {
    const started = await session.exportCustomers(options);
    const done = follow(started.job(), control?.signal);
    try {
      yield* started;
    } finally {
      done();
    }
  }
  return Readable.from(parts(), { objectMode: false });
};

Session.prototype.iterateCustomers = async function* (listing) {
  let after = listing?.after ?? null;
  do {
    const page = await this.listCustomers({ ...listing, after });
    yield* page.items;
    after = page.next;
  } while (after !== null);
};

Session.prototype.iterateHits = async function* (search) {
  let after = search.after ?? null;
  do {
    const page = await this.searchCustomers({ ...search, after });
    yield* page.items;
    after = page.next;
  } while (after !== null);
};

Import.prototype[Symbol.asyncIterator] = async function* () {
  for (let batch = await this.nextBatch(); batch !== null; batch = await this.nextBatch()) yield batch;
};

Export.prototype[Symbol.asyncIterator] = async function* () {
  for (let chunk = await this.nextChunk(); chunk !== null; chunk = await this.nextChunk()) yield chunk.bytes;
};

function isCustomerCoreError(error) {
  return error instanceof Error && error.name === 'CustomerCoreError';
}

module.exports.CustomerBook = CustomerBook;
module.exports.Export = Export;
module.exports.Import = Import;
module.exports.Job = Job;
module.exports.Session = Session;
module.exports.isCustomerCoreError = isCustomerCoreError;
module.exports.addressCountries = native.addressCountries;
module.exports.classifySender = native.classifySender;
module.exports.countries = native.countries;
module.exports.parseEmail = native.parseEmail;
module.exports.parseEmails = native.parseEmails;
module.exports.parseHandle = native.parseHandle;
module.exports.parseMessage = native.parseMessage;
module.exports.parsePhone = native.parsePhone;
module.exports.parsePhones = native.parsePhones;
module.exports.parseTimeZone = native.parseTimeZone;
module.exports.previewFile = native.previewFile;
module.exports.searchCountries = native.searchCountries;
