"""The table of countries, held against ISO 3166-1, the names of Unicode CLDR and Google's calling codes.

The sources are `pycountry`, `babel` and `phonenumbers`. What the library does otherwise is listed here by
name; a list that is longer than what differs fails as well.
"""

import sys

import babel
import phonenumbers
import pycountry
from phonenumbers import PhoneNumberFormat

from report import finish, rows

# Not in ISO 3166-1; they have telephone numbers of their own.
BESIDE_ISO = {"AC": "Ascension Island", "TA": "Tristan da Cunha", "XK": "Kosovo"}

# CLDR's name is no country's own, or carries what a selector does not need.
NAMED_OTHERWISE = {
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "GS": "South Georgia and the South Sandwich Islands",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}


def spelled(name):
    """CLDR's name as the table writes it."""
    return name.replace(" & ", " and ").replace("St. ", "Saint ")


def main(path):
    table = {row["code"]: row for row in rows(path)}
    problems = []

    iso = {country.alpha_2 for country in pycountry.countries}
    if set(table) != iso | set(BESIDE_ISO):
        problems.append(f"codes: {sorted(set(table) ^ (iso | set(BESIDE_ISO)))}")

    names = babel.Locale("en").territories
    otherwise = {code: row["name"] for code, row in table.items() if row["name"] != spelled(names[code])}
    if otherwise != NAMED_OTHERWISE:
        for code in sorted(otherwise.keys() | NAMED_OTHERWISE.keys()):
            problems.append(f"name of {code}: {table[code]['name']}, CLDR {names[code]}")

    regions = phonenumbers.SUPPORTED_REGIONS
    selector = {code for code, row in table.items() if row["selector"]}
    if selector != set(regions):
        problems.append(f"regions with telephones: {sorted(selector ^ set(regions))}")
    for code, row in table.items():
        wanted = phonenumbers.country_code_for_region(code) or None
        if row["calling_code"] != wanted:
            problems.append(f"calling code of {code}: {row['calling_code']}, wanted {wanted}")
        if row["calling_code"] is None:
            continue
        main_region = phonenumbers.region_code_for_country_code(wanted)
        if row["main"] != (main_region == code):
            problems.append(f"{code} and the main country of +{wanted}, {main_region}")
        examples = [
            phonenumbers.example_number_for_type(code, of)
            for of in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
        ]
        example = next(found for found in examples if found)
        wanted = phonenumbers.format_number(example, PhoneNumberFormat.E164)
        if row["example"] != wanted:
            problems.append(f"example of {code}: {row['example']}, wanted {wanted}")

    print(f"{len(table)} countries: {len(iso)} of ISO 3166-1, beside it {', '.join(sorted(BESIDE_ISO))}")
    print(f"named otherwise than CLDR: {', '.join(sorted(otherwise))}")
    print(f"{len(selector)} regions with telephones, {len({r['calling_code'] for r in table.values()} - {None})} calling codes")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
