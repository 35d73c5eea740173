// The data layer of a support app that works without a network: one book in a file, and what each screen
// asks of it. `scripts/test-swift` runs it; with a path as argument it works on that file.

import CustomerCore
import Foundation

/// What the app does with the book. A screen's model holds one of these, and no SQL and no rule.
struct Desk: Sendable {
    let session: Session

    /// A page of the inbox, and the cursor of the next.
    func inbox(after: String?) async throws -> CustomerPage {
        try await session.listCustomers(listing: CustomerListing(sort: .name, limit: 3, after: after))
    }

    /// What stands under the search field. Called at each key: the loop reads no more than is shown.
    func suggestions(_ typed: String) async throws -> [SearchHit] {
        let hits = session.hits(CustomerSearch(text: typed, limit: 3)).prefix(3)
        return try await hits.reduce(into: []) { $0.append($1) }
    }

    func customer(_ id: UUID) async throws -> Customer {
        try await session.getCustomer(id: id)
    }

    /// Adds a phone to a card; the rules that it breaks when it is none.
    func addPhone(customer: UUID, contact: UUID?, typed: String) async throws -> [Violation] {
        do {
            let phone = NewPoint.phone(value: NewPhone(number: typed, kind: .mobile))
            _ = try await session.addPoint(customer: customer, contact: contact, point: phone)
            return []
        } catch CustomerCoreError.Invalid(let violations) {
            return violations
        }
    }

    func incoming(_ call: CallToMatch) async throws -> MatchAnswer {
        try await session.matchCall(call: call)
    }

    func incoming(_ chat: ChatToMatch) async throws -> MatchAnswer {
        try await session.matchChat(chat: chat)
    }

    func settings() async throws -> Settings {
        try await session.getSettings()
    }
}

let ada = Actor(id: "a-1", name: "Ada", kind: .agent)
let now = Date(timeIntervalSince1970: 1_795_339_800)

@main
struct SupportApp {
    static func main() async throws {
        let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("support-\(UUID()).db").path
        let path = CommandLine.arguments.dropFirst().first ?? temporary
        try await CustomerBook.open(path: path).closing { book in
            try await setUp(book)
            // Who Bo is and in which groups says the app's own log-in.
            let bo = Actor(id: "a-2", name: "Bo", kind: .agent)
            let desk = Desk(session: try await book.sessionInGroups(actor: bo, groups: ["agent"]))
            try await showScreens(desk)
            try await showSettings(bo, desk)
            try await showSettings(ada, Desk(session: book.session(actor: ada)))
            // The app goes to the background: the file alone is the book, and no lock is held.
            try await book.suspend()
            print("\nasleep: everything is in one file")
        }
    }

    /// The first start: an administrator, the settings, and whom the app knew before.
    static func setUp(_ book: CustomerBook) async throws {
        do {
            try await book.addFirstAdministrator(actor: ada)
        } catch CustomerCoreError.Conflict {
            return  // not the first
        }
        let session = try await book.session(actor: ada)
        var settings = try await session.getSettings()
        settings.defaultRegion = "DE"
        settings.callMode = .automatic
        _ = try await session.updateSettings(settings: settings)
        let office = NewContact(label: "Office", phones: [NewPhone(number: "030 901820", kind: .business)])
        let known = [
            NewCustomer(fullName: "Anna Müller", email: "anna@example.com", contacts: [office]),
            NewCustomer(fullName: "山田太郎", phone: NewPhone(number: "+81 3-1234-5678")),
            NewCustomer(fullName: "Zoë Öztürk", email: "zoe@example.org"),
            NewCustomer(kind: .entity, fullName: "Anker & Söhne", city: "Kiel"),
        ]
        for case .rejected(let error) in try await session.createCustomers(new: known) { throw error }
    }

    static func showScreens(_ desk: Desk) async throws {
        screen("Inbox")
        var after: String?
        repeat {
            let page = try await desk.inbox(after: after)
            for row in page.items { print(pad(row.displayName, 16), row.email ?? row.phone ?? "-") }
            after = page.next
            if after != nil { print("  ... scrolls") }
        } while after != nil

        screen("Search, as somebody types")
        for typed in ["a", "an", "ann", "muell", "901820"] {
            let names = try await desk.suggestions(typed).map(\.customer.displayName)
            print(pad(typed, 8), names.joined(separator: ", "))
        }

        guard let anna = try await desk.suggestions("muell").first else { return }
        screen("Customer")
        let record = try await desk.customer(anna.customer.id)
        show(record)
        for point in anna.points {
            print("  can \(point.actions.map { "\($0)" }.joined(separator: ", ")): \(text(point.value))")
        }

        screen("Add a phone")
        for typed in ["12", "0151 / 234 567 89"] {
            let broken = try await desk.addPhone(customer: record.id, contact: record.contacts.first?.id, typed: typed)
            let told = broken.map { "\($0.field): \(message($0))" }.joined(separator: ", ")
            print("\"\(typed)\": \(broken.isEmpty ? "added" : told)")
        }
        show(try await desk.customer(record.id))

        screen("It rings")
        for (id, number) in [("c-1", "+4915123456789"), ("c-2", "+44 20 7946 0000"), ("c-3", "")] {
            let call = CallToMatch(callId: id, caller: number, phase: .accepted, at: now)
            let answer = try await desk.incoming(call)
            print(pad(number.isEmpty ? "withheld" : number, 17), try await who(desk, answer))
        }

        screen("Somebody writes")
        let chat = ChatToMatch(
            chatId: "w-1", channel: .whatsapp, account: "shop", userId: "4915123456789", userIdVerified: true,
            displayName: "anna", at: now)
        print("WhatsApp:", try await who(desk, desk.incoming(chat)))
        let visitor = ChatToMatch(chatId: "v-1", channel: .webchat, emails: ["ZOE@example.org"], at: now)
        print("web chat:", try await who(desk, desk.incoming(visitor)))
    }

    static func showSettings(_ actor: Actor, _ desk: Desk) async throws {
        screen("Settings, for \(actor.name)")
        do {
            let of = try await desk.settings()
            print("phones without + are of \(of.defaultRegion ?? "no country")")
            print("unknown callers are \(of.callMode), unknown chats \(of.chatMode)")
        } catch CustomerCoreError.Denied(let missing) {
            print("not shown: \(missing.count) permission is missing")
        }
    }

    static func screen(_ name: String) { print("\n== \(name)") }

    static func pad(_ text: String, _ width: Int) -> String {
        text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
    }

    static func show(_ customer: Customer) {
        print("\(customer.displayName), \(customer.kind)")
        for contact in customer.contacts {
            print("  [\(contact.label ?? "card")]")
            for point in contact.points { print("    \(point.kind): \(text(point.value))") }
        }
    }

    /// What the actor may see of an address.
    static func text(_ value: ShownValue) -> String {
        switch value {
        case .email(let email): email.asTyped
        case .phone(let phone): phone.e164 ?? phone.digits
        case .handle(let handle): handle.value
        case .masked(let part): part
        case .withheld: "(hidden)"
        }
    }

    /// The app's own words, in the language of its user.
    static func message(_ violation: Violation) -> String {
        switch violation.rule {
        case .tooFewDigits: "at least \(violation.limit ?? 0) digits"
        case .required: "must be filled in"
        default: violation.rule.rawValue.replacingOccurrences(of: "_", with: " ")
        }
    }

    static func who(_ desk: Desk, _ answer: MatchAnswer) async throws -> String {
        switch answer.outcome {
        case .assigned(let customer): return "it is \(try await desk.customer(customer).displayName)"
        case .created(let customer?): return "new: \(try await desk.customer(customer).displayName)"
        case .candidates(let all): return "one of \(all.map(\.displayName).joined(separator: ", "))"
        case .noMatch(let draft, _): return "nobody yet; a new customer could have \(draft.phone ?? "no phone")"
        case .unidentified: return "no number, so nobody can be known"
        default: return "\(answer.outcome)"
        }
    }
}
