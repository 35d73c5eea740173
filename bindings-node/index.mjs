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
  parseEmail,
  parseEmails,
  parseMessage,
  parsePhone,
  parsePhones,
  previewFile,
  searchCountries,
} = core;
