package customercore

import java.time.Duration
import java.util.concurrent.atomic.AtomicInteger
import kotlin.io.path.div
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout

/** Calls that wait for others, and those that do not. What is shown is an order, and never how long something took. */
class WaitTest {
    private val options = ImportOptions(batchRows = 10_000u)

    /** The turn to write is another's: a write waits until the work lets go of it. */
    private fun whileAnotherWrites(work: suspend CoroutineScope.(Session, Turn) -> Unit) = inFolder { folder ->
        val path = folder / "customers.db"
        val patient = BookOptions(busyTimeout = Duration.ofMinutes(10))
        atDeskOf(CustomerBook.open(path.toString(), patient)) { session ->
            coroutineScope { Turn(path).use { turn -> work(session, turn) } }
        }
    }

    /** A call that is on its way when this comes back: the library has been asked. */
    private fun CoroutineScope.write(session: Session, name: String): Job =
        launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) { session.named(name) }

    @Test
    fun `a job, a summary and progress are told while a batch is at work`() = inFolder { folder ->
        atDeskOf(CustomerBook.openInMemory()) { session ->
            coroutineScope {
                SlowFile(folder).use { file ->
                    val running = session.startImport(file.source, options)
                    val batch = async(Dispatchers.Default) { runCatching { running.nextBatch() } }
                    file.untilABatchReads()
                    val told = async(Dispatchers.IO) {
                        running.job().use { job -> job.progress().rows.also { job.cancel() } } + running.summary().progress.rows
                    }
                    assertEquals(0uL, withTimeout(PATIENCE) { told.await() })
                    assertTrue(batch.isActive, "its file has not ended")
                    file.close()
                    val stopped = withTimeout(PATIENCE) { batch.await() }
                    assertFailsWith<CustomerCoreException.Cancelled> { stopped.getOrThrow() }
                    assertEquals(0uL, running.summary().progress.rows, "the batch was stopped")
                    running.close()
                }
            }
        }
    }

    @Test
    fun `an export tells how far it is`() = atDesk { session ->
        session.named("Anna", "Bo")
        session.exportCustomers().use { running ->
            assertEquals(0uL, running.progress().rows)
            running.nextChunk()
            assertEquals(2uL, running.progress().rows)
        }
    }

    @Test
    fun `reads do not wait for writes that wait`() = whileAnotherWrites { session, turn ->
        val writes = (1..8).map { write(session, "Writer $it") }
        withTimeout(PATIENCE) { repeat(5) { assertEquals(0, session.listCustomers().items.size) } }
        assertTrue(writes.all { it.isActive }, "the writes wait for their turn")
        turn.close()
        withTimeout(PATIENCE) { writes.forEach { it.join() } }
        assertEquals(8, session.listCustomers().items.size)
    }

    @Test
    fun `a call that was cancelled before its turn is not made`() = whileAnotherWrites { session, turn ->
        val writes = (1..20).map { write(session, "Writer $it") }
        assertTrue(writes.all { it.isActive }, "they wait for their turn")
        withTimeout(PATIENCE) { writes.forEach { it.cancelAndJoin() } } // while the turn is still another's
        turn.close()
        withTimeout(PATIENCE) { session.named("Last") }
        val written = session.listCustomers(CustomerListing(text = "writer")).items.size
        assertTrue(written <= 4, "$written of 20 were written: those alone that had begun to wait for their turn")
    }

    /** The pause is made longer until a call comes back before it ends, and shorter until one does not. */
    @Test
    fun `calls may be cancelled at any moment`() = atDesk { session ->
        session.named("Anna", "Bo")
        val (answered, cancelled) = listOf(AtomicInteger(), AtomicInteger())
        coroutineScope {
            var pause = 1_000L
            repeat(500) {
                val before = answered.get()
                // It has been asked for before it is cancelled.
                val search = launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) {
                    try {
                        assertEquals(1, session.searchCustomers(CustomerSearch(text = "anna")).items.size)
                        answered.incrementAndGet()
                    } catch (gone: CancellationException) {
                        cancelled.incrementAndGet()
                        throw gone
                    }
                }
                Thread.sleep(pause / 1_000_000, (pause % 1_000_000).toInt())
                search.cancelAndJoin()
                pause = if (answered.get() > before) pause / 2 else pause * 2 + 1_000
            }
        }
        assertEquals(500, answered.get() + cancelled.get())
        assertTrue(answered.get() > 0, "all were cancelled")
        assertTrue(cancelled.get() > 0, "none was cancelled")
        assertEquals(1, session.searchCustomers(CustomerSearch(text = "anna")).items.size)
    }

    @Test
    fun `long work does not stop what is short`() = inFolder { folder ->
        atDeskOf(CustomerBook.open((folder / "customers.db").toString())) { session ->
            coroutineScope {
                // As many as may work at a time.
                val files = (1..16).map { SlowFile(folder, "$it.csv") }
                try {
                    val running = files.map { session.startImport(it.source, options) }
                    val batches = running.map { launch(Dispatchers.Default) { runCatching { it.nextBatch() } } }
                    files.forEach { it.untilABatchReads() }
                    withTimeout(PATIENCE) { session.listCustomers() }
                    withTimeout(PATIENCE) { session.named("Anna") }
                    assertTrue(batches.all { it.isActive }, "no file has ended")
                    files.forEach { it.close() }
                    withTimeout(PATIENCE) { batches.forEach { it.join() } }
                    running.forEach { it.close() }
                } finally {
                    files.forEach { it.close() }
                }
            }
        }
    }
}
