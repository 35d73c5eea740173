"""Python email-validator: `emails.py ROWS COUNT` prints name, rows, ns CPU and ns wall a row."""

import sys

from email_validator import EmailNotValidError, validate_email

from rounds import measure, rows


def work(text):
    try:
        return validate_email(text, check_deliverability=False, allow_quoted_local=True, strict=True).normalized
    except EmailNotValidError:
        return None


items = [row["text"] for row in rows(sys.argv[1], int(sys.argv[2]))]
measure("Python email-validator", items, work)
