internal import Attachments
internal import ChatActions
internal import ChatDomain
internal import Foundation
package import SQLiteStore

/// Looks through a data folder, beside a running server or without one, and changes nothing. Everything here blocks.
package struct Check {
    package var dataFolder: String
    package var interruption = Interruption()

    package struct Outcome: Sendable {
        package var summary: StoredDatabase.Summary?
        package var files = 0
        package var fileBytes: Int64 = 0
        package var findings: [Finding] = []
    }

    package init(dataFolder: String) {
        self.dataFolder = dataFolder
    }

    /// Throws `BackupFailure` when there is nothing to check.
    package func run() throws -> Outcome {
        let path = dataFolder + "/" + BackupPath.database
        var outcome = Outcome()
        let isHalfRestored = Files.exists(dataFolder + "/" + Restore.staging)
        guard try FolderOwner.hasDatabase(dataFolder) else {
            guard !isHalfRestored else {
                throw BackupFailure("A restore into \(dataFolder) was interrupted. Run it again, or remove the folder.")
            }
            throw BackupFailure("There is no Pollux in \(dataFolder) yet. Name its folder with --data.")
        }
        if isHalfRestored {
            outcome.findings.append(
                Finding(.warning, "The folder \(dataFolder)/\(Restore.staging) is left from a restore. Remove it.")
            )
        }
        outcome.findings += rights()
        let attachments = dataFolder + "/attachments"
        // What a row names now may not go until it was looked at.
        guard let hold = try? AttachmentHold(folder: attachments) else {
            outcome.findings.append(Finding(.problem, "The folder \(BackupFailure.system(attachments))"))
            return outcome
        }
        defer { hold.release() }
        do {
            let database = try StoredDatabase(reading: path)
            outcome.summary = try database.summary()
            outcome.findings += try database.check()
            outcome.findings += try key(database.sealedFactors())
            try interruption.check()
            try checkFiles(database, &outcome)
            try database.close()
        } catch let error as StoredDatabase.Unusable {
            outcome.findings.append(Finding(.problem, "\(error) Restore a backup if this Pollux cannot be started."))
        }
        return outcome
    }

    // MARK: Files

    private func checkFiles(_ database: StoredDatabase, _ outcome: inout Outcome) throws {
        var findings: [Finding] = []
        var counts = (files: 0, bytes: Int64(0))
        let contents = ContentReader(interruption: interruption)
        try database.contents { sha256, bytes in
            let name = BackupPath.content(sha256)
            (counts.files, counts.bytes) = (counts.files + 1, counts.bytes + bytes)
            switch try contents.state(of: dataFolder + "/" + name, bytes: bytes, sha256: sha256.hex) {
            case .whole: break
            case .missing:
                findings.append(
                    Finding(.problem, "\(name) is missing. Take it from a backup, or ask for it to be sent again.")
                )
            case .wrong:
                findings.append(Finding(.problem, "\(name) is not what was stored. Take it from a backup."))
            }
        }
        (outcome.files, outcome.fileBytes) = counts
        outcome.findings += findings
        outcome.findings += try orphans(database)
    }

    /// Contents that no row names. A server removes them within a day; so does one that starts.
    private func orphans(_ database: StoredDatabase) throws -> [Finding] {
        let folder = dataFolder + "/attachments"
        guard Files.exists(folder) else { return [] }
        var found = (files: 0, bytes: Int64(0))
        var strange = 0
        let known = try SortedContents(database)
        for shelf in try Files.names(folder).sorted() where shelf != "incoming" {
            for name in (try? Files.names(folder + "/" + shelf).sorted()) ?? [""] {
                let path = "attachments/\(shelf)/\(name)"
                guard let sha256 = BackupPath.sha256(of: path) else {
                    strange += 1
                    continue
                }
                var status = stat()
                // Younger ones may be on their way; one that has gone meanwhile is none.
                guard lstat(dataFolder + "/" + path, &status) == 0, !known.contains(sha256),
                    status.st_mtim.tv_sec < time(nil) - 3600
                else { continue }
                (found.files, found.bytes) = (found.files + 1, found.bytes + Int64(status.st_size))
            }
        }
        var findings: [Finding] = []
        if found.files > 0 {
            let words = "Files that nobody has any more: \(found.files), of \(found.bytes) bytes."
            findings.append(Finding(.warning, "\(words) The server removes them within a day; nothing is to be done."))
        }
        if strange > 0 {
            findings.append(Finding(.warning, "Files in \(folder) that are not Pollux's: \(strange). Take them away."))
        }
        return findings
    }

    // MARK: Key

    private func key(_ factors: [SealedFactor]) -> [Finding] {
        let path = dataFolder + "/" + BackupPath.key
        guard Files.exists(path) else {
            return factors.isEmpty
                ? [Finding(.warning, "\(path) is missing. The server makes it when it starts.")]
                : [Finding(.problem, "\(path) is missing: \(SecretBox.ways(factors, path))")]
        }
        do {
            let box = try SecretBox(reading: path)
            let unopened = factors.filter { !box.opens($0) }
            if unopened.isEmpty { return [] }
            guard unopened.count < factors.count else {
                return [
                    Finding(.problem, "\(path) is not the key that the server had: \(SecretBox.ways(factors, path))")
                ]
            }
            let words = "\(path) does not open \(unopened.count) of \(factors.count) second factors."
            let advice =
                "Whoever's codes are refused signs in with a recovery code, or needs pollux user remove-second-factor."
            return [Finding(.problem, "\(words) \(advice)")]
        } catch {
            return [Finding(.problem, "\(error)")]
        }
    }

    // MARK: Rights

    private func rights() -> [Finding] {
        var owner = stat()
        guard stat(dataFolder, &owner) == 0 else { return [] }
        var findings: [Finding] = []
        if owner.st_mode & 0o077 != 0 {
            findings.append(
                Finding(.warning, "Others on this machine may look into \(dataFolder). Run: chmod 700 \(dataFolder)")
            )
        }
        let names = [BackupPath.database, BackupPath.key, "lock", "attachments", "exports", "imports"]
        for name in names {
            let path = dataFolder + "/" + name
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            if status.st_uid != owner.st_uid {
                let command = "chown -R --reference=\(dataFolder) \(dataFolder)"
                findings.append(Finding(.problem, "\(path) is not the same user's as the folder. Run: \(command)"))
            }
            if name == BackupPath.key, status.st_mode & 0o077 != 0 {
                findings.append(Finding(.problem, "Others on this machine may read \(path). Run: chmod 600 \(path)"))
            }
            if name == BackupPath.database, status.st_mode & 0o077 != 0, owner.st_mode & 0o077 != 0 {
                findings.append(Finding(.problem, "Others on this machine may read \(path). Run: chmod 600 \(path)*"))
            }
        }
        return findings
    }
}
