import CustomerCore
import XCTest

/// What is told to people and logs: words, codes, messages, and what a record shows of itself.
final class WordTests: XCTestCase {
    func testTheMessageOfAnErrorIsTheOneOfEveryLanguage() async throws {
        try await atDesk { session in
            let bad = NewCustomer(email: "nobody", phone: NewPhone(number: "12"))
            let error = await failure { try await session.createCustomer(new: bad) }
            let rules = [
                "`name` breaks the rule `required`", "`email` breaks the rule `no_at_sign`",
                "`phone` breaks the rule `too_few_digits` (limit 4)",
            ]
            let message = "invalid input: " + rules.joined(separator: ", ")
            XCTAssertEqual(error?.errorDescription, message)
            XCTAssertEqual(error?.localizedDescription, message)
            XCTAssertEqual("\(try XCTUnwrap(error))", message)
            XCTAssertEqual(CustomerCoreError.Closed.localizedDescription, "the book is closed")
        }
    }

    // Dec.10: the answers are those of every language.
    func testWordsAndCodesAreThoseOfEveryLanguage() async throws {
        try await atDesk { session in
            let error = await failure { try await session.createCustomer(new: NewCustomer(email: "nobody")) }
            XCTAssertEqual(error?.code, "invalid")
            XCTAssertEqual(rules(of: error).last?.rawValue, "no_at_sign")
            XCTAssertEqual(Permission(rawValue: "customer.view"), .customerView)
            XCTAssertNil(Permission(rawValue: "customerView"))
            XCTAssertGreaterThan(Rule.allCases.count, 50)
            for rule in Rule.allCases { XCTAssertEqual(Rule(rawValue: rule.rawValue), rule) }
            XCTAssertEqual(CustomerCoreError.NotFound(what: "customer").code, "not_found")
            XCTAssertEqual(MatchOutcome.notACustomer(reason: NotACustomerReason.allCases[0]).word, "not_a_customer")
            XCTAssertEqual(CardVersion.v3.rawValue, "3.0")
        }
    }

    func testWhatHasAUsualValueCanBeLeftOut() async throws {
        try await atDesk { session in
            let options = ImportOptions(batchRows: 10)
            XCTAssertEqual(options.file, FileOptions())
            XCTAssertEqual(options.existing, .update)
            XCTAssertEqual(Grant(permission: .customerView).effect, .allow)
            XCTAssertEqual(Grant(permission: .customerView).scope, .book)
            XCTAssertEqual(CustomerListing().sort, .name)
            XCTAssertEqual(NewCustomer().kind, .person)
            XCTAssertEqual(Settings().senders, SenderSettings())
            var settings = try await session.getSettings()
            settings.version = 0
            settings.updatedAt = nil
            XCTAssertEqual(settings, Settings())
            XCTAssertEqual(Settings().deleteBlockedBy, [.ticket, .chat])
            XCTAssertEqual(EffectivePermissions().book, [])
        }
    }

    // T39: what a record says of a person is not printed.
    func testWhatARecordSaysOfAPersonIsNotShownInLogs() async throws {
        try await atDesk { session in
            let new = NewCustomer(
                fullName: "Anna Geheim", email: "anna@secret.example", phone: NewPhone(number: "+49 30 901820"),
                city: "secret town", contacts: [NewContact(label: "secretly at home")])
            let anna = try await session.createCustomer(new: new).customer
            let found = try await session.findByAddress(address: .email(value: NewEmail(address: "anna@secret.example")))
            let call = CallToMatch(callId: "call 1", caller: "+49 30 901820", phase: .accepted, at: Date())
            let answers: [Any] = [
                new, anna, anna.contacts, found, CustomerListing(text: "geheim secret"), CustomerPatch(fullName: "Geheim"),
                try await session.listCustomers(), try await session.searchCustomers(search: CustomerSearch(text: "geheim")),
                try await session.matchCall(call: call), NewPoint.phone(value: NewPhone(number: "+49 30 901820")),
                try parsePhone(text: "+49 30 901820"), ShownValue.masked(value: "secret"),
                CustomerSearch(
                    filter: .field(value: FieldCondition(field: .fullName, test: .is(value: ["Geheim"])))),
            ]
            for answer in answers {
                for text in ["\(answer)", String(reflecting: answer)] {
                    for secret in ["Geheim", "geheim", "secret", "901820"] {
                        XCTAssertFalse(text.contains(secret), text)
                    }
                }
            }
            XCTAssert("\(anna)".contains("\(anna.id)") && "\(anna)".contains("version: 1"), "\(anna)")
        }
    }
}
