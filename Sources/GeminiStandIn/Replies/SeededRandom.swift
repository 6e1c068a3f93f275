/// Random numbers that are the same for the same seed, so that the same question gets the same answer in the same pieces.
///
/// Source: SplitMix64. Not for secrets.
struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Seeded by the bytes of texts; the order of the texts counts.
    init(_ texts: [String]) {
        // FNV-1a, because `Hasher` is seeded anew in every process.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in texts {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        state = hash
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func duration(milliseconds range: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: range, using: &self))
    }
}
