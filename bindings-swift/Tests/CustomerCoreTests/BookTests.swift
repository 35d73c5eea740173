import CustomerCore
import XCTest

/// The habits of Swift: structs, nil, errors, numbers, dates, references that are let go of.
final class BookTests: XCTestCase {
    // Dec.10: the answers are those of every language.
    func testNamesOfEveryScriptComeBackAsTheyWere() async throws {
        try await atDesk { session in
            for name in ["Ärger Öztürk", "山田太郎", "עברית שלום", "👩‍👩‍👧 Familie", "😀 Ada", "e\u{301}"] {
                let new = NewCustomer(fullName: name, email: "a@example.com")
                let written = try await session.createCustomer(new: new).customer
                let found = try await session.getCustomer(id: written.id)
                XCTAssertEqual(found, written)
                // Swift holds é and e with an accent for equal, so the scalars are not compared.
                XCTAssertEqual(found.fullName, name)
                let listed = try await session.listCustomers(listing: CustomerListing(text: name))
                XCTAssert(listed.items.contains { $0.id == written.id }, name)
            }
        }
    }

    func testWhatIsAbsentIsNilAndWhatIsEmptyIsEmptyBothWays() async throws {
        try await atDesk { session in
            let bare = try await session.createCustomer(new: NewCustomer(fullName: "Anna", contacts: [])).customer
            XCTAssertNil(bare.email)
            XCTAssertNil(bare.lastContactAt)
            XCTAssertEqual(bare.contacts, [])
            let none = try await session.createCustomers(new: [])
            XCTAssertEqual(none, [])
            XCTAssertEqual(try parsePhones(texts: []), [])
            let home = NewContact(label: "home", phones: [NewPhone(number: "+49 30 901820")])
            let new = NewCustomer(fullName: "Bo", city: "Bonn", contacts: [home])
            let full = try await session.createCustomer(new: new).customer
            XCTAssertEqual(full.contacts.map(\.label), ["home"])
            let patch = CustomerPatch(city: "")
            let changed = try await session.updateCustomer(id: full.id, version: full.version, patch: patch).customer
            XCTAssertNil(changed.city, "blank clears")
            XCTAssertEqual(changed.fullName, "Bo", "nil leaves")
        }
    }

    // Dec.10: the answers are those of every language.
    func testBadInputIsAnErrorThatNamesEveryRule() async throws {
        try await atDesk { session in
            let bad = NewCustomer(email: "nobody", phone: NewPhone(number: "12"))
            let error = await failure { try await session.createCustomer(new: bad) }
            guard case .Invalid(let violations)? = error else { return XCTFail("\(String(describing: error))") }
            XCTAssertEqual(violations.map(\.field), ["name", "email", "phone"])
            XCTAssertEqual(violations.map(\.rule), [.required, .noAtSign, .tooFewDigits])
            XCTAssertEqual(violations.last?.limit, 4)
            XCTAssertFalse("\(violations)".contains("nobody"), "an error can be logged")
            XCTAssertThrowsError(try parsePhone(text: "030 901820", region: "Germany")) { error in
                XCTAssertEqual(rules(of: error as? CustomerCoreError), [.unknownRegion])
            }
        }
    }

    // Dec.11, F5.1: who was granted nothing may do nothing.
    func testNotFoundConflictDeniedAndClosedAreCasesOfTheirOwn() async throws {
        let book = try CustomerBook.openInMemory()
        try await book.addFirstAdministrator(actor: ada)
        let session = try await book.session(actor: ada)
        let missing = await failure { try await session.getCustomer(id: UUID()) }
        XCTAssertEqual(missing, .NotFound(what: "customer"))
        let anna = try await session.createCustomer(new: NewCustomer(fullName: "Anna")).customer
        let late = await failure {
            try await session.updateCustomer(
                id: anna.id, version: anna.version + 7, patch: CustomerPatch(city: "Bonn"))
        }
        guard case .Conflict(.version, _)? = late else { return XCTFail("\(String(describing: late))") }
        let bo = Actor(id: "a-2", name: "Bo", kind: .agent)
        let viewer = try await book.sessionInGroups(actor: bo, groups: ["viewer"])
        let seen = try await viewer.getCustomer(id: anna.id)
        XCTAssertEqual(seen.fullName, "Anna")
        let denied = await failure { try await viewer.deleteCustomer(id: anna.id) }
        XCTAssertEqual(denied, .Denied(missing: [.customerDelete]))
        try await book.closeBook()
        let closed = await failure { try await session.getCustomer(id: anna.id) }
        XCTAssertEqual(closed, .Closed)
        XCTAssertThrowsError(try session.getCustomerBlocking(id: anna.id)) { error in
            XCTAssertEqual(error as? CustomerCoreError, .Closed)
        }
    }

    func testNumbersHave64Bits() async throws {
        try await atDesk { session in
            let anna = try await session.createCustomer(new: NewCustomer(fullName: "Anna")).customer
            XCTAssertEqual(anna.version, 1)
            let bonn = CustomerPatch(city: "Bonn")
            let changed = try await session.updateCustomer(id: anna.id, version: 1, patch: bonn).customer
            XCTAssertEqual(changed.version, 2)
            for version in [0, UInt64.max] {
                let stale = CustomerPatch(city: "Köln")
                let late = await failure {
                    try await session.updateCustomer(id: anna.id, version: version, patch: stale)
                }
                guard case .Conflict(.version, _)? = late else { return XCTFail("\(version)") }
            }
            for after in [UInt64(Int64.max), UInt64(Int64.max) + 1, UInt64.max] {
                let behind = try await session.listChanges(after: after, customer: nil, limit: 500)
                XCTAssertEqual(behind, [])
            }
            let over = await failure { try await session.listChanges(after: 0, customer: nil, limit: .max) }
            XCTAssertEqual(rules(of: over), [.outOfRange])
        }
    }

    // Dec.10: the answers are those of every language.
    func testDatesKeepTheirMillisecondsWhereverTheyWereTaken() async throws {
        try await atDesk { session in
            try await session.setCreationModes(call: .automatic)
            let tokyo = DateComponents(
                calendar: Calendar(identifier: .gregorian), timeZone: TimeZone(secondsFromGMT: 9 * 3600),
                year: 2026, month: 1, day: 1, hour: 8, minute: 59, second: 59)
            let inTokyo = try XCTUnwrap(tokyo.date).addingTimeInterval(0.123)
            let moments = [(inTokyo, 1_767_225_599_123.0), (Date(timeIntervalSince1970: -14_182_939.999), -14_182_939_999)]
            for (at, millis) in moments {
                let call = CallToMatch(callId: "call \(millis)", caller: "+49 30 901820", phase: .accepted, at: at)
                let answer = try await session.matchCall(call: call)
                XCTAssert(answer.applied)
                let address = NewPoint.phone(value: NewPhone(number: "+4930901820"))
                let customer = try await session.findByAddress(address: address)[0]
                let linked = try await session.listInteractions(customer: customer.id, limit: 10).items
                let kept = try XCTUnwrap(linked.first { $0.externalId == call.callId }).at
                XCTAssertEqual((kept.timeIntervalSince1970 * 1000).rounded(), millis)
                XCTAssertEqual(kept.timeIntervalSince(at), 0, accuracy: 0.000_1)
            }
            let anna = try await session.createCustomer(new: NewCustomer(fullName: "Anna")).customer
            XCTAssertEqual(anna.createdAt.timeIntervalSinceNow, 0, accuracy: 60)
        }
    }

    func testADateIsTheMillisecondThatHasBegunBefore1970Too() async throws {
        try await atDesk { session in
            try await session.setCreationModes(call: .automatic)
            // Seconds that are given, and the milliseconds that are kept.
            let moments: [(Double, Double)] = [
                (1_767_225_600.123999, 1_767_225_600_123), (1_767_225_600.999999, 1_767_225_600_999),
                (1_767_225_600.123, 1_767_225_600_123), (0.000999, 0), (0.001, 1), (-0.5, -500), (-0.000001, -1),
                (-1.999, -1_999), (-59_043_243_171.992, -59_043_243_171_992), (9_000_000_000.123, 9_000_000_000_123),
            ]
            for (seconds, millis) in moments {
                let at = Date(timeIntervalSince1970: seconds)
                let call = CallToMatch(callId: "call \(seconds)", caller: "+49 30 901820", phase: .accepted, at: at)
                let answer = try await session.matchCall(call: call)
                XCTAssert(answer.applied)
                let address = NewPoint.phone(value: NewPhone(number: "+4930901820"))
                let customer = try await session.findByAddress(address: address)[0]
                let linked = try await session.listInteractions(customer: customer.id, limit: 10).items
                let kept = try XCTUnwrap(linked.first { $0.externalId == call.callId }).at
                XCTAssertEqual(kept, Date(timeIntervalSince1970: millis / 1000), "\(seconds)")
            }
            for far in [Date(timeIntervalSince1970: 1e300), Date(timeIntervalSince1970: -.infinity)] {
                let call = CallToMatch(callId: "far", caller: "+49 30 901820", phase: .accepted, at: far)
                let refused = await failure { try await session.matchCall(call: call) }
                XCTAssertEqual(rules(of: refused), [.outOfRange])
            }
        }
    }

    func testWhatWaitsHasABlockingTwin() throws {
        let book = try CustomerBook.openInMemory()
        try book.addFirstAdministratorBlocking(actor: ada)
        let session = try book.sessionBlocking(actor: ada)
        let anna = try session.createCustomerBlocking(new: NewCustomer(fullName: "Anna")).customer
        XCTAssertEqual(try session.getCustomerBlocking(id: anna.id), anna)
        XCTAssertEqual(try session.listCustomersBlocking().items.map(\.displayName), ["Anna"])
        XCTAssertThrowsError(try session.createCustomerBlocking(new: NewCustomer())) { error in
            XCTAssertEqual(rules(of: error as? CustomerCoreError), [.required])
        }
        try book.closeBookBlocking()
    }

    func testSettingsAreReadChangedAndWritten() async throws {
        try await atDesk { session in
            var settings = try await session.getSettings()
            settings.defaultRegion = "DE"
            let kept = try await session.updateSettings(settings: settings)
            XCTAssertEqual(kept.defaultRegion, "DE")
            let new = NewCustomer(fullName: "Anna", phone: NewPhone(number: "030 901820"))
            let anna = try await session.createCustomer(new: new).customer
            XCTAssertNotNil(anna.phone)
        }
    }

    func testLettingGoOfABookAndItsSessionsClosesTheFile() async throws {
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            let log = path + "-wal"
            func work() async throws {
                let book = try await CustomerBook.open(path: path)
                try await book.addFirstAdministrator(actor: ada)
                try await book.session(actor: ada).create("Anna")
                XCTAssert(FileManager.default.fileExists(atPath: log))
            }
            try await work()
            XCTAssertFalse(FileManager.default.fileExists(atPath: log), "the file alone is the book")
            var left: Session?
            try await CustomerBook.openBlocking(path: path).closing { book in
                left = try await book.session(actor: ada)
            }
            XCTAssertFalse(FileManager.default.fileExists(atPath: log))
            let closed = await failure { try await left?.listCustomers() }
            XCTAssertEqual(closed, .Closed)
        }
    }

    func testASleepingBookIsOneFileAndWakesByItself() async throws {
        try await inFolder { folder in
            let path = folder.appendingPathComponent("customers.db").path
            try await CustomerBook.open(path: path).closing { book in
                try await book.addFirstAdministrator(actor: ada)
                let session = try await book.session(actor: ada)
                try await session.create("Anna")
                try await book.suspend()
                XCTAssertFalse(FileManager.default.fileExists(atPath: path + "-wal"))
                let names = try await session.listCustomers().items.map(\.displayName)
                XCTAssertEqual(names, ["Anna"])
            }
        }
    }

    func testAFileThatIsNoBookIsRefusedAndLeftAsItIs() async throws {
        try await inFolder { folder in
            let garbage = Data((0..<9_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let photo = folder.appendingPathComponent("holiday.jpg")
            try garbage.write(to: photo)
            let refused = await failure { try await CustomerBook.open(path: photo.path) }
            guard case .Storage(let kind, _)? = refused else { return XCTFail("\(String(describing: refused))") }
            XCTAssert([.foreignFile, .corrupt].contains(kind), "\(kind)")
            XCTAssertEqual(try Data(contentsOf: photo), garbage)
            XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder.path), ["holiday.jpg"])
            let nowhere = folder.appendingPathComponent("no such folder/customers.db").path
            XCTAssertThrowsError(try CustomerBook.openBlocking(path: nowhere)) { error in
                guard case .Storage? = error as? CustomerCoreError else { return XCTFail("\(error)") }
            }
        }
    }
}
