import CustomerCore
import XCTest

/// Lists and files as sequences, work in batches, and work that is stopped.
final class SequenceTests: XCTestCase {
    private let people = (1...25).map { String(format: "Person %02d", $0) }

    private func add(_ session: Session) async throws {
        _ = try await session.createCustomers(new: people.map { NewCustomer(fullName: $0) })
    }

    private func rows(_ count: Int) -> Data {
        let lines = (1...count).map { "Person \($0),person\($0)@example.com\n" }
        return Data(("full_name,email\n" + lines.joined()).utf8)
    }

    private func options(batchRows: UInt32) -> ImportOptions {
        ImportOptions(batchRows: batchRows)
    }

    // Dec.10: the answers are those of every language.
    func testALoopGoesOverAllPagesInOrderAndBeginsAnew() async throws {
        try await atDesk { session in
            try await add(session)
            let listing = CustomerListing(sort: .name, limit: 7)
            let names = session.customers(listing).map(\.displayName)
            for _ in 1...2 {
                let listed = try await names.all()
                XCTAssertEqual(listed, people)
            }
            var begun: [String] = []
            for try await name in names.prefix(3) { begun.append(name) }
            XCTAssertEqual(begun, Array(people.prefix(3)))
            let nobody = try await session.customers(CustomerListing(text: "nobody of this name")).all()
            XCTAssertEqual(nobody, [])
        }
    }

    func testALoopReadsNoPageThatNobodyAsksFor() async throws {
        try await CustomerBook.openInMemory().closing { book in
            try await book.addFirstAdministrator(actor: ada)
            let session = try await book.session(actor: ada)
            try await add(session)
            let before = book.stats().reads
            for try await _ in session.customers(CustomerListing(limit: 5)).prefix(3) {}
            XCTAssertEqual(book.stats().reads, before + 1)
        }
    }

    func testASearchIsASequenceAndItsErrorsComeInTheLoop() async throws {
        try await atDesk { session in
            try await session.create("Anna Müller", "Anna Alm", "Bo")
            let annas = try await session.hits("anna").all()
            XCTAssertEqual(annas.count, 2)
            let first = try await session.hits(CustomerSearch(text: "mueller", limit: 1)).first { _ in true }
            XCTAssertEqual(first?.customer.displayName, "Anna Müller")
            let broken = session.customers(CustomerListing(after: "no cursor"))
            let error = await failure { try await broken.all() }
            XCTAssertEqual(rules(of: error), [.notACursor])
        }
    }

    func testTheChangeLogIsFollowedFromAnEntryOn() async throws {
        try await atDesk { session in
            for _ in 1...3 { try await add(session) }
            let all = try await session.changes().all()
            XCTAssertGreaterThanOrEqual(all.count, 75)
            XCTAssertEqual(all.map(\.seq), all.map(\.seq).sorted())
            let anna = try await session.createCustomer(new: NewCustomer(fullName: "Anna")).customer
            let behind = try await session.changes(after: all[all.count - 1].seq).all()
            XCTAssert(behind.contains { $0.subject == anna.id })
            let hers = try await session.changes(customer: anna.id).all()
            XCTAssert(hers.allSatisfy { $0.subject == anna.id } && !hers.isEmpty)
            let none = try await session.changes(after: .max).all()
            XCTAssertEqual(none, [])
        }
    }

    // A2.3: records are brought in from outside.
    func testAFileOfOctetsIsImportedInBatchesAndExportedAsItWas() async throws {
        try await atDesk { session in
            let source = ImportSource.octets(octets: rows(25))
            let running = try await session.startImport(source: source, options: options(batchRows: 10))
            let batches = try await running.batches().all()
            XCTAssertEqual(batches.map(\.rows.count), [10, 10, 5])
            for row in batches.flatMap(\.rows) {
                guard case .created = row.outcome else { return XCTFail("\(row)") }
            }
            XCTAssertEqual(running.summary().progress.created, 25)
            XCTAssert(running.summary().finished)
            let again = try await running.batches().all()
            XCTAssertEqual(again, [], "all is done")

            let columns = ExportOptions(columns: [.fullName, .email])
            let written = try await session.exportCustomers(options: columns).chunks().reduce(into: Data()) { $0 += $1 }
            func lines(_ of: Data) -> [String] {
                String(decoding: of, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init).sorted()
            }
            XCTAssertEqual(lines(written), lines(rows(25)))
        }
    }

    func testABatchAnswersForEveryItem() async throws {
        let phones = try parsePhones(texts: ["+49 30 901820", "12", "030 901820"], region: "DE")
        for at in [0, 2] {
            guard case .accepted(let berlin) = phones[at] else { return XCTFail("\(phones[at])") }
            XCTAssertEqual(berlin.e164, "+4930901820")
        }
        guard case .refused(let violation) = phones[1] else { return XCTFail("\(phones[1])") }
        XCTAssertEqual(violation.rule, .tooFewDigits)
        try await atDesk { session in
            let made = try await session.createCustomers(new: [NewCustomer(fullName: "Anna"), NewCustomer()])
            guard case .created(let id) = made[0] else { return XCTFail("\(made[0])") }
            let anna = try await session.getCustomer(id: id)
            XCTAssertEqual(anna.fullName, "Anna")
            guard case .rejected(let error) = made[1] else { return XCTFail("\(made[1])") }
            XCTAssertEqual(rules(of: error), [.required])
        }
    }

    func testAJobStopsAnImportAndWhatWasDoneIsDone() async throws {
        try await atDesk { session in
            let source = ImportSource.octets(octets: rows(25))
            let running = try await session.startImport(source: source, options: options(batchRows: 10))
            for try await _ in running.batches() { break }
            XCTAssertEqual(running.job().progress().rows, 10)
            running.job().cancel()
            XCTAssert(running.job().isCancelled())
            let cancelled = await failure { try await running.nextBatch() }
            XCTAssertEqual(cancelled, .Cancelled)
            let count = try await session.countCustomers()
            XCTAssertEqual(count.active, 10)
            try await inFolder { folder in
                let job = JobHandle()
                job.cancel()
                let path = folder.appendingPathComponent("all.csv").path
                let cancelled = await failure {
                    try await session.exportToFile(path: path, options: ExportOptions(), replace: false, job: job)
                }
                XCTAssertEqual(cancelled, .Cancelled)
                XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder.path), [])
            }
        }
    }

    func testCancellingATaskCancelsItsImportAndWaitsForTheEndOfTheBatch() async throws {
        try await inFolder { folder in
            try await atDesk { session in
                let file = try SlowFile(in: folder)
                defer { file.close() }
                let running = try await session.startImport(source: file.source, options: options(batchRows: 10_000))
                let job = running.job()
                let loop = Call { try await running.batches().all().count }
                try await file.untilABatchReads()
                loop.cancel()
                try await until("the cancelled job") { job.isCancelled() }
                try await Task.sleep(nanoseconds: 100_000_000)  // who did not wait for the batch would be back by now
                XCTAssertFalse(loop.isBack, "the batch still reads its file")
                file.close()
                let stopped = await failure { try await loop.value() }
                XCTAssertEqual(stopped, .Cancelled)
                let count = try await session.countCustomers()
                XCTAssertEqual(count.active, 0, "nothing of the batch")
            }
        }
    }

    func testAnErrorInTheWorkClosesTheBookAndIsHandedOn() async throws {
        struct Broken: Error {}
        let book = try CustomerBook.openInMemory()
        do {
            try await book.closing { _ in throw Broken() }
            XCTFail("nothing was thrown")
        } catch is Broken {}
        let closed = await failure { try await book.addFirstAdministrator(actor: ada) }
        XCTAssertEqual(closed, .Closed)
    }
}
