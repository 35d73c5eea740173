import core from './index.js';

export const {
  CustomerBook,
  Export,
  Import,
  Job,
  Session,
  addressCountries,
  classifySender,
  countries,
  isCustomerCoreError,
  operations,
  parseEmail,
  parseEmails,
  parseHandle,
  parseMessage,
  parsePhone,
  parsePhones,
  parseTimeZone,
  previewFile,
  searchCountries,
} = core;

export default core;
