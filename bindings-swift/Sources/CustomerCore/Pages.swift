// Lists and files as asynchronous sequences, and a book that is closed behind a closure.

import Foundation

/// What a loop goes through part by part: the pages of a list, the batches of an import. Each loop begins
/// anew, and reads the next part when it has come to the end of the one before; a cancelled task reads none.
public struct Parts<Element: Sendable>: AsyncSequence, Sendable {
    typealias Fetch = @Sendable () async throws -> Part

    struct Part: Sendable {
        let items: [Element]
        /// Nothing behind the last part.
        let more: Fetch?
    }

    let first: Fetch

    public func makeAsyncIterator() -> Iterator {
        Iterator(items: [][...], more: first)
    }

    public struct Iterator: AsyncIteratorProtocol, Sendable {
        var items: ArraySlice<Element>
        var more: Fetch?

        public mutating func next() async throws -> Element? {
            while items.isEmpty {
                guard let fetch = more else { return nil }
                try Task.checkCancellation()
                let part = try await fetch()
                (items, more) = (part.items[...], part.more)
            }
            return items.removeFirst()
        }
    }
}

extension Session {
    /// The customers of a list. `limit` is the size of a page, not of the sequence.
    public func customers(_ listing: CustomerListing = CustomerListing()) -> Parts<CustomerSummary> {
        @Sendable func part(of listing: CustomerListing) async throws -> Parts<CustomerSummary>.Part {
            let page = try await self.listCustomers(listing: listing)
            return .init(
                items: page.items,
                more: page.next.map { after in
                    var next = listing
                    next.after = after
                    return { [next] in try await part(of: next) }
                })
        }
        return Parts { try await part(of: listing) }
    }

    /// What a search finds, the best first.
    public func hits(_ search: CustomerSearch) -> Parts<SearchHit> {
        @Sendable func part(of search: CustomerSearch) async throws -> Parts<SearchHit>.Part {
            let page = try await self.searchCustomers(search: search)
            return .init(
                items: page.items,
                more: page.next.map { after in
                    var next = search
                    next.after = after
                    return { [next] in try await part(of: next) }
                })
        }
        return Parts { try await part(of: search) }
    }

    /// As `hits(_:)`, for a text alone.
    public func hits(_ text: String) -> Parts<SearchHit> {
        hits(CustomerSearch(text: text))
    }

    /// The change log behind an entry, the oldest first, of one customer if it is named. The sequence ends
    /// at the newest entry; whoever follows the log begins again behind the last one that came.
    public func changes(after: UInt64 = 0, customer: UUID? = nil) -> Parts<ChangeEntry> {
        @Sendable func part(after: UInt64) async throws -> Parts<ChangeEntry>.Part {
            // The most that the core gives at once.
            let entries = try await self.listChanges(after: after, customer: customer, limit: 500)
            guard let last = entries.last?.seq else { return .init(items: [], more: nil) }
            return .init(items: entries, more: { try await part(after: last) })
        }
        return Parts { try await part(after: after) }
    }
}

extension Import {
    /// The batches, each done when it is asked for: a loop that ends early imports no more. Cancelling the
    /// task in the middle of a batch cancels the import, and of that batch nothing is written.
    public func batches() -> Parts<ImportBatch> {
        steps(job: job()) { try await self.nextBatch() }
    }
}

extension Export {
    /// The octets, in pieces of the core's choosing. Cancelling the task cancels the export.
    public func chunks() -> Parts<Data> {
        steps(job: job()) { try await self.nextChunk()?.bytes }
    }
}

extension CustomerBook {
    /// Works with a book, and closes it for good: a book that is only let go of stays open for as long as a
    /// session of it is alive somewhere.
    public func closing<T: Sendable>(
        // The closure works where its caller does. The package has an `Actor` of its own.
        isolation: isolated (any _Concurrency.Actor)? = #isolation,
        _ work: (CustomerBook) async throws -> T
    ) async throws -> T {
        let made: T
        do {
            made = try await work(self)
        } catch {
            // What broke the work is the news.
            try? await closeInAnyCase()
            throw error
        }
        try await closeInAnyCase()
        return made
    }
}

extension CustomerBook {
    /// A cancelled task closes its book too.
    fileprivate func closeInAnyCase() async throws {
        try await Task { try await self.closeBook() }.value
    }
}

/// Work of the core goes on when nobody waits for it any more: it has to be told.
private func steps<Element: Sendable>(
    job: JobHandle, next: @escaping @Sendable () async throws -> Element?
) -> Parts<Element> {
    @Sendable func part() async throws -> Parts<Element>.Part {
        // In a task of its own: a cancelled one would not wait for the end of the work.
        let step = Task { try await next() }
        let item = try await withTaskCancellationHandler {
            try await step.value
        } onCancel: {
            job.cancel()
        }
        return .init(items: item.map { [$0] } ?? [], more: item.map { _ in part })
    }
    return Parts { try await part() }
}
