package customercore

import kotlin.system.exitProcess
import org.junit.runner.Description
import org.junit.runner.JUnitCore
import org.junit.runner.notification.Failure
import org.junit.runner.notification.RunListener

/** Runs all tests, tells each, and counts them as the other suites of the repository do. */
fun main() {
    val core = JUnitCore()
    core.addListener(object : RunListener() {
        private var failed = false

        override fun testStarted(test: Description) {
            failed = false
        }

        override fun testFailure(failure: Failure) {
            failed = true
            println("FAILED  ${failure.description.displayName}\n${failure.trimmedTrace}")
        }

        override fun testFinished(test: Description) {
            if (!failed) println("ok      ${test.methodName}")
        }
    })
    val result = core.run(
        BookTest::class.java, WordTest::class.java, FlowTest::class.java, WaitTest::class.java, StressTest::class.java,
    )
    println("Kotlin  ${result.runCount - result.failureCount} passed, ${result.failureCount} failed")
    exitProcess(if (result.wasSuccessful()) 0 else 1)
}
