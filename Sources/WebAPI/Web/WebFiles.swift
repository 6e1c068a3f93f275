internal import Crypto
package import Foundation

/// The interface's files, read once and kept in memory.
///
/// They are served under the name of their build, so that browsers keep them for ever, and only `index.html`, which names the
/// build, is asked for again. Hummingbird's `FileMiddleware` knows neither builds nor compression; hence our own.
///
/// After the build stands the language: `/v/<build>/de/words.js` is `words/de/words.js`, and what a language does not have of
/// its own is the common file. So a page in any language needs no module more than in English.
package struct WebFiles: Sendable {
    /// The first characters of a hash over all files.
    let build: String
    /// Tags of BCP 47, such as `de`: English and each folder in `words/`.
    let languages: Set<String>
    private let files: [String: WebFile]
    private let pages: [Page: WebFile]
    private let programs: [Program: WebFile]

    /// A variant of `index.html`.
    struct Page: Hashable {
        var look: Look
        /// A chat is asked for: what draws chats is fetched along with the page.
        var hasChat: Bool
    }

    /// A file that is served outside the build's folder, because browsers want it there.
    private struct Program: Hashable {
        var path: String
        var language: String
    }

    static let programPaths = ["service-worker.js", "manifest.webmanifest"]

    /// A file that must be there and is not, in one sentence.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter folder: the `web` folder with `index.html`, the modules, `css/*.css`, which are served as one `style.css`, and
    ///   `words/<language>/`.
    package init(folder: URL) throws {
        var contents = try Self.read(folder)
        guard let index = contents.removeValue(forKey: "index.html") else {
            throw Missing(description: "The interface is missing: \(folder.path) holds no index.html.")
        }
        let styles = contents.keys.filter { $0.hasPrefix("css/") && $0.hasSuffix(".css") }.sorted()
        contents["style.css"] = Data(styles.compactMap { contents[$0] }.joined(separator: Data("\n".utf8)))
        var hash = SHA256()
        hash.update(data: index)
        for (path, bytes) in contents.sorted(by: { $0.key < $1.key }) {
            hash.update(data: Data(path.utf8))
            hash.update(data: bytes)
        }
        let build = hash.finalize().prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        self.build = build
        let languages = Set(contents.keys.compactMap(Self.languageOfWords)).union([Look.defaultLanguage])
        self.languages = languages
        pages = Self.pages(of: index, build: build, languages: languages)
        programs = Self.programs(in: contents, build: build, languages: languages)
        for path in Self.programPaths { contents[path] = nil }
        files = Dictionary(uniqueKeysWithValues: contents.map { ($0.key, WebFile(path: $0.key, $0.value)) })
    }

    /// - Parameter path: below the build; begins with a language, or not.
    func file(_ path: String) -> WebFile? {
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, languages.contains(parts[0]) else { return files[path] }
        return files["words/\(path)"] ?? files[parts[1]]
    }

    func page(_ look: Look, hasChat: Bool) -> WebFile? { pages[Page(look: look, hasChat: hasChat)] }

    /// `nil` where the interface has no such file.
    func program(_ path: String, language: String) -> WebFile? { programs[Program(path: path, language: language)] }

    private static func languageOfWords(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        return parts.count == 3 && parts[0] == "words" ? String(parts[1]) : nil
    }

    /// Lines that are marked `data-only="chat"` stand in the page of a chat only.
    private static func pages(of index: Data, build: String, languages: Set<String>) -> [Page: WebFile] {
        let text = String(decoding: index, as: UTF8.self).replacing("{{build}}", with: build)
        let mark = " data-only=\"chat\""
        let texts = [
            true: text.replacing(mark, with: ""),
            false: text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains(mark) }
                .joined(separator: "\n"),
        ]
        var pages: [Page: WebFile] = [:]
        for language in languages {
            for theme in ["", "light", "dark"] {
                for (hasChat, text) in texts {
                    let look = Look(language: language, theme: theme)
                    let page = text.replacing("{{language}}", with: language)
                        .replacing("{{direction}}", with: look.direction).replacing("{{theme}}", with: theme)
                    pages[Page(look: look, hasChat: hasChat)] = WebFile(path: "index.html", Data(page.utf8))
                }
            }
        }
        return pages
    }

    /// In these files `{{files}}` is the list of all paths below a language, as JSON: what can be kept for use without a network.
    private static func programs(
        in contents: [String: Data],
        build: String,
        languages: Set<String>
    ) -> [Program: WebFile] {
        let kept = contents.keys.filter {
            !$0.hasPrefix("css/") && !$0.hasPrefix("words/") && $0 != "openapi.json" && $0 != "deno.json"
                && !$0.hasSuffix(".txt") && !programPaths.contains($0)
        }
        let list = "[" + kept.sorted().map { "\"\($0)\"" }.joined(separator: ",") + "]"
        var programs: [Program: WebFile] = [:]
        for path in programPaths {
            guard let data = contents[path] else { continue }
            let text = String(decoding: data, as: UTF8.self).replacing("{{build}}", with: build)
                .replacing("\"{{files}}\"", with: list)
            for language in languages {
                let program = text.replacing("{{language}}", with: language)
                    .replacing("{{direction}}", with: Look(language: language, theme: "").direction)
                programs[Program(path: path, language: language)] = WebFile(path: path, Data(program.utf8))
            }
        }
        return programs
    }

    private static func read(_ folder: URL) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        let root = folder.standardizedFileURL.path + "/"
        guard let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        else {
            throw Missing(description: "The interface is missing: \(folder.path) cannot be read.")
        }
        for case let url as URL in all {
            let path = url.standardizedFileURL.path
            guard path.hasPrefix(root), WebFile.mediaTypes[url.pathExtension] != nil else { continue }
            contents[String(path.dropFirst(root.count))] = try Data(contentsOf: url)
        }
        return contents
    }
}
