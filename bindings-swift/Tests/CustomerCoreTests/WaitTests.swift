import CustomerCore
import XCTest

/// How many writes came back.
private final class Made: @unchecked Sendable {
    private let lock = NSLock()
    private var made = 0

    var count: Int {
        get { lock.withLock { made } }
        set { lock.withLock { made = newValue } }
    }
}

/// Calls that wait for others, and those that do not.
final class WaitTests: XCTestCase {
    private static func rows(_ count: Int) -> ImportSource {
        let lines = (1...count).map { "Person \($0),person\($0)@example.com\n" }
        return .octets(octets: Data(("full_name,email\n" + lines.joined()).utf8))
    }

    /// A batch of ten thousand rows is being written, and the turn to write is taken.
    private func whileABatchIsWritten(_ work: (Session, Import) async throws -> Void) async throws {
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            try await CustomerBook.open(path: path).closing { book in
                try await book.addFirstAdministrator(actor: ada)
                let session = try await book.session(actor: ada)
                let options = ImportOptions(batchRows: 10_000)
                let running = try await session.startImport(source: Self.rows(10_000), options: options)
                let batch = Task { _ = try? await running.nextBatch() }
                // It has taken its turn when a write waits for it.
                let made = Made()
                var probes = 0
                while made.count == probes {
                    probes += 1
                    Task {
                        try await session.create("Probe")
                        made.count += 1
                    }
                    try await Task.sleep(nanoseconds: 200_000_000)
                }
                try await work(session, running)
                await batch.value
            }
        }
    }

    func testAJobASummaryAndProgressAreToldWhileABatchIsAtWork() async throws {
        try await whileABatchIsWritten { _, running in
            let began = Date()
            XCTAssertEqual(running.summary().progress.rows, 0)
            XCTAssertEqual(running.job().progress().rows, 0)
            running.job().cancel()
            XCTAssertLessThan(Date().timeIntervalSince(began), 0.1)
            let stopped = await failure { try await running.nextBatch() }
            XCTAssertEqual(stopped, .Cancelled)
            XCTAssertEqual(running.summary().progress.rows, 0, "the batch was stopped")
        }
    }

    func testAnExportTellsHowFarItIs() async throws {
        try await atDesk { session in
            try await session.create("Anna", "Bo")
            let running = try await session.exportCustomers()
            XCTAssertEqual(running.progress().rows, 0)
            _ = try await running.nextChunk()
            XCTAssertEqual(running.progress().rows, 2)
        }
    }

    func testReadsDoNotWaitForWritesThatWait() async throws {
        try await whileABatchIsWritten { session, running in
            let writes = (1...8).map { each in Task { try await session.create("Writer \(each)") } }
            try await Task.sleep(nanoseconds: 100_000_000)
            let began = Date()
            for _ in 1...5 {
                _ = try await session.listCustomers()
            }
            XCTAssertLessThan(Date().timeIntervalSince(began), 1)
            XCTAssertEqual(running.summary().progress.rows, 0, "the batch is still at work")
            running.job().cancel()
            for each in writes { _ = try await each.value }
        }
    }

    func testACallThatWasCancelledBeforeItsTurnIsNotMade() async throws {
        try await whileABatchIsWritten { session, running in
            let writes = (1...20).map { each in Task { try await session.create("Writer \(each)") } }
            try await Task.sleep(nanoseconds: 200_000_000)
            let began = Date()
            for write in writes {
                write.cancel()
                do {
                    _ = try await write.value
                    XCTFail("it was made")
                } catch is CancellationError {}
            }
            XCTAssertLessThan(Date().timeIntervalSince(began), 0.2, "a cancelled task waits no longer")
            running.job().cancel()
            try await session.create("Last")
            let written = try await session.listCustomers(listing: CustomerListing(text: "writer")).items.count
            XCTAssertLessThanOrEqual(written, 4, "those alone that had begun to wait for their turn")
        }
    }

    func testCallsMayBeCancelledAtAnyMoment() async throws {
        try await atDesk { session in
            try await session.create("Anna", "Bo")
            var (answered, cancelled) = (0, 0)
            for each in 0..<500 {
                let search = Task { try await session.searchCustomers(search: CustomerSearch(text: "anna")) }
                try await Task.sleep(nanoseconds: UInt64(each % 50) * 20_000)
                search.cancel()
                do {
                    let found = try await search.value
                    XCTAssertEqual(found.items.count, 1)
                    answered += 1
                } catch is CancellationError { cancelled += 1 }
            }
            XCTAssertEqual(answered + cancelled, 500)
            XCTAssertGreaterThan(cancelled, 0)
            let found = try await session.searchCustomers(search: CustomerSearch(text: "anna"))
            XCTAssertEqual(found.items.count, 1)
        }
    }

    func testACancelledTaskClosesItsBook() async throws {
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            let book = try await CustomerBook.open(path: path)
            let working = Task {
                try await book.closing { book in
                    try await book.addFirstAdministrator(actor: ada)
                    while true { try await Task.sleep(nanoseconds: 1_000_000_000) }
                }
            }
            try await Task.sleep(nanoseconds: 200_000_000)
            working.cancel()
            do {
                try await working.value
                XCTFail("it ended by itself")
            } catch is CancellationError {}
            let closed = await failure { try await book.addFirstAdministrator(actor: ada) }
            XCTAssertEqual(closed, .Closed)
        }
    }

    func testLongWorkDoesNotStopWhatIsShort() async throws {
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            try await CustomerBook.open(path: path).closing { book in
                try await book.addFirstAdministrator(actor: ada)
                let session = try await book.session(actor: ada)
                let options = ImportOptions(batchRows: 10_000)
                var running: [Import] = []
                for _ in 1...6 {
                    running.append(try await session.startImport(source: Self.rows(10_000), options: options))
                }
                let batches = running.map { each in Task { _ = try? await each.nextBatch() } }
                try await Task.sleep(nanoseconds: 100_000_000)
                let began = Date()
                _ = try await session.listCustomers()
                XCTAssertLessThan(Date().timeIntervalSince(began), 1)
                running.forEach { $0.job().cancel() }
                for each in batches { await each.value }
            }
        }
    }
}
