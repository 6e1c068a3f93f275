/// The Files API, for what is too large to go inside a request.
extension GeminiClient {
    /// A file's record.
    ///
    /// - Parameter name: with or without `files/` before it.
    /// - Throws: an absent or foreign file is a `permissionDenied` that blames ``GeminiError/Blame/file``.
    public func file(_ name: String) async throws(GeminiError) -> File {
        try await decoded(try get(try FileResourcePath(name).path))
    }

    /// Removes a file before its 48 hours are over.
    public func deleteFile(_ name: String) async throws(GeminiError) {
        _ = try await headOnly(try delete(try FileResourcePath(name).path))
    }

    /// Waits until a file may be used, and gives its record of then. Without a call when it may be already.
    ///
    /// - Parameters:
    ///   - limit: how long to wait at most.
    ///   - firstPause: between the first two looks; each further pause is half as long again, up to ten seconds.
    /// - Throws: `fileFailed`; `timedOut` at the limit; whatever ``file(_:)`` throws.
    public func waitUntilActive(
        _ file: File,
        limit: Duration = .seconds(300),
        firstPause: Duration = .milliseconds(500)
    ) async throws(GeminiError) -> File {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: limit)
        var file = file
        var pause = firstPause
        while true {
            switch file.state {
            // No state at all: nothing to wait for.
            case .active, nil: return file
            case .failed:
                throw redaction.clean(GeminiError(.fileFailed, message: file.failure))
            default: break
            }
            let rest = clock.now.duration(to: end)
            guard rest > .zero else {
                let state = file.state?.rawValue ?? ""
                throw redaction.clean(GeminiError(.timedOut, message: "a file was still \(state) after \(limit)"))
            }
            do {
                try await clock.sleep(for: min(pause, rest))
            } catch {
                throw GeminiError(.cancelled, message: "cancelled while a file was being processed")
            }
            pause = min(pause * 3 / 2, .seconds(10))
            file = try await self.file(file.name ?? "")
        }
    }
}

extension File {
    /// What Google says of its failure.
    fileprivate var failure: String {
        error?.object?["message"]?.string ?? "a file could not be processed"
    }
}
