internal import GRDB
internal import Store

extension StoreError {
    /// What an error of SQLite means to whoever waits for a write; `nil`: it is a fault of ours.
    init?(writing error: any Error) {
        guard let error = error as? DatabaseError else { return nil }
        switch error.resultCode.primaryResultCode {
        case .SQLITE_FULL: self.init(.full, "\(error)")
        case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.writeFailed, "\(error)")
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.locked, "\(error)")
        default: return nil
        }
    }

    /// The same for a read.
    init?(reading error: any Error) {
        guard let error = error as? DatabaseError else { return nil }
        switch error.resultCode.primaryResultCode {
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.readFailed, "\(error)")
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.locked, "\(error)")
        default: return nil
        }
    }
}
