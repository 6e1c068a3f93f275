package import Foundation

/// The name of one conversation, message or session: a UUID, on the wire in lower case.
///
/// The subject keeps ids of different things apart at compile time. Ids made here are of version 7 (RFC 9562, 5.7), so that
/// rows written one after another lie side by side; ids from clients may be of any version.
package struct Identifier<Subject>: Hashable, Sendable {
    package let uuid: UUID

    package init(uuid: UUID) {
        self.uuid = uuid
    }

    /// Reads the 36-character form; `nil` for anything else.
    package init?(_ string: String) {
        guard string.utf8.count == 36, let uuid = UUID(uuidString: string) else { return nil }
        self.uuid = uuid
    }

    /// A new id of version 7.
    package static func make(now: Timestamp = .now) -> Self {
        var random = SystemRandomNumberGenerator()
        let time = UInt64(clamping: now.milliseconds)
        let high = time << 16 | 0x7000 | random.next() & 0x0FFF
        let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
        return Self(
            uuid: UUID(
                uuid: (
                    byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
                    byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                    byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
                    byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
                )
            )
        )
    }
}

extension Identifier: CustomStringConvertible {
    /// The form of the wire: 36 characters, lower case.
    package var description: String {
        // Many times an answer: Foundation's way is by way of `snprintf`, and upper case.
        withUnsafeBytes(of: uuid.uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { text in
                var end = 0
                for (index, byte) in bytes.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        text[end] = UInt8(ascii: "-")
                        end += 1
                    }
                    text[end] = Self.digit(byte >> 4)
                    text[end + 1] = Self.digit(byte & 0xF)
                    end += 2
                }
                return end
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

package typealias ConversationID = Identifier<Conversation>
package typealias MessageID = Identifier<Message>
package typealias SessionID = Identifier<Session>
package typealias AccessTokenID = Identifier<AccessToken>
package typealias InvitationID = Identifier<Invitation>

/// The number under which a store keeps everything of one user. Never reused, never sent to a browser:
/// there a user is `User.publicID`.
package struct UserID: Hashable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}
