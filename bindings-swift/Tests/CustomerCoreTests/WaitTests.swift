import CustomerCore
import XCTest

/// Calls that wait for others, and those that do not. What is shown is an order, and never how long something took.
final class WaitTests: XCTestCase {
    private static let options = ImportOptions(batchRows: 10_000)

    /// The turn to write is another's: a write waits until the work lets go of it.
    private func whileAnotherWrites(_ work: (Session, Turn) async throws -> Void) async throws {
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            let patient = BookOptions(busyTimeout: 600)
            try await CustomerBook.open(path: path, options: patient).closing { book in
                try await book.addFirstAdministrator(actor: ada)
                let turn = try Turn(of: path)
                defer { turn.letGo() }
                try await work(book.session(actor: ada), turn)
            }
        }
    }

    func testAJobASummaryAndProgressAreToldWhileABatchIsAtWork() async throws {
        try await inFolder { folder in
            try await atDesk { session in
                let file = try SlowFile(in: folder)
                defer { file.close() }
                let running = try await session.startImport(source: file.source, options: Self.options)
                let batch = Call { try await running.nextBatch() }
                try await file.untilABatchReads()
                let told = Call {
                    let job = running.job()
                    defer { job.cancel() }
                    return [running.summary().progress.rows, job.progress().rows]
                }
                let rows = try await told.value()
                XCTAssertEqual(rows, [0, 0])
                XCTAssertFalse(batch.isBack, "its file has not ended")
                file.close()
                let stopped = await failure { try await batch.value() }
                XCTAssertEqual(stopped, .Cancelled)
                XCTAssertEqual(running.summary().progress.rows, 0, "the batch was stopped")
            }
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
        try await whileAnotherWrites { session, turn in
            let writes = (1...8).map { each in Call { try await session.create("Writer \(each)") } }
            // They are asked for before the reads, if not by far: who is late makes the test weaker, and never fail.
            try await Task.sleep(nanoseconds: 200_000_000)
            for _ in 1...5 {
                let listed = try await Call { try await session.listCustomers().items }.value()
                XCTAssertEqual(listed, [])
            }
            XCTAssert(writes.allSatisfy { !$0.isBack }, "the writes wait for their turn")
            turn.letGo()
            for each in writes { _ = try await each.value() }
            let listed = try await session.listCustomers().items
            XCTAssertEqual(listed.count, 8)
        }
    }

    func testACallThatWasCancelledBeforeItsTurnIsNotMade() async throws {
        try await whileAnotherWrites { session, turn in
            let writes = (1...20).map { each in Call { try await session.create("Writer \(each)") } }
            try await Task.sleep(nanoseconds: 200_000_000)
            XCTAssert(writes.allSatisfy { !$0.isBack }, "they wait for their turn")
            // While the turn is still another's.
            for write in writes {
                write.cancel()
                do {
                    _ = try await write.value()
                    XCTFail("it was made")
                } catch is CancellationError {}
            }
            turn.letGo()
            try await session.create("Last")
            let written = try await session.listCustomers(listing: CustomerListing(text: "writer")).items.count
            XCTAssertLessThanOrEqual(written, 4, "those alone that had begun to wait for their turn")
        }
    }

    /// The pause is made longer until a call comes back before it ends, and shorter until one does not.
    func testCallsMayBeCancelledAtAnyMoment() async throws {
        try await atDesk { session in
            try await session.create("Anna", "Bo")
            var (answered, cancelled) = (0, 0)
            var pause: UInt64 = 1_000
            for _ in 0..<500 {
                let search = Task { try await session.searchCustomers(search: CustomerSearch(text: "anna")) }
                try await Task.sleep(nanoseconds: pause)
                search.cancel()
                do {
                    let found = try await search.value
                    XCTAssertEqual(found.items.count, 1)
                    answered += 1
                    pause /= 2
                } catch is CancellationError {
                    cancelled += 1
                    pause = pause * 2 + 1_000
                }
            }
            XCTAssertEqual(answered + cancelled, 500)
            XCTAssertGreaterThan(answered, 0, "all were cancelled")
            XCTAssertGreaterThan(cancelled, 0, "none was cancelled")
            let found = try await session.searchCustomers(search: CustomerSearch(text: "anna"))
            XCTAssertEqual(found.items.count, 1)
        }
    }

    func testACancelledTaskClosesItsBook() async throws {
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            let book = try await CustomerBook.open(path: path)
            let session = Call {
                try await book.addFirstAdministrator(actor: ada)
                return try await book.session(actor: ada)
            }
            let left = try await session.value()
            let working = Call {
                try await book.closing { _ in
                    while true { try await Task.sleep(nanoseconds: 1_000_000_000) }
                }
            }
            _ = try await left.listCustomers()
            working.cancel()
            do {
                try await working.value()
                XCTFail("it ended by itself")
            } catch is CancellationError {}
            let closed = await failure { try await left.listCustomers() }
            XCTAssertEqual(closed, .Closed)
        }
    }

    func testLongWorkDoesNotStopWhatIsShort() async throws {
        try await inFolder { folder in
            try await atDesk { session in
                // As many as may work at a time.
                let files = try (1...16).map { try SlowFile(in: folder, name: "\($0).csv") }
                defer { files.forEach { $0.close() } }
                var running: [Import] = []
                for file in files {
                    running.append(try await session.startImport(source: file.source, options: Self.options))
                }
                let batches = running.map { each in Call { try await each.nextBatch() } }
                for file in files { try await file.untilABatchReads() }
                _ = try await Call { try await session.listCustomers() }.value()
                _ = try await Call { try await session.create("Anna") }.value()
                XCTAssert(batches.allSatisfy { !$0.isBack }, "no file has ended")
                files.forEach { $0.close() }
                for each in batches { _ = try await each.value() }
            }
        }
    }
}
