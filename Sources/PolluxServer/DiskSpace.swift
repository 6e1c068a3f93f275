internal import Foundation

/// What is left on a folder's disk.
struct DiskSpace {
    let free: Int64
    let all: Int64

    /// `nil`: the system does not tell.
    init?(of folder: String) {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value,
            let all = (attributes?[.systemSize] as? NSNumber)?.int64Value
        else { return nil }
        self.init(free: free, all: all)
    }

    init(free: Int64, all: Int64) {
        (self.free, self.all) = (free, all)
    }

    /// Less than 64 MiB, which the log of writes alone may take, or on a small disk less than a twentieth of it.
    var isShort: Bool { free < min(64 << 20, all / 20) }
}
