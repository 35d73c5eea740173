
    @staticmethod
    def open(
        path: str | PathLike[str],
        *,
        busy_timeout: timedelta | None = None,
        time_limit: timedelta | None = None,
        durability: Durability | None = None,
        readers: int | None = None,
        cache_kib: int | None = None,
    ) -> CustomerBook:
        """Opens a book's file, or makes a new one where there is none.

        ``busy_timeout`` is how long a write waits for its turn (30 seconds), ``time_limit`` how long one
        operation may work (30 seconds), ``durability`` what an answered write survives, ``readers`` how
        many read connections are kept open (1 to 8), ``cache_kib`` the page cache of the write
        connection (64 MiB).

        Raises:
            StorageError: a file that is no book, that a newer version wrote, whose schema was altered,
                or that is damaged is refused and left as it is.
        """

    @staticmethod
    def open_in_memory(
        *,
        busy_timeout: timedelta | None = None,
        time_limit: timedelta | None = None,
        readers: int | None = None,
        cache_kib: int | None = None,
    ) -> CustomerBook:
        """Makes a book in memory. It is gone when it is closed."""

    def __enter__(self) -> CustomerBook: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...
