
    def start_import(
        self,
        source: str | PathLike[str] | bytes | BinaryIO,
        options: ImportOptions | None = None,
    ) -> Import:
        """Begins to bring a file of customers in: from a path, from octets, or from a binary file.

        Nothing is read but the beginning; each step of the iteration does the next rows in one
        transaction. An import that has a name in ``ImportOptions.import_id`` goes on where it stopped
        when it is begun again with the same file and the same options.

        Raises:
            DeniedError, InvalidError, ConflictError, StorageError
        """
