// One warm-up and five rounds of the same work; medians in ns a row.

import { readFileSync } from "node:fs";

const ROUNDS = 5;

export function rows(path, count) {
  const lines = readFileSync(path, "utf8").split("\n").filter((line) => line !== "");
  return lines.slice(0, count).map((line) => JSON.parse(line));
}

function median(figures) {
  return figures.sort((a, b) => a - b)[Math.floor(figures.length / 2)].toFixed(0);
}

export function measure(name, items, work) {
  const cpu = [];
  const wall = [];
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    const start = process.cpuUsage();
    const begin = process.hrtime.bigint();
    for (const item of items) work(item);
    const used = process.cpuUsage(start);
    const passed = Number(process.hrtime.bigint() - begin);
    if (turn > 0) {
      cpu.push(((used.user + used.system) * 1000) / items.length);
      wall.push(passed / items.length);
    }
  }
  console.log([name, items.length, median(cpu), median(wall)].join("\t"));
}
