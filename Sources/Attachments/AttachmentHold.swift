internal import Foundation

/// Keeps contents from being removed, in whichever process, as long as it is held: for a backup, whose copy of the database
/// names files that nobody may have any more a moment later.
///
/// A lock of the folder, which ends with the process. What would have been removed goes with the next day's housekeeping.
package final class AttachmentHold: Sendable {
    private let descriptor: Int32

    /// Waits for a removal that is under way. A folder that is not there holds nothing. Throws `POSIXError`.
    package init(folder: String) throws {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return }
        try check(descriptor)
        while flock(descriptor, LOCK_SH) != 0 {
            if errno != EINTR { try check(-1) }
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Ends it; for a body to be sure that it lives so long.
    package func release() {
        if descriptor >= 0 { flock(descriptor, LOCK_UN) }
    }
}
