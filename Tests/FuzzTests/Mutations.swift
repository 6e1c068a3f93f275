import Foundation

/// Inputs that begin as good ones and go wrong in small ways: the same for the same seed.
struct Mutations: RandomNumberGenerator {
    private var state: UInt64
    let seeds: [[UInt8]]

    init(seed: UInt64, seeds: [String]) {
        state = seed
        self.seeds = seeds.map { Array($0.utf8) }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static let words: [[UInt8]] =
        [
            "\0", "\r\n", "\n\n", "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ":", ",", "data:", "%2f", "%",
            "..", "//",
            "1e400", "-0", "99999999999999999999", "0.1", "null", "true", "é", "e\u{301}", "😀", "\u{2028}", "::",
            "[::1]",
            "255.255.255.255", "/33", ";", "=", "*", "\u{FEFF}",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]]

    mutating func make() -> [UInt8] {
        var bytes = seeds.randomElement(using: &self) ?? []
        for _ in 0..<Int.random(in: 0...8, using: &self) {
            let at = Int.random(in: 0...bytes.count, using: &self)
            let end = min(bytes.count, at + Int.random(in: 0...12, using: &self))
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes.replaceSubrange(at..<end, with: Self.words.randomElement(using: &self) ?? [])
            case 1: bytes.insert(contentsOf: Self.words.randomElement(using: &self) ?? [], at: at)
            case 2: bytes.removeSubrange(at..<end)
            case 3: if at < bytes.count { bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &self) }
            case 4: bytes.insert(contentsOf: bytes[at..<end] + bytes[at..<end], at: at)
            default:
                let other = seeds.randomElement(using: &self) ?? []
                bytes.insert(contentsOf: other.prefix(Int.random(in: 0...64, using: &self)), at: at)
            }
        }
        return Array(bytes.prefix(65_536))
    }

    /// The bytes in pieces of any length.
    mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...max(1, min(rest.count, 40)), using: &self)
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    /// Runs `body` on inputs: a few thousand, or for as many seconds as `POLLUX_FUZZ_SECONDS` says, from `POLLUX_FUZZ_SEED` on.
    /// What fails is printed with its seed.
    static func run(_ seeds: [String], _ body: (inout Mutations, [UInt8]) throws -> Void) throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["POLLUX_FUZZ_SECONDS"].flatMap(Double.init)
        let first = environment["POLLUX_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
        let end = ContinuousClock.now + .seconds(seconds ?? 0)
        var seed = first
        repeat {
            var mutations = Mutations(seed: seed, seeds: seeds)
            for _ in 0..<(seconds == nil ? 3000 : 200) {
                let input = mutations.make()
                do {
                    try body(&mutations, input)
                } catch {
                    throw Found(description: "seed \(seed), input \(Data(input).base64EncodedString()): \(error)")
                }
            }
            seed += 1
        } while ContinuousClock.now < end
    }

    struct Found: Error, CustomStringConvertible {
        let description: String
    }
}

/// A rule that an input has broken.
struct Broken: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    static func unless(_ holds: Bool, _ rule: String) throws {
        if !holds { throw Broken(rule) }
    }
}
