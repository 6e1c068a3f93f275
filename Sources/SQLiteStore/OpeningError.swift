/// Why a data folder cannot be used, in one sentence for the operator.
package enum OpeningError: Error, CustomStringConvertible {
    case cannotCreate(folder: String, reason: String)
    case cannotBecome(folder: String, reason: String)
    case forbidden(folder: String, owner: String)
    case inUse(folder: String)
    case unusable(folder: String, reason: String)
    case newer(folder: String)
    case halfRestored(folder: String)
    case missing(folder: String)
    case logMissing(folder: String)
    case noCopy(folder: String, reason: String)
    case notDurable
    case notOurs

    package var description: String {
        switch self {
        case .cannotCreate(let folder, let reason): "The data folder \(folder) cannot be written: \(reason)."
        case .cannotBecome(let folder, let reason):
            "Root cannot become the owner of \(folder), for whom it would work there: \(reason)."
        case .forbidden(let folder, let owner):
            "You may not look into \(folder). Become its owner, with: sudo -u \(owner.hasPrefix("#") ? "'\(owner)'" : owner) pollux …"
        case .inUse(let folder): "The data folder \(folder) is in use by another Pollux."
        case .unusable(let folder, let reason): "The database in \(folder) cannot be opened: \(reason)."
        case .newer(let folder): "The database in \(folder) was written by a newer Pollux; this one is too old for it."
        case .halfRestored(let folder): "A restore into \(folder) was interrupted. Run it again, or empty the folder."
        case .missing(let folder):
            "The database in \(folder) is missing or empty, but other files of Pollux are there: restore a backup, or name another folder."
        case .logMissing(let folder):
            "The database in \(folder) lacks its newest part: put pollux.sqlite-wal back or restore a backup; removing the file lock gives that part up."
        case .noCopy(let folder, let reason):
            "The database in \(folder) is not brought up to date, because it could not be copied first: \(reason)."
        case .notDurable: "SQLite refuses to write durably (synchronous=FULL)."
        case .notOurs: "The database is not one of Pollux."
        }
    }
}
