internal import Foundation

/// Waits for the next day, of UTC, when this one has less than two minutes left: what a test does by the day is done within one.
package func waitForRoomInTheDay() async throws {
    let day = 86_400.0
    let left = day - Date().timeIntervalSince1970.truncatingRemainder(dividingBy: day)
    // The clock itself is what is waited for.
    if left < 120 { try await Task.sleep(for: .seconds(left + 1)) }
}
