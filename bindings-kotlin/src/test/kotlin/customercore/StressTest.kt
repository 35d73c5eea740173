package customercore

import java.io.File
import java.util.UUID
import java.util.concurrent.atomic.AtomicInteger
import kotlin.io.path.div
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.count

/**
 * Eight coroutines on one file, for as many seconds as `STRESS_SECONDS` says, and for as many edits as it takes to see
 * whether what the process holds still grows.
 */
class StressTest {
    private val time = (System.getenv("STRESS_SECONDS")?.toInt() ?: 3).seconds

    /** Before so many edits the machine of Java and the caches of the book are still filling. */
    private val warmEdits = 1_000

    @Test
    fun `eight coroutines write and read one book, and all of it is there`() = inFolder { folder ->
        val path = (folder / "customers.db").toString()
        val edits = AtomicInteger()
        val written = CustomerBook.open(path).useBook { book ->
            book.addFirstAdministrator(ada)
            val (warmFrom, until) = TimeSource.Monotonic.markNow().let { (it + time / 4) to (it + time) }
            val isOver = { until.hasPassedNow() && (edits.get() >= 2 * warmEdits || (until + PATIENCE).hasPassedNow()) }
            val warm = async(Dispatchers.IO) {
                // No longer than the work: it may have broken.
                while ((warmFrom.hasNotPassedNow() || edits.get() < warmEdits) && !isOver()) delay(20)
                edits.get() to held()
            }
            val written = (1..8).map { worker -> async(Dispatchers.IO) { work(book, worker, isOver, edits) } }
            written.awaitAll().flatten().also { didNotGrow(warm.await(), edits.get() to held()) }
        }
        assertTrue(written.size >= 8)
        CustomerBook.open(path).useBook { book ->
            assertEquals(emptyList(), book.check().problems)
            book.asAda { session ->
                assertEquals(written.toSet().size, session.customers(CustomerListing(limit = 500u)).count())
                var versions = 0
                for (id in written) versions += session.getCustomer(id).version.toInt() - 1
                assertEquals(edits.get(), versions)
            }
        }
        println("stress: ${written.size} customers, $edits edits in at least $time")
    }

    /** What the process holds in KiB, as Linux tells it, when the garbage is gone. */
    private fun held(): Long? {
        System.gc()
        val status = File("/proc/self/status").takeIf { it.exists() } ?: return null
        return status.readLines().first { it.startsWith("VmRSS:") }.filter { it.isDigit() }.toLong()
    }

    /** After so many edits so many KiB. */
    private fun didNotGrow(warm: Pair<Int, Long?>, end: Pair<Int, Long?>) {
        val (before, after) = warm.second to end.second
        if (before == null || after == null) return println("stress: this system does not tell what a process holds")
        println("stress: $before KiB held after ${warm.first} edits, $after KiB after ${end.first}")
        // The caches of the book grow with it for a while: what is more than they hold is lost.
        assertTrue(after <= before + before / 10 + 8 * 1024, "$after KiB held, and $before KiB before")
    }

    private suspend fun work(
        book: CustomerBook, worker: Int, isOver: () -> Boolean, edits: AtomicInteger,
    ): List<UUID> = book.asAda { session ->
        val mine = mutableListOf<UUID>()
        do {
            // Half of them wait on threads of their own, as a program without coroutines does.
            val new = NewCustomer(fullName = "Worker $worker ${mine.size}", email = "w$worker.${mine.size}@example.com")
            val made = (if (worker % 2 == 0) session.createCustomer(new) else session.createCustomerBlocking(new)).customer
            mine += made.id
            if (session.updateCustomer(made.id, made.version, CustomerPatch(city = "Bonn")).customer.version == 2uL) edits.incrementAndGet()
            session.searchCustomers(CustomerSearch(text = "worker $worker"))
        } while (!isOver())
        mine
    }
}
