internal import ChatActions
internal import Foundation
internal import SQLiteStore

/// Puts a backup into an empty data folder.
///
/// Everything is unpacked and verified in `restoring` within that folder; then it is put in place by renames, the database as
/// the last, which is the moment at which it is restored. Until then nothing can be started there, and what fails leaves the
/// folder as it was. Everything here blocks: it is for threads that may wait. Memory does not grow with the backup.
package struct Restore {
    package var file: String
    package var dataFolder: String
    package var interruption = Interruption()
    /// Told the share that is done, from 0 to 1, many times.
    package var progress: (Double) -> Void = { _ in }

    package struct Outcome: Sendable {
        package var header: BackupHeader
        package var bytes: Int64
        /// As the backup itself says.
        package var missing: [String]
        package var damaged: [String]
        /// Second factors that the backup's key does not open, if it has one.
        package var unopened: Int
    }

    package init(file: String, dataFolder: String) {
        self.file = file
        self.dataFolder = dataFolder
    }

    package func run() throws -> Outcome {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BackupFailure.system(file) }
        defer { close(descriptor) }
        let isNew = !Files.exists(dataFolder)
        if !isNew { try refuseUnlessEmpty() }
        // Root writes as the folder's owner: files of root's would be of no use to the server. The backup is open already.
        do { try FolderOwner.become(of: dataFolder) } catch { throw BackupFailure("\(error)") }
        let lock: FolderLock
        do { lock = try FolderLock(folder: dataFolder, isRestoring: true) } catch { throw BackupFailure("\(error)") }
        return try withExtendedLifetime(lock) {
            // Once more, now that nobody else can come in between.
            if !isNew { try refuseUnlessEmpty() }
            let staging = dataFolder + "/" + Self.staging
            try removeLeftovers()
            do {
                try Files.makeFolder(staging)
                let outcome = try unpack(descriptor, into: staging)
                try Files.syncAll(staging)
                try interruption.check()
                try putInPlace(staging)
                return outcome
            } catch {
                try? removeLeftovers()  // The reason is what matters; the next attempt removes what is left.
                if isNew {
                    unlink(dataFolder + "/lock")
                    rmdir(dataFolder)
                }
                throw error
            }
        }
    }

    /// While this is there and no database, a restore is under way, or was interrupted.
    static let staging = "restoring"
    private static let parts = ["attachments", BackupPath.key, BackupPath.database]

    private func refuseUnlessEmpty() throws {
        let names = Set(try Files.names(dataFolder)).subtracting(["lock", "lost+found"])
        let isInterrupted = names.contains(Self.staging) && !names.contains(BackupPath.database)
        if names.isEmpty || isInterrupted && names.isSubset(of: [Self.staging] + Self.parts) { return }
        let lock = open(dataFolder + "/lock", O_RDWR | O_CLOEXEC)
        defer { if lock >= 0 { close(lock) } }
        if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0 {
            throw BackupFailure("A Pollux is running in \(dataFolder). Stop it, and restore into an empty folder.")
        }
        throw BackupFailure("\(dataFolder) is not empty. Move it away, or name another folder with --data.")
    }

    private func removeLeftovers() throws {
        for name in Self.parts + [Self.staging] {
            let path = dataFolder + "/" + name
            guard Files.exists(path) else { continue }
            do {
                try FileManager.default.removeItem(atPath: path)
            } catch {
                throw BackupFailure("\(path) is left from an interrupted restore and cannot be removed.")
            }
        }
    }

    private func unpack(_ descriptor: Int32, into staging: String) throws -> Outcome {
        let reader = try BackupReader(descriptor: descriptor, folder: staging, interruption: interruption)
        let header = try reader.header()
        let total = try Double(max(1, Files.size(file)))
        // Verifying the database is about as much work as unpacking.
        reader.progress = { bytes in progress(0.6 * min(1, Double(bytes) / total)) }
        try reader.unpack()
        let path = staging + "/" + BackupPath.database
        guard Files.exists(path) else { throw TarReader.incomplete }
        let unopened = try verifyDatabase(path, header, reader, staging)
        return Outcome(
            header: header,
            bytes: try Files.size(file),
            missing: reader.missing.sorted(),
            damaged: reader.damaged.sorted(),
            unopened: unopened
        )
    }

    /// - Returns: how many second factors the key does not open.
    private func verifyDatabase(
        _ path: String,
        _ header: BackupHeader,
        _ reader: BackupReader,
        _ staging: String
    ) throws -> Int {
        let database = try StoredDatabase(copy: path)
        defer { try? database.close() }  // closed below when it was written
        let summary = try database.summary()
        try database.verify()
        try interruption.check()
        progress(0.9)
        guard summary == header.database else {
            throw BackupFailure("The backup is damaged: its database is another one.")
        }
        var files = 0
        try database.contents { sha256, bytes in
            files += 1
            let path = BackupPath.content(sha256)
            guard !reader.missing.contains(path) else { return }
            guard (try? Files.size(staging + "/" + path)) == bytes else {
                throw BackupFailure("The backup is damaged: it lacks \(path), which its database names.")
            }
        }
        guard files == header.files else { throw BackupFailure("The backup is damaged: its database is another one.") }
        let box = (try? SecretBox(reading: staging + "/" + BackupPath.key)) ?? .withoutKey  // a backup may lack it
        let unopened = try database.sealedFactors().count { !box.opens($0) }
        try database.beginNewEpoch()
        try database.close()
        progress(1)
        return unopened
    }

    private func putInPlace(_ staging: String) throws {
        for name in Self.parts where Files.exists(staging + "/" + name) {
            // Whatever comes before the database must be on the disk before it.
            if name == BackupPath.database { try Files.sync(dataFolder) }
            try Files.move(staging + "/" + name, to: dataFolder + "/" + name)
        }
        try Files.sync(dataFolder)
        rmdir(staging)
    }
}
