// Node libphonenumber-js with all its metadata: `libphonenumber-js.mjs ROWS COUNT`.

import { parsePhoneNumberFromString } from "libphonenumber-js/max";

import { measure, rows } from "./rounds.mjs";

function work({ text, region }) {
  const number = parsePhoneNumberFromString(text, { defaultCountry: region ?? undefined, extract: false });
  if (number === undefined) return undefined;
  return [number.isValid(), number.getType(), number.country, number.number];
}

measure("Node libphonenumber-js/max", rows(process.argv[2], Number(process.argv[3])), work);
