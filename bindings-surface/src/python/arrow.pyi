
@final
class ArrowColumn:
    """A column in Arrow's layout. See ``customer_core.arrow``."""

    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """Raises:
        ValueError: there is more text than one array can hold (1 GiB); take it as a stream.
        """

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...

@final
class ArrowStream:
    """Record batches that are made as they are asked for. See ``customer_core.arrow``."""

    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Raises:
        ValueError: it was taken before.
        """

@final
class _TableImport:
    def __new__(
        cls, session: Session, table: object, options: ImportOptions | None = None
    ) -> _TableImport: ...
    def next_batch(self) -> ImportProgress | None: ...
    def summary(self) -> ImportSummary: ...
    def outcomes(self) -> ArrowColumn: ...

def _export_table(session: Session, options: ExportOptions | None = None) -> ArrowStream: ...
def _match_addresses(
    session: Session,
    emails: object | None = None,
    phones: object | None = None,
    region: str | None = None,
) -> ArrowColumn: ...
def _validate_emails(column: object, options: EmailOptions | None = None) -> ArrowColumn: ...
def _validate_phones(
    column: object,
    region: str | None = None,
    regions: object | None = None,
    options: PhoneOptions | None = None,
) -> ArrowColumn: ...
