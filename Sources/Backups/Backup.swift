internal import Attachments
internal import ChatActions
internal import Foundation
internal import SQLiteStore

/// Makes a backup: one tar archive with the database of one moment, the files that it names, and the key.
///
/// Works beside a running server, on a reading connection. Everything that was acknowledged before it began is in it. Everything
/// here blocks: it is for threads that may wait. Memory does not grow with what is backed up.
package struct Backup {
    package var dataFolder: String
    /// Of this Pollux.
    package var version: String
    /// For the copy of the database while the backup goes to a pipe: the first of them that can be written.
    package var temporaryFolders: [String]
    package var interruption = Interruption()
    /// Told the share that is done, from 0 to 1, many times.
    package var progress: (Double) -> Void = { _ in }

    package struct Outcome: Sendable {
        package var header: BackupHeader
        /// Of the archive.
        package var bytes: Int64
        /// Files that were left out, because they are missing or not as long as the database says, and files that were taken
        /// along although their content is not what it was; by their paths within the data folder.
        package var missing: [String] = []
        package var damaged: [String] = []
        /// Second factors that the backup's key does not open, if it has one.
        package var unopened = 0
    }

    package init(dataFolder: String, version: String) {
        self.dataFolder = dataFolder
        self.version = version
        let named = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
        // In a container often nothing can be written but the data.
        temporaryFolders = named.map { [$0] } ?? ["/var/tmp", dataFolder]
    }

    /// Writes to a path; the file is there when it is complete and on the disk, and never before.
    ///
    /// - Parameter replace: whether a file that is there already is replaced.
    package func write(to path: String, replace: Bool) throws -> Outcome {
        try Self.refuse(path, replace: replace)
        for folder in temporaryFolders + [Files.parent(path)] { WorkFolder.removeLeftovers(in: folder) }
        let work = try WorkFolder(beside: path)
        defer { work.remove() }
        let archive = work.path + "/archive"
        let descriptor = open(archive, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupFailure.system(archive) }
        defer { close(descriptor) }
        let outcome = try write(descriptor: descriptor, work: work)
        guard fsync(descriptor) == 0 else { throw BackupFailure.system(path) }
        if !replace {
            // Unlike a rename, a link does not replace what has come in the meantime.
            guard link(archive, path) == 0 else { throw BackupFailure.system(path) }
        } else {
            guard rename(archive, path) == 0 else { throw BackupFailure.system(path) }
        }
        try Files.sync(Files.parent(path))
        return outcome
    }

    /// A rename replaces whatever it finds: a device's node, or the link instead of what it leads to.
    private static func refuse(_ path: String, replace: Bool) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard replace else { throw BackupFailure("\(path) is there already. Name another file, or say --replace.") }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFLNK: throw BackupFailure("\(path) is a symbolic link. Name the file that it leads to.")
        default: throw BackupFailure("\(path) is not a plain file, and a backup does not take its place.")
        }
    }

    /// Writes to a pipe, with the copy of the database in a folder for temporary files in the meantime.
    package func write(toDescriptor descriptor: Int32) throws -> Outcome {
        for folder in temporaryFolders { WorkFolder.removeLeftovers(in: folder) }
        let work = try WorkFolder.temporary(in: temporaryFolders)
        defer { work.remove() }
        return try write(descriptor: descriptor, work: work)
    }

    private func write(descriptor: Int32, work: WorkFolder) throws -> Outcome {
        let path = dataFolder + "/" + BackupPath.database
        guard try FolderOwner.hasDatabase(dataFolder) else {
            throw BackupFailure("There is no Pollux in \(dataFolder) yet.")
        }
        // Before the database is read: what its copy names may not go until it is in the archive.
        let attachments = dataFolder + "/attachments"
        // Why not is still told by errno.
        guard let hold = try? AttachmentHold(folder: attachments) else { throw BackupFailure.system(attachments) }
        defer { hold.release() }
        let copy = try copyDatabase(path, to: work.path + "/pollux.sqlite")
        defer { try? copy.close() }  // only read since it was verified
        let now = Date()
        var header = BackupHeader(
            format: BackupHeader.currentFormat,
            version: version,
            createdAt: now.formatted(.iso8601),
            database: try copy.summary(),
            files: 0,
            fileBytes: 0
        )
        try copy.contents { _, bytes in
            header.files += 1
            header.fileBytes += bytes
        }
        let seconds = Int64(now.timeIntervalSince1970)
        let writer = try BackupWriter(descriptor: descriptor, at: seconds, work: work, interruption: interruption)
        let copyBytes = try Files.size(work.path + "/pollux.sqlite")
        let total = Double(max(1, copyBytes + header.fileBytes))
        // The copying and verifying of the database is about as much work as the rest.
        writer.progress = { bytes in progress(0.5 + 0.5 * min(1, Double(bytes) / total)) }
        try writer.add(BackupPath.header, Data(try JSONEncoder().encode(header)))
        try writer.add(BackupPath.database, file: work.path + "/pollux.sqlite", bytes: copyBytes)
        var outcome = Outcome(header: header, bytes: 0)
        let key = dataFolder + "/" + BackupPath.key
        _ = try writer.addIfThere(BackupPath.key, file: key)
        let box = (try? SecretBox(reading: key)) ?? .withoutKey  // why it cannot be used is for a check
        outcome.unopened = try copy.sealedFactors().count { !box.opens($0) }
        try copy.contents { sha256, bytes in
            let path = BackupPath.content(sha256)
            switch try writer.addContent(path, file: dataFolder + "/" + path, bytes: bytes, sha256: sha256.hex) {
            case .whole: break
            case .missing: outcome.missing.append(path)
            case .damaged: outcome.damaged.append(path)
            }
        }
        outcome.bytes = try writer.finish()
        return outcome
    }

    /// A copy that is whole: a backup of a damaged database is worse than none, for it takes the place of a good one.
    private func copyDatabase(_ path: String, to copyPath: String) throws -> StoredDatabase {
        let source = try StoredDatabase(reading: path)
        try source.copy(to: copyPath) { share in
            try interruption.check()
            progress(0.25 * share)
        }
        try source.close()
        let copy = try StoredDatabase(copy: copyPath)
        try copy.verify()
        try interruption.check()
        progress(0.5)
        return copy
    }
}
