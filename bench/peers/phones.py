"""Python phonenumbers: `phones.py ROWS COUNT` prints name, rows, ns CPU and ns wall a row."""

import sys

import phonenumbers

from rounds import measure, rows


def work(row):
    try:
        number = phonenumbers.parse(*row)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.is_valid_number(number),
        phonenumbers.number_type(number),
        phonenumbers.region_code_for_number(number),
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
    )


items = [(row["text"], row["region"]) for row in rows(sys.argv[1], int(sys.argv[2]))]
measure("Python phonenumbers", items, work)
