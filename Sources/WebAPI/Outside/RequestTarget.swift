internal import ChatDomain
internal import HTTPTypes

/// What may stand in a request's first line. Paths that one program reads in one way and the next in another have let people past
/// many a guard; here they lead nowhere, before any route is looked for.
enum RequestTarget {
    /// Bytes of path and query together.
    static let longest = 8192

    static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete]
    static let allowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE"

    static func check(_ request: HTTPRequest) throws(ChatError) {
        guard methods.contains(request.method) else {
            throw ChatError(.methodNotAllowed, "Pollux knows \(allowedMethods).")
        }
        let target = request.path ?? ""
        // `*`, `host:port` and `http://…` are for servers of another kind (RFC 9112, 3.2).
        guard target.utf8.first == UInt8(ascii: "/") else {
            throw .badRequest("The request's target must be a path.")
        }
        guard target.utf8.count <= longest else { throw .badRequest("The address is too long.") }
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .badRequest("The address holds a character that must be percent-encoded.")
        }
        guard isPlain(target.prefix { $0 != "?" }) else { throw .notFound }
    }

    /// No empty or dot segment, and nothing encoded that could become one, or a slash, or end a string.
    private static func isPlain(_ path: Substring) -> Bool {
        let bytes = Array(path.utf8)
        var index = 0
        var segment: [UInt8] = []
        func isDots() -> Bool { segment == [0x2E] || segment == [0x2E, 0x2E] }
        while index < bytes.count {
            var byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, let high = hex(bytes[index + 1]), let low = hex(bytes[index + 2]) else {
                    return false
                }
                byte = high << 4 | low
                // Slash, backslash, percent (which would be decoded twice) and control characters, encoded.
                if byte == 0x2F || byte == 0x5C || byte == 0x25 || byte < 0x20 || byte == 0x7F { return false }
                segment.append(byte)
                index += 3
                continue
            }
            if byte == 0x5C { return false }
            if byte == 0x2F {
                if index > 0, segment.isEmpty || isDots() { return false }
                segment.removeAll(keepingCapacity: true)
            } else {
                segment.append(byte)
            }
            index += 1
        }
        // Nor does a slash at the end.
        return bytes.count == 1 || !segment.isEmpty && !isDots()
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
