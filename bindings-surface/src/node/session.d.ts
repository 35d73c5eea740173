  /**
   * Begins to bring a file of customers in: from a path, from octets, or from a stream.
   *
   * Nothing is read but the beginning; each step of the iteration does the next rows in one transaction. An
   * import that has a name in `options.importId` goes on where it stopped when it is begun again with the
   * same file and the same options. `signal` stops it: it rejects with `cancelled`, and what was told is done.
   */
  startImport(source: string | Uint8Array | Readable, options?: ImportOptions | null, control?: Control): Promise<Import>;
  /** Writes the customers whom the actor may see as a stream of octets. */
  exportStream(options?: ExportOptions | null, control?: Control): Readable;
  /** All customers of a list, page by page as they are asked for. */
  iterateCustomers(listing?: CustomerListing | null): AsyncIterableIterator<CustomerSummary>;
  /** All that a search finds, page by page as they are asked for. */
  iterateHits(search: CustomerSearch): AsyncIterableIterator<SearchHit>;
