// How moments cross.

import Foundation

/// The millisecond that has begun, since 1970. A date counts in fractions: what is as near to a whole millisecond as
/// fractions come is that one. What no whole number can say is the first or the last of them.
func milliseconds(of date: Date) -> Int64 {
    let seconds = date.timeIntervalSince1970
    let nearest = (seconds * 1000).rounded()
    let blur = max(seconds.ulp, date.timeIntervalSinceReferenceDate.ulp)
    let isWhole = abs(nearest / 1000 - seconds) <= blur
    let millis = isWhole ? nearest : (seconds * 1000).rounded(.down)
    if millis <= -0x1p63 { return .min }
    return millis < 0x1p63 ? Int64(millis) : .max  // also what is no number
}
