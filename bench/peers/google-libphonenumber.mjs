// Node google-libphonenumber: `google-libphonenumber.mjs ROWS COUNT`.

import library from "google-libphonenumber";

import { measure, rows } from "./rounds.mjs";

const plans = library.PhoneNumberUtil.getInstance();
const { E164 } = library.PhoneNumberFormat;

function work({ text, region }) {
  let number;
  try {
    number = plans.parse(text, region ?? undefined);
  } catch {
    return undefined;
  }
  return [
    plans.isValidNumber(number),
    plans.getNumberType(number),
    plans.getRegionCodeForNumber(number),
    plans.format(number, E164),
  ];
}

measure("Node google-libphonenumber", rows(process.argv[2], Number(process.argv[3])), work);
