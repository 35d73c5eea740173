/** Lists and files as flows, and a book that is closed behind a block. */
@file:JvmName("Pages")

package customercore

import java.util.UUID
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext

/** As many entries of the change log are asked for at once: the most that the core gives. */
private const val ENTRIES = 500u

/**
 * The customers of a list, page by page as they are collected. [CustomerListing.limit] is the size of a
 * page, not of the flow: `take` ends it, and then no further page is read.
 */
fun Session.customers(listing: CustomerListing = CustomerListing()): Flow<CustomerSummary> =
    pages(listing.after) { after ->
        val page = listCustomers(listing.copy(after = after))
        page.items to page.next
    }

/** What a search finds, the best first, page by page as it is collected. */
fun Session.hits(search: CustomerSearch): Flow<SearchHit> =
    pages(search.after) { after ->
        val page = searchCustomers(search.copy(after = after))
        page.items to page.next
    }

/** As [hits], for a text alone. */
fun Session.hits(text: String): Flow<SearchHit> = hits(CustomerSearch(text = text))

/**
 * The change log behind an entry, the oldest first, of one customer if it is named. The flow ends at the
 * newest entry; whoever follows the log begins again behind the last one that came.
 */
fun Session.changes(after: ULong = 0uL, customer: UUID? = null): Flow<ChangeEntry> = flow {
    var last = after
    while (true) {
        val entries = listChanges(last, customer, ENTRIES)
        entries.forEach { emit(it) }
        last = entries.lastOrNull()?.seq ?: break
    }
}

/**
 * The batches of an import, each done when it is asked for: one that is not collected is not imported.
 * Cancelling the coroutine in the middle of a batch cancels the import, and of that batch nothing is
 * written: the coroutine ends when the batch has. A flow of what is done already is empty.
 */
fun Import.batches(): Flow<ImportBatch> = flow {
    while (true) emit(stopping(job()) { nextBatch() } ?: break)
}

/**
 * The octets of an export, in pieces of the core's choosing. Cancelling the coroutine cancels the export, and the
 * coroutine ends when the piece at work has.
 */
fun Export.chunks(): Flow<ByteArray> = flow {
    while (true) emit((stopping(job()) { nextChunk() } ?: break).bytes)
}

/**
 * Works with a book, and closes it for good: `use` lets go of the handle alone, and the file stays open
 * for as long as a session of it is alive somewhere.
 */
suspend fun <T> CustomerBook.useBook(block: suspend (CustomerBook) -> T): T = use { book ->
    var broken: Throwable? = null
    try {
        block(book)
    } catch (thrown: Throwable) {
        broken = thrown
        throw thrown
    } finally {
        // A cancelled coroutine closes its book too.
        withContext(NonCancellable) {
            try {
                book.closeBook()
            } catch (thrown: CustomerCoreException) {
                // What broke the block is the news.
                broken?.addSuppressed(thrown) ?: throw thrown
            }
        }
    }
}

private fun <T> pages(first: String?, read: suspend (String?) -> Pair<List<T>, String?>): Flow<T> = flow {
    var after = first
    do {
        val (items, next) = read(after)
        items.forEach { emit(it) }
        after = next
    } while (after != null)
}

/** Work of the core goes on when nobody waits for it any more: it has to be told, and its end is waited for. */
private suspend fun <T> stopping(job: JobHandle, step: suspend () -> T): T =
    job.use {
        val context = currentCoroutineContext().apply { ensureActive() }
        // Not a child of the coroutine: what was cancelled with it would not wait for the end of the work.
        val work = CoroutineScope(context + NonCancellable).async { step() }
        try {
            work.await()
        } catch (gone: CancellationException) {
            job.cancel()
            withContext(NonCancellable) { work.join() }
            throw gone
        }
    }
