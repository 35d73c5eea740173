"""One warm-up and five rounds of the same work; medians in ns a row."""

import json
import statistics
import time

ROUNDS = 5


def rows(path, count):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for _, line in zip(range(count), file)]


def measure(name, items, work):
    cpu, wall = [], []
    for turn in range(ROUNDS + 1):
        before = time.process_time_ns(), time.perf_counter_ns()
        for item in items:
            work(item)
        after = time.process_time_ns(), time.perf_counter_ns()
        if turn:
            cpu.append((after[0] - before[0]) / len(items))
            wall.append((after[1] - before[1]) / len(items))
    print(f"{name}\t{len(items)}\t{statistics.median(cpu):.0f}\t{statistics.median(wall):.0f}")
