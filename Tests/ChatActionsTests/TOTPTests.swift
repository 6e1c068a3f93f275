import Foundation
import Testing

@testable import ChatActions

struct TOTPTests {
    /// RFC 6238, appendix B, and RFC 4226, appendix D, have the same secret.
    private let totp = TOTP(secret: Data("12345678901234567890".utf8))

    @Test(arguments: [
        (59, 94_287_082), (1_111_111_109, 7_081_804), (1_111_111_111, 14_050_471), (1_234_567_890, 89_005_924),
        (2_000_000_000, 69_279_037), (20_000_000_000, 65_353_130),
    ])
    func theVectorsOfRFC6238(seconds: Int64, code: UInt32) {
        #expect(totp.code(step: seconds / 30, digits: 8) == code)
    }

    @Test func theVectorsOfRFC4226() {
        let codes: [UInt32] = [
            755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489,
        ]
        #expect((0..<10).map { totp.code(step: $0) } == codes)
    }

    @Test func aCodeCountsInItsStepAndTheOneBesideItAndNowhereElse() {
        // RFC 4226's code of step 3, at the beginning of each step.
        let steps = (0...6).map { totp.step(of: "969429", at: $0 * 30, after: -1) }
        #expect(steps == [nil, nil, 3, 3, 3, nil, nil])
        #expect(totp.step(of: "969 429", at: 119, after: -1) == 3)
    }

    @Test func aCodeOfAnAcceptedStepOrAnEarlierOneCountsNoMore() {
        #expect(totp.step(of: "969429", at: 90, after: 2) == 3)
        #expect(totp.step(of: "969429", at: 90, after: 3) == nil)
        #expect(totp.step(of: "359152", at: 90, after: 3) == nil)
        #expect(totp.step(of: "338314", at: 90, after: 3) == 4)
        // The clock was a little ahead: no code counts twice. It was wrong by more: nobody is locked out until then.
        #expect(totp.step(of: "969429", at: 90, after: 13) == nil)
        #expect(totp.step(of: "969429", at: 90, after: 14) == 3)
    }

    @Test(arguments: [
        "", "96942", "9694290", "96942a", "٩٦٩٤٢٩", "+69429", " ", "969429\0", String(repeating: "9", count: 100_000),
    ])
    func whatIsNoCodeIsRefused(code: String) {
        #expect(totp.step(of: code, at: 90, after: -1) == nil)
    }

    @Test func aCodeWithZerosInFrontNeedsThem() {
        let step = Int64((0...10_000).first { totp.code(step: Int64($0)) < 100_000 } ?? -1)
        let digits = String(totp.code(step: step))
        let code = String(repeating: "0", count: 6 - digits.count) + digits
        #expect(totp.step(of: code, at: step * 30, after: -1) == step)
        #expect(totp.step(of: digits, at: step * 30, after: -1) == nil)
    }

    @Test func eachSecretIsNewAndHas160Bits() {
        let secrets = (0..<100).map { _ in TOTP().secret }
        #expect(Set(secrets).count == 100)
        #expect(secrets.allSatisfy { $0.count == 20 })
    }

    @Test func theAddressHoldsTheNameWhateverIsInIt() {
        let uri = totp.uri(name: "Ä: &secret=x/?#")
        #expect(
            uri == "otpauth://totp/Pollux:%C3%84%3A%20%26secret%3Dx%2F%3F%23?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Pollux&algorithm=SHA1&digits=6&period=30"
        )
    }

    /// RFC 4648, 10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func theVectorsOfBase32(text: String, encoded: String) {
        #expect(Base32.encode(Data(text.utf8)) == encoded)
    }

    @Test func recoveryCodesAreTenAndNoTwoAlike() {
        let codes = RecoveryCode.makeAll() + RecoveryCode.makeAll()
        #expect(codes.count == 20)
        #expect(Set(codes.map(\.text)).count == 20 && Set(codes.map(\.hash)).count == 20)
        #expect(codes.allSatisfy { $0.text.wholeMatch(of: /[a-z2-7]{5}(-[a-z2-7]{5}){4}/) != nil })
    }

    @Test func aRecoveryCodeIsKnownHoweverItIsTyped() {
        let code = RecoveryCode()
        let plain = code.text.replacing("-", with: "")
        let mistaken = plain.replacing("o", with: "0").replacing("l", with: "1")
        for typed in [
            code.text, plain, code.text.uppercased(), " \(plain.prefix(12)) \(plain.dropFirst(12)) ", mistaken,
        ] {
            #expect(RecoveryCode.hash(ofTyped: typed) == code.hash, "\(typed)")
        }
        #expect(RecoveryCode.hash(ofTyped: RecoveryCode().text) != code.hash)
        for other in [
            "", "123456", String(plain.dropLast()), plain + "a", plain.dropLast() + "8", plain.dropLast() + "é",
        ] {
            #expect(RecoveryCode.hash(ofTyped: other) == nil, "\(other)")
        }
    }
}
