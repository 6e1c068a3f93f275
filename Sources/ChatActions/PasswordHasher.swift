internal import CArgon2
internal import ChatDomain
internal import Foundation
internal import NIOPosix
internal import Synchronization

/// Hashes passwords with Argon2id on threads of its own, a few at a time.
///
/// Figures: OWASP Password Storage Cheat Sheet (m = 19 MiB, t = 2, p = 1). The strings are in PHC format.
package final class PasswordHasher: Sendable {
    private static let memoryKiB: UInt32 = 19 * 1024
    private static let passes: UInt32 = 2
    private static let maximumWaiting = 100
    /// In the place of a hash that is not there: comparing with it takes the same steps as with any other.
    private static let nobodys =
        "$argon2id$v=19$m=\(memoryKiB),t=\(passes),p=1$"
        + String(repeating: "A", count: 22) + "$" + String(repeating: "A", count: 43)

    private let threads: NIOThreadPool
    private let waiting = Mutex(0)

    /// - Parameter threads: how many are hashed at once; each takes 19 MiB while it is.
    package init(threads: Int) {
        self.threads = NIOThreadPool(numberOfThreads: threads)
        self.threads.start()
    }

    package func shutDown() async throws {
        try await threads.shutdownGracefully()
    }

    func hash(_ password: String) async throws -> String {
        try await run { try Self.hash(password) }
    }

    /// Takes as long whether or not there is a hash to compare with, so that a stranger cannot tell which names exist.
    func verify(_ password: String, _ hash: String?) async throws -> Bool {
        try await run {
            let bytes = Array(password.utf8)
            let result = argon2id_verify(hash ?? Self.nobodys, bytes, bytes.count)
            return hash != nil && result == ARGON2_OK.rawValue
        }
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isAdmitted = waiting.withLock { waiting in
            guard waiting < Self.maximumWaiting else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else {
            throw ChatError(.unavailable, "Too many people sign in at once. Please try again.", retryAfterSeconds: 2)
        }
        defer { waiting.withLock { $0 -= 1 } }
        return try await threads.runIfActive(work)
    }

    private static func hash(_ password: String) throws -> String {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let bytes = Array(password.utf8)
        let length = argon2_encodedlen(passes, memoryKiB, 1, 16, 32, Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let result = argon2id_hash_encoded(
            passes,
            memoryKiB,
            1,
            bytes,
            bytes.count,
            salt,
            salt.count,
            32,
            &encoded,
            encoded.count
        )
        guard result == ARGON2_OK.rawValue else {
            throw ChatError(.unavailable, "Pollux has no memory left. Please try again.", retryAfterSeconds: 5)
        }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
