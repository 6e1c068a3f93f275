internal import ChatDomain
internal import Crypto
internal import Foundation

/// Seals what the database keeps and must be able to give back, with AES-GCM under a key beside it: a copy of the database
/// alone, a backup for instance, opens none of it.
package struct SecretBox: Sendable {
    private let key: SymmetricKey

    /// Why the key cannot be used, in one sentence for the operator.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter path: 32 bytes that only the server's own user may read; made when it is missing.
    /// - Throws: `Unusable`.
    package init(path: String) throws {
        do {
            if !FileManager.default.fileExists(atPath: path) { try Self.makeKey(path) }
            let bytes = try Data(contentsOf: URL(filePath: path))
            guard bytes.count == 32 else { throw Unusable(description: "The key in \(path) is damaged: not 32 bytes.") }
            // A backup may have put it back with other rights.
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            key = SymmetricKey(data: bytes)
        } catch let error as Unusable {
            throw error
        } catch {
            throw Unusable(description: "The key in \(path) cannot be read or made: \(error.localizedDescription)")
        }
    }

    /// - Parameter context: what it is and whose; it opens under the same only.
    func seal(_ secret: Data, for context: String) throws -> Data {
        let sealed = try AES.GCM.seal(secret, using: key, authenticating: Data(context.utf8))
        guard let combined = sealed.combined else { throw CocoaError(.coderInvalidValue) }
        return combined
    }

    /// Throws `Unusable` when it was sealed under another key or for something else.
    func open(_ sealed: Data, for context: String) throws -> Data {
        do {
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
