  /**
   * Begins to bring a file of customers in: from a path, from octets, or from a stream.
   *
   * Nothing is read but the beginning; each step of the iteration does the next rows in one transaction. An
   * import that has a name in `options.importId` goes on where it stopped when it is begun again with the
   * same file and the same options. `signal` stops it: it rejects with `cancelled`, and what was told is done.
   *
   * A stream is read as fast as the rows are done, some hundred kilobytes ahead. It is destroyed when the import ends before
   * it does: by an error, by `signal`, or since its loop was left. What breaks a stream is the `cause` of the error
   * that the import rejects with; pieces are octets or texts.
   */
  startImport(
    source: PathOrOctets | Readable | ReadableStream | AsyncIterable<Uint8Array | string>,
    options?: ImportOptions | null,
    control?: Control | null,
  ): Promise<Import>;
  /**
   * Writes the customers whom the actor may see as a stream of octets. `signal` stops it: it fails with `cancelled`,
   * whose cause is the reason that the signal gives.
   */
  exportStream(options?: ExportOptions | null, control?: Control | null): Readable;
  /** All customers of a list, page by page as they are asked for. */
  iterateCustomers(listing?: CustomerListing | null): AsyncIterableIterator<CustomerSummary>;
  /** All that a search finds, page by page as they are asked for. */
  iterateHits(search: CustomerSearch): AsyncIterableIterator<SearchHit>;
  /** The change log from an entry on, page by page as it is asked for. */
  iterateChanges(after?: number | null, customer?: string | null): AsyncIterableIterator<ChangeEntry>;
