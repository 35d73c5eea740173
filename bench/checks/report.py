"""What the checks have in common: reading rows, counting classes, saying whether it is good."""

import json
import multiprocessing
import sys
from collections import Counter, defaultdict

EXAMPLES = 3


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def judged(path, judge):
    """The rows, each with the classes that `judge` puts it in, on all cores."""
    read = rows(path)
    with multiprocessing.Pool() as pool:
        return list(zip(read, pool.map(judge, read, chunksize=2000)))


class Tally:
    """Classes in the order of their counts, each with its first examples."""

    def __init__(self):
        self.counts = Counter()
        self.examples = defaultdict(list)

    def add(self, name, example):
        self.counts[name] += 1
        if len(self.examples[name]) < EXAMPLES:
            self.examples[name].append(example)

    def show(self, title, total):
        print(f"\n{title}")
        if not self.counts:
            print("  none")
        for name, count in self.counts.most_common():
            print(f"  {count:>7}  {count / total * 1e6:>9.1f} in a million  {name}")
            for example in self.examples[name]:
                print(f"           {example}")

    def total(self):
        return self.counts.total()


def finish(problems):
    """Says what is not as it should be, and ends the program."""
    print()
    for problem in problems:
        print(f"FAILED: {problem}")
    if not problems:
        print("as it should be")
    sys.exit(1 if problems else 0)
