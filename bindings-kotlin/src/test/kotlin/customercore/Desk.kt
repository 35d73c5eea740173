package customercore

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking

/** What the tests share: a book in memory, and somebody who works with it. */
internal val ada = Actor("a-1", "Ada", ActorKind.AGENT)

/** JUnit wants tests that answer nothing. */
internal fun test(work: suspend CoroutineScope.() -> Unit) = runBlocking { work() }

internal suspend fun <T> CustomerBook.asAda(work: suspend (Session) -> T): T = session(ada).use { work(it) }

internal fun atDesk(work: suspend (Session) -> Unit) = test { atDeskOf(CustomerBook.openInMemory(), work) }

internal suspend fun atDeskOf(opened: CustomerBook, work: suspend (Session) -> Unit) = opened.useBook { book ->
    book.addFirstAdministrator(ada)
    book.asAda(work)
}

internal fun inFolder(work: suspend CoroutineScope.(Path) -> Unit) = test {
    val folder = Files.createTempDirectory("customercore")
    try {
        work(folder)
    } finally {
        folder.toFile().deleteRecursively()
    }
}

internal suspend fun Session.named(vararg names: String) = createCustomers(names.map { NewCustomer(fullName = it) })

internal fun callFrom(number: String, id: String, at: Instant) =
    CallToMatch(id, number, phase = CallPhase.ACCEPTED, at = at)
