package import ChatDomain
internal import Crypto
internal import Foundation

/// Seals what the database keeps and must be able to give back, with AES-GCM under a key beside it: a copy of the database
/// alone, a backup for instance, opens none of it.
package struct SecretBox: Sendable {
    /// `nil`: it opens and seals nothing.
    private let key: SymmetricKey?

    /// Why the key cannot be used, in one sentence for the operator.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    /// Of nobody who signs in: for the console, which gives up what the lost key has sealed.
    package static let withoutKey = SecretBox(key: nil)

    private init(key: SymmetricKey?) {
        self.key = key
    }

    /// - Parameters:
    ///   - path: 32 bytes that only the server's own user may read; made when it is missing.
    ///   - factors: those that are on. A key that opens none of them is refused, and no new one takes the place of theirs.
    /// - Throws: `Unusable`.
    package init(path: String, factors: [SealedFactor] = []) throws {
        do {
            if !FileManager.default.fileExists(atPath: path) {
                guard factors.isEmpty else {
                    throw Unusable(description: "\(path) is missing: \(Self.ways(factors, path))")
                }
                try Self.makeKey(path)
            }
            try self.init(reading: path)
            // A backup may have put it back with other rights.
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch let error as Unusable {
            throw error
        } catch {
            throw Unusable(description: "The key in \(path) cannot be read or made: \(error.localizedDescription)")
        }
        // One of several that is damaged itself is that user's trouble, and no reason to keep everybody out. Of a single one
        // nobody can tell.
        guard factors.isEmpty || factors.contains(where: opens) else {
            throw Unusable(description: "\(path) is not the key that the server had: \(Self.ways(factors, path))")
        }
    }

    /// Takes the key as it is, and changes nothing.
    ///
    /// - Throws: `Unusable`.
    package init(reading path: String) throws {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw Unusable(description: "The key in \(path) cannot be read: \(error.localizedDescription)")
        }
        guard bytes.count == 32 else {
            throw Unusable(description: "The key in \(path) is damaged: not 32 bytes. Take it from a backup.")
        }
        key = SymmetricKey(data: bytes)
    }

    package func opens(_ factor: SealedFactor) -> Bool {
        (try? open(factor.sealedSecret, for: Self.context(ofFactor: factor.user))) != nil  // why not is told by the key
    }

    /// What is to be done when the key of these is not there.
    package static func ways(_ factors: [SealedFactor], _ path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        let users = factors.count == 1 ? "1 user" : "\(factors.count) users"
        return """
            the second factors of \(users) cannot be opened. Take secrets.key from a backup, or, if it is lost for good, give \
            them up: pollux user remove-second-factor --all --data \(folder.isEmpty ? "." : folder)
            """
    }

    static func context(ofFactor user: UserID) -> String { "second factor of user \(user.rawValue)" }

    /// - Parameter context: what it is and whose; it opens under the same only.
    func seal(_ secret: Data, for context: String) throws -> Data {
        guard let key else { throw Unusable(description: "Nothing can be sealed without a key.") }
        let sealed = try AES.GCM.seal(secret, using: key, authenticating: Data(context.utf8))
        guard let combined = sealed.combined else { throw CocoaError(.coderInvalidValue) }
        return combined
    }

    /// Throws `Unusable` when it was sealed under another key or for something else.
    func open(_ sealed: Data, for context: String) throws -> Data {
        do {
            guard let key else { throw CryptoKitError.authenticationFailure }
            return try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key, authenticating: Data(context.utf8))
        } catch {
            throw Unusable(description: "What is sealed in the database was not sealed with the key in secrets.key.")
        }
    }

    /// Under another name first, so that a crash leaves a whole key or none.
    private static func makeKey(_ path: String) throws {
        let unfinished = path + ".new"
        unlink(unfinished)
        let descriptor = Foundation.open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: RandomBytes.make(32))
        try file.synchronize()
        guard rename(unfinished, path) == 0 else { throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO) }
    }
}
