/// One turn of a conversation, or a system instruction.
public struct Content: Codable, Hashable, Sendable {
    /// `user` or `model`; the API knows no other. Nil in a system instruction.
    public var role: String?
    /// Nil and empty mean the same. Their order matters; neighbours that carry a signature must not be joined.
    public var parts: [Part]?

    public init(role: String?, parts: [Part]?) {
        self.role = role
        self.parts = parts
    }
}
