'use strict';

const { addHabits } = require('./habits.js');
const { reading } = require('./source.js');

const native = load();
const { CustomerBook, Export, Import, Job, Session } = native;

// Each realm of a process (those of Jest, say) reads this file again, and has the same compiled part.
if (!Session.prototype.exportStream) addHabits(native);

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

async function previewFile(source, options, records) {
  const read = reading(source, native.Feed);
  try {
    const told = native.previewFile(read.given, options, records);
    read.begin();
    return await told;
  } catch (error) {
    throw read.explain(error);
  } finally {
    read.end();
  }
}

function isCustomerCoreError(error) {
  // Not by its class: each realm has another `Error`.
  return typeof error === 'object' && error !== null && error.name === 'CustomerCoreError' && typeof error.code === 'string';
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
module.exports.operations = native.operations;
module.exports.parseEmail = native.parseEmail;
module.exports.parseEmails = native.parseEmails;
module.exports.parseHandle = native.parseHandle;
module.exports.parseMessage = native.parseMessage;
module.exports.parsePhone = native.parsePhone;
module.exports.parsePhones = native.parsePhones;
module.exports.parseTimeZone = native.parseTimeZone;
module.exports.previewFile = previewFile;
module.exports.searchCountries = native.searchCountries;
