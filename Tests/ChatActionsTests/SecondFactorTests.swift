import ChatDomain
import Foundation
import Store
import Testing

@testable import ChatActions

struct SecondFactorTests {
    private let password = "correct horse"
    private let home = Visitor(address: "home")

    private func refusal(_ action: () async throws -> Void) async -> ChatError? {
        await #expect(throws: ChatError.self) { try await action() }
    }

    /// An account with the second factor on.
    private func withFactor(
        _ stage: Stage
    ) async throws -> (ada: SignedIn, authenticator: Authenticator, codes: [String]) {
        let ada = try await stage.actions.signUp(name: "Ada", password: password, invitation: nil)
        let new = try await stage.actions.beginSecondFactor(ada.user, password: password, from: home)
        var authenticator = try #require(Authenticator(base32: new.secret))
        #expect(new.uri.contains("secret=\(new.secret)&"))
        let codes = try await stage.actions.confirmSecondFactor(ada.user, code: authenticator.next(), from: home)
        return (ada, authenticator, codes)
    }

    /// Whether it is on, and how many recovery codes are left.
    private func state(_ stage: Stage, _ user: UserID) async throws -> String {
        let state = try await stage.actions.secondFactor(user)
        return "\(state.isOn) \(state.recoveryCodesLeft)"
    }

    private func signIn(_ stage: Stage, _ code: String?) async throws {
        _ = try await stage.actions.signIn(name: "Ada", password: password, code: code)
    }

    @Test func onlyAConfirmedOneIsAskedFor() async throws {
        try await withStage { stage in
            let ada = try await stage.actions.signUp(name: "Ada", password: password, invitation: nil).user
            let before = await refusal {
                _ = try await stage.actions.confirmSecondFactor(ada, code: "123456", from: home)
            }
            #expect(before?.code == .conflict)
            let wrong = await refusal { _ = try await stage.actions.beginSecondFactor(ada, password: "x", from: home) }
            #expect(wrong?.code == .wrongCredentials)
            let first = try await stage.actions.beginSecondFactor(ada, password: password, from: home)
            try await signIn(stage, nil)
            let second = try await stage.actions.beginSecondFactor(ada, password: password, from: home)
            #expect(first.secret != second.secret)
            var old = try #require(Authenticator(base32: first.secret))
            var new = try #require(Authenticator(base32: second.secret))
            let stale = await refusal {
                _ = try await stage.actions.confirmSecondFactor(ada, code: old.next(), from: home)
            }
            #expect(stale?.code == .wrongTOTP && stale?.field == "code")
            #expect(try await state(stage, ada.id) == "false 0")
            let codes = try await stage.actions.confirmSecondFactor(ada, code: new.next(), from: home)
            #expect(Set(codes).count == 10)
            #expect(try await state(stage, ada.id) == "true 10")
            let again = await refusal {
                _ = try await stage.actions.beginSecondFactor(ada, password: password, from: home)
            }
            #expect(again?.code == .conflict)
            let twice = await refusal {
                _ = try await stage.actions.confirmSecondFactor(ada, code: new.next(), from: home)
            }
            #expect(twice?.code == .conflict)
        }
    }

    @Test func signingInNeedsACodeAndEachCountsOnce() async throws {
        try await withStage { stage in
            let setUp = try await withFactor(stage)
            var authenticator = setUp.authenticator
            #expect(await refusal { try await signIn(stage, nil) }?.code == .totpRequired)
            for wrong in [authenticator.wrong, "", "x", "aaaaa-aaaaa-aaaaa-aaaaa-aaaaa"] {
                #expect(await refusal { try await signIn(stage, wrong) }?.code == .wrongTOTP)
            }
            let code = try await authenticator.next()
            try await signIn(stage, code)
            #expect(await refusal { try await signIn(stage, code) }?.code == .wrongTOTP)
            try await signIn(stage, authenticator.next())
            // Without the password a code is worth nothing, and nobody learns that there is a second factor.
            let noPassword = await refusal {
                _ = try await stage.actions.signIn(name: "Ada", password: "wrong horse", code: setUp.codes[0])
            }
            #expect(noPassword == .wrongCredentials)
            #expect(try await stage.actions.secondFactor(setUp.ada.user.id).recoveryCodesLeft == 10)
        }
    }

    @Test func ofManyAtOnceOneUsesACode() async throws {
        try await withStage { stage in
            let setUp = try await withFactor(stage)
            var authenticator = setUp.authenticator
            for code in [try await authenticator.next(), setUp.codes[3]] {
                let used = await withTaskGroup(of: Bool.self) { group in
                    for _ in 0..<8 { group.addTask { (try? await signIn(stage, code)) != nil } }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(used == 1)
            }
        }
    }

    @Test func aRecoveryCodeCountsOnceAndNewOnesReplaceTheOld() async throws {
        try await withStage { stage in
            let setUp = try await withFactor(stage)
            let ada = setUp.ada
            let authenticator = setUp.authenticator
            let codes = setUp.codes
            try await signIn(stage, codes[0].uppercased())
            #expect(await refusal { try await signIn(stage, codes[0]) }?.code == .wrongTOTP)
            #expect(try await state(stage, ada.user.id) == "true 9")
            func renew(_ code: String) async throws -> [String] {
                try await stage.actions.renewRecoveryCodes(ada.user, password: password, code: code, from: home)
            }
            let wrong = authenticator.wrong
            #expect(await refusal { _ = try await renew(wrong) }?.code == .wrongTOTP)
            let renewed = try await renew(codes[1])
            #expect(Set(renewed).isDisjoint(with: codes))
            #expect(await refusal { try await signIn(stage, codes[2]) }?.code == .wrongTOTP)
            try await signIn(stage, renewed[0])
            #expect(try await state(stage, ada.user.id) == "true 9")
        }
    }

    @Test func itIsTurnedOffWithPasswordAndCode() async throws {
        try await withStage { stage in
            let setUp = try await withFactor(stage)
            let user = setUp.ada.user
            let codes = setUp.codes
            var authenticator = setUp.authenticator
            func remove(_ password: String, _ code: String) async throws {
                try await stage.actions.removeSecondFactor(user, password: password, code: code, from: home)
            }
            let good = try await authenticator.next()
            #expect(await refusal { try await remove("wrong horse", good) }?.code == .wrongCredentials)
            #expect(await refusal { try await remove(password, authenticator.wrong) }?.code == .wrongTOTP)
            try await remove(password, good)
            #expect(try await state(stage, user.id) == "false 0")
            try await signIn(stage, nil)
            #expect(await refusal { try await remove(password, codes[0]) }?.code == .conflict)
        }
    }

    @Test func thePasswordAndTheAccountAreChangedWithACodeOnly() async throws {
        try await withStage { stage in
            let setUp = try await withFactor(stage)
            let ada = setUp.ada
            let codes = setUp.codes
            func apply(_ code: String?) async throws {
                let change = AccountChange(password: "another horse", currentPassword: password, code: code)
                _ = try await stage.actions.changeAccount(ada.user, in: ada.session.id, change, from: home)
            }
            #expect(await refusal { try await apply(nil) }?.code == .totpRequired)
            try await apply(codes[0])
            func delete(_ code: String?) async throws {
                try await stage.actions.deleteAccount(ada.user, password: "another horse", code: code, from: home)
            }
            #expect(await refusal { try await delete(nil) }?.code == .totpRequired)
            #expect(await refusal { try await delete(codes[0]) }?.code == .wrongTOTP)
            try await delete(codes[1])
            #expect(try await stage.store.read { try $0.user(ada.user.id) } == nil)
        }
    }

    @Test func aGuestHasNone() async throws {
        try await withStage { stage in
            let guest = try #require(try await stage.store.read { try $0.user(stage.user) })
            let refusal = await refusal {
                _ = try await stage.actions.beginSecondFactor(guest, password: "", from: home)
            }
            #expect(refusal?.code == .badRequest)
        }
    }

    @Test func neitherTheSecretNorACodeIsInTheDatabase() async throws {
        try await withStage { stage in
            let setUp = try await withFactor(stage)
            let ada = setUp.ada
            let authenticator = setUp.authenticator
            let codes = setUp.codes
            let factor = try #require(try await stage.store.read { try $0.secondFactor(ada.user.id) })
            #expect(factor.sealedSecret.count == 12 + 20 + 16)
            _ = authenticator
            let files = try FileManager.default.contentsOfDirectory(atPath: stage.folder).filter {
                $0.hasPrefix("pollux.")
            }
            let bytes = try files.map { try Data(contentsOf: URL(filePath: stage.folder + "/" + $0)) }
            func isOnDisk(_ secret: Data) -> Bool { bytes.contains { $0.firstRange(of: secret) != nil } }
            #expect(isOnDisk(factor.sealedSecret))
            for code in codes { #expect(!isOnDisk(Data(code.utf8))) }
            let context = "second factor of user \(ada.user.id.rawValue)"
            let box = try SecretBox(path: stage.folder + "/secrets.key")
            #expect(!isOnDisk(try box.open(factor.sealedSecret, for: context)))
        }
    }

    @Test func wrongCodesAreSlowedLikeWrongPasswords() async throws {
        try await withStage(throttle: .frozen) { stage in
            let setUp = try await withFactor(stage)
            for _ in 0..<6 {
                #expect(await refusal { try await signIn(stage, setUp.authenticator.wrong) }?.code == .wrongTOTP)
            }
            #expect(await refusal { try await signIn(stage, setUp.codes[0]) }?.code == .rateLimited)
        }
    }
}
