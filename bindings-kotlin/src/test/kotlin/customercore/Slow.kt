package customercore

import java.io.FileOutputStream
import java.io.RandomAccessFile
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread
import kotlin.io.path.div
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeout

/** No test waits longer for what has to come, and none says how fast it comes. */
internal val PATIENCE = 2.minutes

/** Waits until it is so. */
internal suspend fun until(isSo: () -> Boolean) = withTimeout(PATIENCE) { while (!isSo()) delay(10) }

/**
 * A file of customers whose end comes when it is closed: a batch that reads it is at work until then, however fast
 * the machine is.
 */
internal class SlowFile(folder: Path, name: String = "slow.csv") : AutoCloseable {
    val source = ImportSource.Path((folder / name).toString())
    private val begun = CompletableDeferred<Unit>()
    private val closed = CountDownLatch(1)

    init {
        check(ProcessBuilder("mkfifo", source.path).inheritIO().start().waitFor() == 0) { "no pipe could be made" }
        // To open a pipe waits for who reads it, and to write into it for room.
        thread(isDaemon = true) {
            runCatching {
                FileOutputStream(source.path).use { file ->
                    file.write(rows())
                    begun.complete(Unit)
                    closed.await()
                }
            }.onFailure { begun.completeExceptionally(it) }
        }
    }

    /** Its last row has no end yet, and is longer than what is looked at before the first batch and a pipe together. */
    private fun rows() = buildString {
        append("full_name,email\nAnna,anna@example.com\nBo,bo@example.com\n")
        repeat(400 * 1024) { append('x') }
    }.encodeToByteArray()

    /** A batch is in the middle of the last row: else there would have been no room for all of it. */
    suspend fun untilABatchReads() = withTimeout(PATIENCE) { begun.await() }

    override fun close() = closed.countDown()
}

/** The turn to write a book, taken as another program takes it, until it is closed. */
internal class Turn(book: Path) : AutoCloseable {
    // Another process: the locks of a file are those of a process, and let go of when it closes the file anywhere.
    private val other = ProcessBuilder(
        "${System.getProperty("java.home")}/bin/java", "-Xmx32m", "-cp", System.getProperty("java.class.path"),
        "customercore.SlowKt", "$book-shm",
    ).redirectError(ProcessBuilder.Redirect.INHERIT).start()

    init {
        check(other.inputStream.read() != -1) { "the turn could not be taken" }
    }

    override fun close() {
        other.outputStream.close()
        other.waitFor()
    }
}

/** Where SQLite's index of the log has the lock of who writes. */
private const val WRITES = 120L

/** The other program: it has the turn until its input ends. */
fun main(arguments: Array<String>) {
    RandomAccessFile(arguments.single(), "rw").channel.use { index ->
        index.lock(WRITES, 1, false)
        println("taken")
        System.`in`.read()
    }
}
