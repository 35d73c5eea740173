
    def start_import(
        self,
        source: str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO,
        options: ImportOptions | None = None,
    ) -> Import:
        """Begins to bring a file of customers in: from a path, from octets, or from a binary file.

        Nothing is read but the beginning; each step of the iteration does the next rows in one
        transaction. An import that has a name in ``ImportOptions.import_id`` goes on where it stopped
        when it is begun again with the same file and the same options.

        Raises:
            DeniedError, InvalidError, ConflictError
            StorageError: what the file raised is its ``__cause__``. What is no ``Exception``, such as
                ``KeyboardInterrupt``, is raised as it is, here or by the step that was reading.
        """
