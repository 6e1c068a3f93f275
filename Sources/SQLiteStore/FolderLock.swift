internal import Foundation

/// Keeps a second process out of a data folder, for as long as it lives.
final class FolderLock: Sendable {
    private let descriptor: Int32

    init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw OpeningError.cannotCreate(folder: folder, reason: Self.lastReason(error))
        }
        // From here on `deinit` closes it, after an error too: a second close could hit a descriptor of somebody else's.
        descriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw OpeningError.cannotCreate(folder: folder, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw OpeningError.inUse(folder: folder) }
    }

    deinit {
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    private static func lastReason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let underlying, underlying.domain == NSPOSIXErrorDomain else { return "it cannot be made" }
        return String(cString: strerror(Int32(truncatingIfNeeded: underlying.code)))
    }
}
