/// About 20 kB of Markdown with everything in it that an answer can hold; always the same.
enum LongText {
    private static let length = 20_000
    private static let subjects = [
        "the harbour at dawn", "keeping bees", "old bridges", "the night train", "bread", "maps",
        "a garden in the north",
        "lighthouses", "the price of tea", "paper boats", "winter stars", "the village clock",
    ]

    static let text: String = {
        var random = SeededRandom(["long"])
        var text = "# A long answer\n\nIt has headings, lists, tables, quotes and code, and it takes its time.\n\n"
        for number in 1... {
            let subject = subjects[(number - 1) % subjects.count]
            let templates = [Texts.english.table, Texts.english.list] + Texts.english.howTo + Texts.english.general
            let template = templates[number % templates.count]
                .split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("## ") }
                .joined(separator: "\n")
            text += "## \(number). On \(subject)\n\n"
            text += template.split(separator: "{subject}", omittingEmptySubsequences: false).joined(separator: subject)
            if number % 3 == 0, let snippet = Snippet.all.randomElement(using: &random) {
                text += "\n\n" + snippet.markdown
            }
            if text.utf8.count > length { break }
            text += "\n\n---\n\n"
        }
        return text
    }()
}
