"""What the library recognises, held against Google's own reading of the same numbering plans.

Python `phonenumbers` is a port that Google's C++ and Java agree with. The library differs from it by
rules of its own (docs/decisions/0004-phone-engine.md). Each rule is done here a second time, on top of
the oracle: what is expected is the oracle's answer with the rules applied, and anything else is a
difference. The rules say how often they changed an answer.
"""

import re
import sys
import unicodedata
from collections import Counter

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from report import Tally, finish, judged

ONE_ONLY_IN_A_MILLION = 30
MAX_CHARS = 64
MIN_DIGITS = 4
MAX_TRUNK_ZEROS = 4

INVISIBLE = {0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F}
INVISIBLE |= {*range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFA0}
TYPES = {value: name.lower() for name, value in vars(PhoneNumberType).items() if isinstance(value, int)}
TYPES[PhoneNumberType.UNKNOWN] = "unknown"


def parse(text, region):
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def plan(number):
    if phonenumbers.is_valid_number(number):
        return "valid"
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.IS_POSSIBLE:
        return "possible"
    return "local" if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY else "unknown"


def e164(number):
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def settled(number):
    """The number that reads as itself, and what the plans say of it."""
    for _ in range(MAX_TRUNK_ZEROS):
        text = e164(number)
        again = parse(text, None)
        if again is None:
            break
        if e164(again) == text:
            return again, plan(again)
        number = again
    return number, "unknown"


def visible(text):
    """Without what nobody typed: white space around it, invisible characters, the scheme."""
    text = "".join(c for c in text.strip() if ord(c) not in INVISIBLE).strip()
    return text[4:].lstrip() if text[:4].lower() == "tel:" else text


def in_ascii(digits):
    return "".join(str(unicodedata.decimal(c)) for c in digits or "") or None


def answer(number, known):
    """What is known of a number, as the library writes it."""
    if known not in ("valid", "possible"):
        return None
    return {
        "e164": e164(number),
        "plan": known,
        "type": TYPES[phonenumbers.number_type(number)],
        "region": phonenumbers.region_code_for_number(number),
        "extension": number.extension or None,
    }


def google(text, region):
    """What the plans say and the oracle's answer, by none of our rules."""
    number = parse(text, region)
    if number is None:
        return "no number", None
    known = plan(number)
    return known, answer(number, known)


def expected(text, region):
    """The oracle's answer with our rules applied."""
    shown = visible(text)
    lower = shown.lower()
    context, tel = lower.find("phone-context"), lower.rfind("tel:")
    if 0 <= context < tel:
        return None
    number = parse(shown, region)
    if number is None:
        return None
    known = plan(number)
    extension = number.extension
    if known == "possible":
        number, known = settled(number)
    found = answer(number, known)
    if found:
        found["extension"] = in_ascii(extension)
    if found and found["region"] == "001":
        found["region"] = None
    return found


def digits_before_extension(text):
    """How many digits there are when the last run of them may be an extension."""
    text = re.split(";(?:phone-context|isub)=", text, flags=re.IGNORECASE)[0]
    runs = re.findall(r"\d+", text)
    return sum(map(len, runs[:-1])) if len(runs) > 1 else sum(map(len, runs))


def refusal(text, rule):
    """Whether the library may refuse the text by the rule that it names."""
    kept = "".join(c for c in text.strip() if ord(c) not in INVISIBLE).strip()
    match rule:
        case "required":
            return kept == ""
        case "too_long":
            return len(kept) > MAX_CHARS
        case "control_character":
            return any(unicodedata.category(c) == "Cc" for c in kept)
        case "too_few_digits":
            return digits_before_extension(kept) < MIN_DIGITS
    return False


def rule_of(text, says, raw, wanted):
    """Which of our rules made the expected answer another than the oracle's."""
    if raw and raw["region"] == "001" and wanted == {**raw, "region": None}:
        return "a number of no country has no region (Google: 001)"
    if visible(text) != text and raw != wanted:
        return "white space around it, invisible characters and `tel:` are no part of a number"
    if wanted is None:
        return "a number whose E.164 never reads as itself is not known"
    if raw and raw["extension"] != wanted["extension"]:
        return "the extension is kept in ASCII digits"
    return f"a merely possible number is the one that its E.164 reads as, {wanted['plan']}"


def judge(row):
    """What the oracle says, the class of difference or None, the rule or None, what is expected."""
    text, region, ours = row["text"], row["region"], row["ours"]
    says, raw = google(text, region)
    wanted = expected(text, region)
    difference = rule = None
    if "refused" in ours:
        if not refusal(text, ours["refused"]):
            difference = f"refused as {ours['refused']}, and is not"
        elif raw:
            rule = f"refused: {ours['refused']}"
    elif ours["e164"] is None and wanted is not None:
        difference = "only the oracle recognises"
    elif ours["e164"] is not None and wanted is None:
        difference = "only the library recognises"
    elif ours["e164"] is not None and ours != wanted:
        fields = [name for name in wanted if wanted[name] != ours[name]]
        difference = "both recognise, and differ in " + ", ".join(fields)
    elif raw != wanted:
        rule = rule_of(text, says, raw, wanted)
    elif says == "local":
        rule = "a number that lacks its area code is not known"
    return says, difference, rule, wanted


def main(path):
    kinds, google_says, valid_in, invalid_in = Counter(), Counter(), set(), set()
    both, one_only, rules = Tally(), Tally(), Tally()
    total = 0
    for row, (says, difference, rule, wanted) in judged(path, judge):
        total += 1
        kinds[row["kind"]] += 1
        google_says[says] += 1
        (valid_in if says == "valid" else invalid_in).add(row["region"])
        example = f"{row['text']!r} in {row['region']}: ours {row['ours']}"
        if difference:
            tally = both if difference.startswith("both") else one_only
            tally.add(difference, f"{example}, expected {wanted}")
        elif rule:
            rules.add(rule, example)

    print(f"{total} texts, phonenumbers {phonenumbers.__version__}")
    print("  " + ", ".join(f"{name} {count}" for name, count in kinds.most_common()))
    print("the oracle says: " + ", ".join(f"{name} {count}" for name, count in google_says.most_common()))
    rules.show("by a written rule", total)
    both.show("both recognise, and differ (none may)", total)
    one_only.show(f"one alone recognises (at most {ONE_ONLY_IN_A_MILLION} in a million)", total)

    problems = []
    if both.total():
        problems.append(f"{both.total()} differences where both recognise")
    if one_only.total() > total * ONE_ONLY_IN_A_MILLION / 1e6:
        problems.append(f"{one_only.total()} numbers that one alone recognises")
    missing = set(phonenumbers.SUPPORTED_REGIONS) - (valid_in & invalid_in)
    if total >= 100_000 and missing:
        problems.append(f"no valid and invalid numbers of {', '.join(sorted(missing))}")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
