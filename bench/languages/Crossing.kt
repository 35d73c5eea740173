// What crossing into Kotlin costs: `Crossing TEXTS BOOK` prints name, items, ns CPU and ns wall an item.

import com.sun.management.OperatingSystemMXBean
import customercore.*
import java.io.File
import java.lang.management.ManagementFactory

/** The first ones warm up, for the compiler compiles what runs often. */
private const val WARM_UP = 12
private const val ROUNDS = 7

private val system = ManagementFactory.getOperatingSystemMXBean() as OperatingSystemMXBean

private fun measure(name: String, count: Int, work: () -> Any) {
    val cpu = mutableListOf<Long>()
    val wall = mutableListOf<Long>()
    repeat(WARM_UP + ROUNDS) { round ->
        val before = system.processCpuTime to System.nanoTime()
        work()
        val after = system.processCpuTime to System.nanoTime()
        if (round >= WARM_UP) {
            cpu += (after.first - before.first) / count
            wall += (after.second - before.second) / count
        }
    }
    println("$name\t$count\t${cpu.sorted()[ROUNDS / 2]}\t${wall.sorted()[ROUNDS / 2]}")
}

fun main(arguments: Array<String>) {
    val lines = File(arguments[0]).readLines().map { it.split('\t') }
    val phones = lines.filter { it[0] == "phone" }.map { it[1] }
    val emails = lines.filter { it[0] == "email" }.map { it[1] }
    val book = CustomerBook.openBlocking(arguments[1])
    val session = book.sessionBlocking(Actor(id = "bench", name = "Bench", kind = ActorKind.AGENT))
    val points = emails.map { NewPoint.Email(NewEmail(address = it)) }
    check(session.findIdsByAddressBlocking(points).any { it is AddressOutcome.Found && it.customers.isNotEmpty() })
    measure("phones", phones.size) { parsePhones(phones) }
    measure("emails", emails.size) { parseEmails(emails) }
    measure("look-ups", points.size) { session.findIdsByAddressBlocking(points) }
    book.closeBookBlocking()
}
