// The data layer of a support app that works without a network: one book in a file, and what each screen
// asks of it. `scripts/test-kotlin` runs it; with a path as argument it works on that file.
package customercore.example

import customercore.*
import java.io.File
import java.time.Instant
import java.util.UUID
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking

/** What the app does with the book. A screen's model holds one of these, and no SQL and no rule. */
class Desk(private val session: Session) {
    /** A page of the inbox, and the cursor of the next. */
    suspend fun inbox(after: String?): CustomerPage =
        session.listCustomers(CustomerListing(sort = CustomerSort.NAME, limit = 3u, after = after))

    /** What stands under the search field. Called at each key: the flow reads no more than is shown. */
    suspend fun suggestions(typed: String): List<SearchHit> =
        session.hits(CustomerSearch(text = typed, limit = 3u)).take(3).toList()

    suspend fun customer(id: UUID): Customer = session.getCustomer(id)

    /** Adds a phone to a card; the rules that it breaks when it is none. */
    suspend fun addPhone(customer: UUID, contact: UUID?, typed: String): List<Violation> =
        try {
            session.addPoint(customer, contact, NewPoint.Phone(NewPhone(typed, kind = PhoneKind.MOBILE)))
            emptyList()
        } catch (bad: CustomerCoreException.Invalid) {
            bad.violations
        }

    suspend fun incoming(call: CallToMatch): MatchAnswer = session.matchCall(call)

    suspend fun incoming(chat: ChatToMatch): MatchAnswer = session.matchChat(chat)

    suspend fun settings(): Settings = session.getSettings()
}

private val ada = Actor("a-1", "Ada", ActorKind.AGENT)
private val now = Instant.parse("2026-11-22T09:30:00Z")

fun main(arguments: Array<String>) = runBlocking {
    val path = arguments.firstOrNull() ?: File.createTempFile("support", ".db").also { it.delete() }.path
    CustomerBook.open(path).useBook { book ->
        setUp(book)
        // Who Bo is and in which groups says the app's own log-in.
        val bo = Actor("a-2", "Bo", ActorKind.AGENT)
        book.sessionInGroups(bo, listOf("agent")).use { session ->
            showScreens(Desk(session))
            showSettings(bo, Desk(session))
        }
        book.session(ada).use { showSettings(ada, Desk(it)) }
        // The app goes to the background: the file alone is the book, and no lock is held.
        book.suspend()
        println("\nasleep: everything is in one file")
    }
}

/** The first start: an administrator, the settings, and whom the app knew before. */
private suspend fun setUp(book: CustomerBook) {
    try {
        book.addFirstAdministrator(ada)
    } catch (_: CustomerCoreException.Conflict) {
        return // not the first
    }
    book.session(ada).use { session ->
        session.updateSettings(session.getSettings().copy(defaultRegion = "DE", callMode = CreationMode.AUTOMATIC))
        val office = NewContact(label = "Office", phones = listOf(NewPhone("030 901820", kind = PhoneKind.BUSINESS)))
        val known = listOf(
            NewCustomer(fullName = "Anna Müller", email = "anna@example.com", contacts = listOf(office)),
            NewCustomer(fullName = "山田太郎", phone = NewPhone("+81 3-1234-5678")),
            NewCustomer(fullName = "Zoë Öztürk", email = "zoe@example.org"),
            NewCustomer(kind = CustomerKind.ENTITY, fullName = "Anker & Söhne", city = "Kiel"),
        )
        for (outcome in session.createCustomers(known)) {
            if (outcome is CreateOutcome.Rejected) throw outcome.error
        }
    }
}

private suspend fun showScreens(desk: Desk) {
    screen("Inbox")
    var after: String? = null
    do {
        val page = desk.inbox(after)
        page.items.forEach { println("${it.displayName.padEnd(16)} ${it.email ?: it.phone ?: "-"}") }
        after = page.next
        if (after != null) println("  ... scrolls")
    } while (after != null)

    screen("Search, as somebody types")
    for (typed in listOf("a", "an", "ann", "muell", "901820")) {
        println("${typed.padEnd(8)} ${desk.suggestions(typed).joinToString { it.customer.displayName }}")
    }

    val anna = desk.suggestions("muell").first()
    screen("Customer")
    show(desk.customer(anna.customer.id))
    for (point in anna.points) println("  can ${point.actions.joinToString { it.name.lowercase() }}: ${text(point.value)}")

    screen("Add a phone")
    val card = desk.customer(anna.customer.id).contacts.first().id
    for (typed in listOf("12", "0151 / 234 567 89")) {
        val broken = desk.addPhone(anna.customer.id, card, typed)
        println("\"$typed\": ${broken.ifEmpty { null }?.joinToString { "${it.field}: ${message(it)}" } ?: "added"}")
    }
    show(desk.customer(anna.customer.id))

    screen("It rings")
    for ((id, number) in listOf("c-1" to "+4915123456789", "c-2" to "+44 20 7946 0000", "c-3" to "")) {
        val answer = desk.incoming(CallToMatch(id, number, phase = CallPhase.ACCEPTED, at = now))
        println("${number.ifEmpty { "withheld" }.padEnd(17)} ${who(desk, answer)}")
    }

    screen("Somebody writes")
    val chat = ChatToMatch(
        "w-1", HandleChannel.WHATSAPP, account = "shop", userId = "4915123456789", userIdVerified = true,
        displayName = "anna", at = now,
    )
    println("WhatsApp: ${who(desk, desk.incoming(chat))}")
    val visitor = ChatToMatch("v-1", HandleChannel.WEBCHAT, emails = listOf("ZOE@example.org"), at = now)
    println("web chat: ${who(desk, desk.incoming(visitor))}")
}

private suspend fun showSettings(actor: Actor, desk: Desk) {
    screen("Settings, for ${actor.name}")
    try {
        val of = desk.settings()
        println("phones without + are of ${of.defaultRegion}")
        println("unknown callers are ${of.callMode.name.lowercase()}, unknown chats ${of.chatMode.name.lowercase()}")
    } catch (denied: CustomerCoreException.Denied) {
        println("not shown: ${denied.missing.size} permission is missing")
    }
}

private fun screen(name: String) = println("\n== $name")

private fun show(customer: Customer) {
    println("${customer.displayName}, ${customer.kind.name.lowercase()}")
    for (contact in customer.contacts) {
        println("  [${contact.label ?: "card"}]")
        for (point in contact.points) println("    ${point.kind.name.lowercase()}: ${text(point.value)}")
    }
}

/** What the actor may see of an address. */
private fun text(value: ShownValue): String = when (value) {
    is ShownValue.Email -> value.value.asTyped
    is ShownValue.Phone -> value.value.e164 ?: value.value.digits
    is ShownValue.Handle -> value.value.value
    is ShownValue.Masked -> value.value
    ShownValue.Withheld -> "(hidden)"
}

/** The app's own words, in the language of its user. */
private fun message(violation: Violation): String = when (violation.rule) {
    Rule.TOO_FEW_DIGITS -> "at least ${violation.limit} digits"
    Rule.REQUIRED -> "must be filled in"
    else -> violation.rule.word.replace('_', ' ')
}

private suspend fun who(desk: Desk, answer: MatchAnswer): String = when (val outcome = answer.outcome) {
    is MatchOutcome.Assigned -> "it is ${desk.customer(outcome.customer).displayName}"
    is MatchOutcome.Created -> "new: ${outcome.customer?.let { desk.customer(it).displayName }}"
    is MatchOutcome.Candidates -> "one of ${outcome.candidates.joinToString { it.displayName }}"
    is MatchOutcome.NoMatch -> "nobody yet; a new customer could have ${outcome.draft.phone ?: outcome.draft.sharedEmails}"
    is MatchOutcome.Unidentified -> "no number, so nobody can be known"
    else -> outcome.toString()
}
