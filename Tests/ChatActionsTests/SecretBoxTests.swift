import Foundation
import Testing

@testable import ChatActions

struct SecretBoxTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover harms nobody
        try body(folder)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func whatIsSealedOpensAfterARestartAndIsNotInWhatIsKept() throws {
        try withFolder { folder in
            let path = folder + "/secrets.key"
            let secret = Data("canary of a secret".utf8)
            let sealed = try SecretBox(path: path).seal(secret, for: "user 1")
            #expect(sealed.firstRange(of: secret) == nil)
            #expect(try SecretBox(path: path).open(sealed, for: "user 1") == secret)
            #expect(try SecretBox(path: path).seal(secret, for: "user 1") != sealed)
        }
    }

    @Test func underAnotherKeyForAnotherUserOrChangedNothingOpens() throws {
        try withFolder { folder in
            let box = try SecretBox(path: folder + "/one")
            let sealed = try box.seal(Data("secret".utf8), for: "user 1")
            let other = try SecretBox(path: folder + "/two")
            #expect(throws: (any Error).self) { try other.open(sealed, for: "user 1") }
            #expect(throws: (any Error).self) { try box.open(sealed, for: "user 2") }
            for index in sealed.indices {
                var changed = sealed
                changed[index] ^= 1
                #expect(throws: (any Error).self) { try box.open(changed, for: "user 1") }
            }
            #expect(throws: (any Error).self) { try box.open(Data(), for: "user 1") }
            #expect(try box.open(sealed, for: "user 1") == Data("secret".utf8))
        }
    }

    @Test func onlyItsOwnerMayReadTheKey() throws {
        try withFolder { folder in
            let path = folder + "/secrets.key"
            _ = try SecretBox(path: path)
            #expect(try mode(path) == 0o600)
            #expect(try Data(contentsOf: URL(filePath: path)).count == 32)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            _ = try SecretBox(path: path)
            #expect(try mode(path) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["secrets.key"])
        }
    }

    @Test(arguments: [0, 16, 31, 33])
    func aDamagedKeyIsRefusedAndNotReplaced(length: Int) throws {
        try withFolder { folder in
            let path = folder + "/secrets.key"
            try Data(repeating: 7, count: length).write(to: URL(filePath: path))
            let error = #expect(throws: SecretBox.Unusable.self) { try SecretBox(path: path) }
            #expect(error?.description.contains("damaged") == true)
            #expect(try Data(contentsOf: URL(filePath: path)).count == length)
        }
    }

    @Test func whatACrashLeftHalfMadeIsMadeAnew() throws {
        try withFolder { folder in
            try Data([1, 2]).write(to: URL(filePath: folder + "/secrets.key.new"))
            _ = try SecretBox(path: folder + "/secrets.key")
            #expect(try Data(contentsOf: URL(filePath: folder + "/secrets.key")).count == 32)
        }
    }
}
