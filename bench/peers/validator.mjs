// Node validator: `validator.mjs ROWS COUNT`.

import validator from "validator";

import { measure, rows } from "./rounds.mjs";

function work({ text }) {
  return validator.isEmail(text, { allow_utf8_local_part: true }) && validator.normalizeEmail(text);
}

measure("Node validator", rows(process.argv[2], Number(process.argv[3])), work);
