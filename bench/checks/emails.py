"""What is an email address, and under which key, held against Python's `email-validator`.

Its options: no look-up of names, quoted local parts and other scripts taken, address literals, display
names and empty local parts refused, and `strict`, which limits the local part to 64 characters.

The two differ by rules that stand in docs/decisions/0005-email-addresses.md. Each rule is a function here
that says from the text whether it applies, and what the oracle says of the text with the rule applied. A
disagreement that no rule explains fails the check.
"""

import re
import sys
import unicodedata
from collections import Counter

import email_validator
from email_validator import EmailNotValidError, validate_email

from report import Tally, finish, judged

FILLERS = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0xFFFD}
VARIATIONS = {0x180B, 0x180C, 0x180D, 0x180F, *range(0xFE00, 0xFE10)}
JOINERS = "\u200c\u200d"


def oracle(text):
    """(what is wrong or None, local part, domain as A-label)"""
    try:
        found = validate_email(text, check_deliverability=False, allow_quoted_local=True, strict=True)
    except EmailNotValidError as refusal:
        return str(refusal), None, None
    return None, found.local_part, found.ascii_domain.lower()


def accepts(text):
    return oracle(text)[0] is None


def local_key(local):
    """The local part of our key, made of the oracle's, in which needless quotes are gone."""
    lower = "".join(c.lower() for c in local).replace("ς", "σ")
    return unicodedata.normalize("NFC", lower)


def local_and_domain(text):
    local, _, domain = text.rpartition("@")
    return local, domain


# What the library accepts alone: each rule rewrites a text to which it applies, and the oracle has to
# accept what comes of it.

def _stripped(text):
    return text.strip() if text.strip() != text else None


def _without_root(text):
    return text[:-1] if text.endswith(".") and not text.endswith("..") else None


def _unquoted_empty(text):
    return text.replace('""@', "x@") if text.startswith('""@') else None


def _without_joiners(text):
    rest = "".join(c for c in text if c not in JOINERS)
    return rest if rest != text else None


def _letter_for_unassigned(text):
    rest = "".join("x" if unicodedata.category(c) == "Cn" else c for c in text)
    return rest if rest != text else None


def _without_special(text):
    rest = re.sub(r"(?i)([.@])(arpa|invalid|local|localhost|onion|test)$", r"\1name.com", text)
    return rest if rest != text else None


def _letter_ends_top(text):
    local, domain = local_and_domain(text)
    top = domain.rpartition(".")[2]
    return f"{local}@{domain}x" if top[-1:].isdigit() and not top.isdigit() else None


ACCEPTED = {
    "white space around an address is not part of it": _stripped,
    "the dot of the DNS root is not part of a domain": _without_root,
    "a quoted local part may be empty": _unquoted_empty,
    "the joiners of Persian and Indic words may stand between letters": _without_joiners,
    "a character that the oracle's Unicode does not have": _letter_for_unassigned,
    "names of special use (RFC 6761) are names": _without_special,
    "a top-level domain may end in a digit, if it is no number": _letter_ends_top,
}

# What the library refuses alone: by the rule that it names, and only where that applies.
REFUSED = {
    "local_part_too_long": (
        "64 octets before the at sign, quotes among them; the oracle counts characters",
        lambda text: len(local_and_domain(text.strip())[0].encode()) > 64,
    ),
    "invisible_character": (
        "fillers, variation selectors in a domain, U+FFFD",
        lambda text: any(ord(c) in FILLERS for c in text)
        or any(ord(c) in VARIATIONS for c in local_and_domain(text)[1]),
    ),
    "white_space": (
        "inside quotes, U+0020 is the only white space",
        lambda text: text.startswith('"') and any(c.isspace() and c != " " for c in text),
    ),
    "local_part_syntax": (
        "a backslash stands before ASCII alone",
        lambda text: text.startswith('"') and re.search(r"\\[^\x00-\x7f]", text) is not None,
    ),
}


def explained(text):
    """The rules that together make the oracle accept what the library accepts; none if they do not."""
    used = []
    for name, rewrite in ACCEPTED.items():
        other = rewrite(text)
        if other is not None:
            used.append(name)
            text = other
        if accepts(text):
            return used
    return []


def judge(row):
    """Who accepts, an unexplained disagreement or None, the rules that explain one."""
    text, ours = row["text"], row["ours"]
    wrong, local, domain = oracle(text)
    if "refused" in ours:
        if wrong:
            return "both refuse", None, []
        name, applies = REFUSED.get(ours["refused"], (None, None))
        if name and applies(text):
            return "ours alone refuses", None, [name]
        return "ours alone refuses", f"the library alone refuses: {ours['refused']}", []
    if wrong:
        used = explained(text)
        return "ours alone accepts", None if used else f"the library alone accepts: {wrong}", used
    if domain != ours["domain"]:
        return "both accept", f"the domains differ: {domain}", []
    wanted = local_key(local)
    if wanted != ours["local"]:
        return "both accept", f"the local parts differ: {wanted!r}", []
    return "both accept", None, []


def main(path):
    kinds, who, rules, unexplained = Counter(), Counter(), Tally(), Tally()
    total = 0
    for row, (says, difference, used) in judged(path, judge):
        total += 1
        kinds[row["kind"]] += 1
        who[says] += 1
        example = f"{row['text']!r}: ours {row['ours']}"
        if difference:
            unexplained.add(difference, example)
        elif used:
            rules.add(" + ".join(used), example)
    print(f"{total} texts, email-validator {email_validator.__version__}")
    print("  " + ", ".join(f"{name} {count}" for name, count in kinds.most_common()))
    print(", ".join(f"{name}: {count}" for name, count in who.most_common()))
    rules.show("by a written rule", total)
    unexplained.show("unexplained (none may be)", total)
    problems = [f"{unexplained.total()} disagreements that no rule explains"] if unexplained.counts else []
    if who["both accept"] < total / 4 or who["both refuse"] < total / 10:
        problems.append("the texts are too one-sided to show anything")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
