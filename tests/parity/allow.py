"""What differs on purpose, each with its reason.

Patterns are those of a shell, over the core's names (`Grant.allow`) or the language's
(`CustomerBook.__enter__`). An exception that nothing needs any more is reported too.
"""

from __future__ import annotations

from dataclasses import dataclass

PYTHON, NODE = ("python",), ("node",)
SWIFT, KOTLIN = ("swift",), ("kotlin",)
PHONES = (*SWIFT, *KOTLIN)
ALL = (*PYTHON, *NODE, *PHONES)


@dataclass(frozen=True)
class Allowed:
    languages: tuple[str, ...]
    pattern: str
    reason: str
    #: Where it is instead; `*` is the last part of the name.
    to: str = ""


def allow(languages: tuple[str, ...], reason: str, *patterns: str) -> tuple[Allowed, ...]:
    return tuple(Allowed(languages, pattern, reason) for pattern in patterns)


#: Objects, as phones call them.
HELD = ("CustomerBook", "Export", "Import", "JobHandle", "Session")
#: What Kotlin adds to each of them.
LET_GO = ("destroy", "close")
IDS = ("ContactId", "CustomerId", "InteractionId", "PointId")
TEXTS = (
    *("ActorId", "ActorId.new", "GroupId", "GroupId.new", "TimeZoneName", "TimeZoneName.parse"),
    *("CountryCode", "CountryCode.parse", "CountryCode.flag", "CountryCode.calling_code"),
    "CountryCode.main_of_calling_code",
)
PAGES = tuple(
    f"{name}Page{part}" for name in ("Customer", "Search") for part in ("", ".items", ".next")
)
BUILDERS = (
    *("Actor.agent", "Actor.bot", "Actor.in_teams", "NewEmail.new", "NewHandle.new", "NewPhone.new"),
    *("Grant.allow", "Grant.deny", "Grant.within", "Grant.on", "Grant.at"),
    *("Question.operation", "Question.permission", "Question.on", "Question.with_field"),
    *("Violation.new", "Violation.limited", "Violation.at", "MatchOptions.DRY_RUN"),
)
LOOKS = (
    *("EffectivePermissions.holds", "EffectivePermissions.holds_on_book", "SenderVerdict.has"),
    *("Settings.mode", "ShownValue.text", "SenderClass.is_machine", "Permission.rests_on"),
    *("PointKind.family", "PointKind.capabilities", "LinkAddress.channel", "CustomerField.class"),
    *("CustomerField.max_chars", "ExportColumn.is_imported", "ExportColumn.defaults"),
)

#: Types with another name.
TYPE_NAMES = {
    # `Error` is a word of JavaScript, Swift and Kotlin; exceptions are what Kotlin calls errors.
    **{(language, "Error"): "CustomerCoreError" for language in ("python", "node", "swift")},
    ("kotlin", "Error"): "CustomerCoreException",
    # Kotlin's coroutines have a `Job`.
    **{(language, "Job"): "JobHandle" for language in PHONES},
}

#: Methods with another name.
METHOD_NAMES = {
    # The other languages have optional arguments.
    **{(language, "CustomerBook.open_with"): "open" for language in ALL},
    **{(language, "CustomerBook.open_in_memory_with"): "open_in_memory" for language in ALL},
    # `close` lets go of a handle in Kotlin, and would be called at the end of each `use`.
    **{(language, "CustomerBook.close"): "close_book" for language in PHONES},
    ("python", "Job.new"): "__new__",
    ("node", "Job.new"): "constructor",
    **{(language, "Job.new"): "init" for language in PHONES},
}

#: What stands elsewhere.
MOVED = (
    Allowed(PYTHON, "BookOptions.*", "options of opening are keyword arguments", "CustomerBook.open(*)"),
)

#: What a language has not.
ABSENT = (
    *allow(
        ALL,
        "clock and randomness are the host's own Rust",
        *("Clock", "Clock.now", "Randomness", "Randomness.fill", "RandomnessFailed"),
        *("SystemClock", "SystemRandomness", "Env", "Env.new", "Env.system", "BookOptions.env"),
    ),
    *allow(PYTHON, "its options are keyword arguments", "BookOptions", "CustomerBook.open*(options)"),
    *allow(PHONES, "nothing waits for memory", "CustomerBook.openInMemoryBlocking*"),
    *allow(ALL, "each language throws, or rejects", "Result"),
    *allow(NODE, "the field `code`", "Error.code"),
    *allow(ALL, "the field of the one error that has them", "Error.violations"),
    # Enums and plain values.
    *allow(ALL, "each language lists the values of its enums itself", "*.ALL"),
    *allow((*PYTHON, *NODE), "a value is its word", "*.as_str", "*.from_word"),
    *allow(SWIFT, "the raw value of the enum", "*.as_str", "*.from_word"),
    *allow(KOTLIN, "`word` and `ofWord` of the enum", "*.as_str", "*.from_word"),
    *allow(ALL, "an id is a UUID, or its text", *IDS, "*.as_uuid", "*.from_uuid"),
    *allow(ALL, "a text that the core checks wherever it comes in", *TEXTS),
    *allow(
        ALL,
        "each language has a type for moments",
        *("Timestamp", "Timestamp.as_millis", "Timestamp.from_millis", "Timestamp.plus_millis"),
    ),
    *allow(ALL, "a list of permissions", "PermissionSet", "PermissionSet.*"),
    *allow((*PYTHON, *NODE), "a `Page` of them", *PAGES),
    *allow(PHONES, "uniffi has no generic types: each page is a type", "Page", "Page.items", "Page.next"),
    *allow(ALL, "`parse_phone` and its like are functions", "Phone.parse", "Email.parse", "Handle.parse"),
    # What only Rust needs: values are built from their fields in the other languages.
    *allow(ALL, "builds a value from its fields", *BUILDERS),
    *allow(ALL, "looks into a value whose fields are public", *LOOKS),
    *allow(ALL, "a limit that the documentation tells", "MAX_PAGE", "*.MAX_CHARS", "*.MIN_DIGITS"),
    *allow(ALL, "for Rust code that keeps keys of its own", "MatchKey", "MatchKey.*", "KEY_VERSION"),
    *allow(ALL, "comes out as `ShownValue`, masked where it has to be", "PointValue", "PointValue.*"),
    # Files that are written and read.
    *allow(ALL, "a writer of Rust; its parts come one by one", "Export.write_to", "Export.write_to(out)"),
    *allow((*PYTHON, *NODE), "a path, octets or a file of the language", "ImportSource", "ImportSource.*"),
    *allow(PHONES, "octets in place of a reader", "ImportSource.Path.0", "ImportSource.Reader*"),
)

#: What is there, in another form.
OTHERWISE = (
    *allow((*PYTHON, *PHONES), "absent means as usual", "BookOptions.*"),
    *allow(ALL, "without them, the usual ones", "classify_sender(settings)"),
)

#: What a language has of its own.
EXTRA = (
    *allow(PYTHON, "`with` closes the book", "CustomerBook.__enter__", "CustomerBook.__exit__*"),
    *allow(PYTHON, "`for` goes through the parts", "*port.__iter__", "*port.__next__"),
    *allow(PYTHON, "its options are keyword arguments", "CustomerBook.open_in_memory(*)"),
    *allow(PYTHON, "lists without pages", "iter_customers*", "iter_hits*", "iter_changes*"),
    *allow(PYTHON, "imports with a progress bar", "import_with_progress*"),
    *allow(PYTHON, "the version of the package", "__version__"),
    *allow(NODE, "`for await` goes through the parts", "*port.[[]Symbol.asyncIterator]"),
    *allow(NODE, "what all errors have", "CustomerCoreErrorBase", "CustomerCoreErrorBase.name"),
    *allow(NODE, "an error is told by a function, since it is an interface", "isCustomerCoreError*"),
    *allow(NODE, "streams", "Session.exportStream*"),
    *allow(NODE, "lists without pages", *(f"Session.iterate{of}*" for of in ("Customers", "Hits", "Changes"))),
    *allow(NODE, "`await using` closes it", "*.[[]Symbol.asyncDispose]"),
    *allow(NODE, "lets go of a stream that is not read to its end", "Import.close"),
    *allow(NODE, "where a file is read from", "PathOrOctets*"),
    *allow(NODE, "a signal stops the work", "Control", "Control.signal", "Session.startImport(control)"),
    *allow(NODE, "`Result` as an answer", "Outcome", "Outcome|ok", "Outcome|violation"),
    *allow(PHONES, "lists without pages", "Session.customers*", "Session.hits*", "Session.changes*"),
    *allow(PHONES, "the parts as a sequence that is waited for", "Import.batches", "Export.chunks"),
    *allow(SWIFT, "such a sequence", "Parts", "Parts.*"),
    *allow(SWIFT, "closes the book behind its use", "CustomerBook.closing*"),
    *allow(KOTLIN, "closes the book behind its use", "CustomerBook.useBook*"),
    *allow(PHONES, "`Result` as an answer", "EmailOutcome*", "PhoneOutcome*"),
    *allow(PHONES, "each page is a type", "CustomerIdPage*", "InteractionPage*"),
    *allow(SWIFT, "octets in place of a reader", "ImportSource.path.path", "ImportSource.octets*"),
    *allow(KOTLIN, "octets in place of a reader", "ImportSource.Path.path", "ImportSource.Octets*"),
    *allow(SWIFT, "an error tells itself in Swift's way", "CustomerCoreError.errorDescription"),
    *allow(KOTLIN, "an exception has a message", "CustomerCoreException.message"),
    *allow(PHONES, "the stable word of a form", "*.word"),
    *allow(KOTLIN, "the value of a stable word", "*.ofWord*"),
    *allow(SWIFT, "what logs may show", "*.description"),
    *allow(KOTLIN, "what logs may show", "*.toString"),
    *allow(KOTLIN, "a handle is let go of", "Disposable*", "T.use", "T.use(block)"),
    *allow(KOTLIN, "a handle is let go of", *(f"{name}.{each}" for name in HELD for each in LET_GO)),
    *allow(PHONES, "uniffi's own machinery", "FfiConverter*", "[Uu]niffi*", "*.uniffi*", "*.init(*andle)"),
    *allow(SWIFT, "the same methods again, for fakes", *(f"{name}Protocol*" for name in HELD)),
    *allow(KOTLIN, "the same methods again, for fakes", *(f"{name}Interface*" for name in HELD)),
    # A handle on a job can be made; the others come out of something.
    *allow(PHONES, "uniffi's own machinery", *(f"{name}.init" for name in HELD if name != "JobHandle")),
    *allow(KOTLIN, "uniffi's own machinery", "RustBuffer*", "InternalException", "NoHandle"),
    *allow(KOTLIN, "uniffi's own machinery", "CustomerCoreException.lift*"),
)
