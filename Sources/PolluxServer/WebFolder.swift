internal import Foundation

/// Where the interface's files lie.
enum WebFolder {
    /// The folder that is named, or `share/pollux/web` beside the program's `bin`, or `web` in a folder above the program, as in
    /// a checkout.
    static func find(_ named: String?) -> URL {
        if let named { return URL(filePath: named, directoryHint: .isDirectory) }
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        var folder = program.deletingLastPathComponent()
        let shared = folder.deletingLastPathComponent().appending(path: "share/pollux/web", directoryHint: .isDirectory)
        if holdsPage(shared) { return shared }
        while folder.path != "/" {
            let web = folder.appending(path: "web", directoryHint: .isDirectory)
            if holdsPage(web) { return web }
            folder = folder.deletingLastPathComponent()
        }
        return URL(filePath: "web", directoryHint: .isDirectory)
    }

    private static func holdsPage(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "index.html").path)
    }
}
