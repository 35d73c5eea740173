import CustomerCore
import XCTest

final class BookTests: XCTestCase {
    func testPlaceholder() {}
}
