import ChatDomain
import Testing

@testable import ChatActions

struct PasswordHasherTests {
    /// OWASP's figures: 19 MiB, two passes, one lane; 16 bytes of salt, 32 of hash, in base64 without padding.
    @Test func aHashIsArgon2idInPHCFormatWithTheDocumentedFigures() async throws {
        let hash = try await passwords.hash("correct horse")
        let form = /\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+\/]{22}\$[A-Za-z0-9+\/]{43}/
        #expect(hash.wholeMatch(of: form) != nil)
    }

    @Test func aHashVerifiesItsPasswordAndNoOther() async throws {
        // Bytes count, and NUL is a byte like any other.
        for (password, other) in [("correct horse", "correct horsf"), ("a\0b", "a\0c"), ("caf\u{E9}", "cafe\u{301}")] {
            let hash = try await passwords.hash(password)
            #expect(try await passwords.verify(password, hash))
            #expect(try await !passwords.verify(other, hash))
        }
    }

    @Test func theSamePasswordHasAnotherHashEachTime() async throws {
        let hashes = [try await passwords.hash("correct horse"), try await passwords.hash("correct horse")]
        #expect(hashes[0] != hashes[1])
    }

    @Test(arguments: [nil, "", "x", "$argon2id$v=19$m=19456,t=2,p=1$AAAA", "$2b$12$KIXx"])
    func nothingVerifiesAgainstWhatIsNoHash(hash: String?) async throws {
        #expect(try await !passwords.verify("correct horse", hash))
    }

    @Test func afterItsEndItRefuses() async throws {
        let hasher = PasswordHasher(threads: 1)
        #expect(try await hasher.hash("x").hasPrefix("$argon2id$"))
        try await hasher.shutDown()
        await #expect(throws: (any Error).self) { try await hasher.hash("x") }
    }
}
