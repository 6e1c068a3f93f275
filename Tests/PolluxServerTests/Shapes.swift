import PolluxTesting

/// The members that an item may have on the wire, and what kind of value each holds.
struct Shape: Sendable {
    enum Kind: Sendable {
        case text, id, time, integer, number, bool, texts, list, object(Shape)
        case integerOrNull
    }

    let required: [String: Kind]
    let optional: [String: Kind]

    /// What is wrong with a value; empty: nothing.
    func faults(of value: JSON, at path: String = "") -> [String] {
        guard case .object = value else { return ["\(path) is no object"] }
        let unknown = value.names.subtracting(required.keys).subtracting(optional.keys)
        let missing = Set(required.keys).subtracting(value.names)
        var faults = unknown.map { "\(path)\($0) is unknown" } + missing.map { "\(path)\($0) is missing" }
        for (name, kind) in required.merging(optional, uniquingKeysWith: { $1 }) where value.names.contains(name) {
            if case .object(let shape) = kind {
                faults += shape.faults(of: value[name], at: "\(path)\(name).")
            } else if !Self.isOf(kind, value[name]) {
                faults.append("\(path)\(name) is \(value[name])")
            }
        }
        return faults.sorted()
    }

    private static func isOf(_ kind: Kind, _ value: JSON) -> Bool {
        switch (kind, value) {
        case (.text, .string), (.number, .number), (.bool, .bool), (.list, .array), (.integerOrNull, .null): true
        case (.integer, .number(let number)), (.integerOrNull, .number(let number)): number == number.rounded()
        case (.id, .string(let id)): id.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil
        case (.time, .string(let time)): time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil
        case (.texts, .array(let values)): values.allSatisfy { isOf(.text, $0) }
        default: false
        }
    }
}

extension Shape {
    static let server = Shape(
        required: [
            "version": .text, "demo": .bool, "defaultModel": .text, "contextExchanges": .integer, "registration": .text,
            "guests": .bool, "maxAttachmentBytes": .integer, "maxTextLength": .integer,
            "usageLimits": .object(usageLimits),
        ],
        optional: [:]
    )
    static let usageLimits = Shape(required: [:], optional: ["answers": .integer, "tokens": .integer])
    static let adminUser = Shape(
        required: [
            "id": .id, "name": .text, "role": .text, "guest": .bool, "blocked": .bool, "createdAt": .time,
            "hasPassword": .bool, "twoFactor": .bool, "sessions": .integer, "tokens": .integer,
            "conversations": .integer, "messages": .integer, "attachmentBytes": .integer,
            "limits": .object(usageLimits),
            "today": .object(Shape(required: ["answers": .integer, "tokens": .integer], optional: [:])),
        ],
        optional: ["lastSeenAt": .time]
    )
    static let hit = Shape(
        required: [
            "conversationID": .id, "inTitle": .bool, "title": .text, "snippet": .text, "marks": .list, "at": .time,
        ],
        optional: ["messageID": .id]
    )
    static let share = Shape(
        required: ["id": .id, "title": .text, "messages": .integer, "createdAt": .time],
        optional: ["conversationID": .id, "messageID": .id, "expiresAt": .time]
    )
    static let sharedMessage = Shape(
        required: [
            "id": .id, "role": .text, "text": .text, "createdAt": .time, "status": .text, "attachments": .list,
        ],
        optional: [
            "model": .text, "sources": .list,
            "failure": .object(Shape(required: ["code": .text, "message": .text, "retryable": .bool], optional: [:])),
        ]
    )
    static let attachment = Shape(
        required: ["id": .id, "name": .text, "mediaType": .text, "bytes": .integer],
        optional: ["offset": .integer]
    )
    static let user = Shape(
        required: [
            "id": .id, "name": .text, "role": .text, "guest": .bool,
            "settings": .object(
                Shape(
                    required: [:],
                    optional: [
                        "theme": .text, "wallpaper": .text, "tint": .text, "textSize": .text, "enterKey": .text,
                        "language": .text, "announcements": .text, "shortcuts": .text,
                    ]
                )
            ),
            "createdAt": .time, "revision": .integer,
        ],
        optional: [:]
    )
    static let conversation = Shape(
        required: [
            "id": .id, "title": .text, "contextExchanges": .integerOrNull,
            "settings": .object(
                Shape(
                    required: ["googleSearch": .bool, "urlContext": .bool, "codeExecution": .bool],
                    optional: ["thinkingLevel": .text, "temperature": .number]
                )
            ),
            "pinned": .bool, "archived": .bool, "createdAt": .time, "lastActivityAt": .time, "preview": .text,
            "unread": .integer, "readSeq": .integer, "revision": .integer,
        ],
        optional: [
            "model": .text, "instructions": .text, "leafID": .id,
            "draft": .object(Shape(required: ["id": .id, "text": .text], optional: [:])),
        ]
    )
    static let question = Shape(
        required: message,
        optional: ["parentID": .id, "quoteID": .id]
    )
    static let answer = Shape(
        required: message.merging(["parentID": .id, "model": .text]) { $1 },
        optional: [
            "finishedAt": .time, "modelVersion": .text, "responseId": .text, "finishReason": .text,
            "failure": .object(
                Shape(required: ["code": .text, "message": .text, "retryable": .bool], optional: [:])
            ),
            "usage": .object(
                Shape(
                    required: [:],
                    optional: [
                        "promptTokenCount": .integer, "candidatesTokenCount": .integer, "thoughtsTokenCount": .integer,
                        "totalTokenCount": .integer,
                    ]
                )
            ),
            "thoughts": .text, "contextFromSeq": .integer, "contextLeftOut": .integer, "retryAt": .time,
            "finishMessage": .text, "sources": .list, "searchSuggestions": .text,
        ]
    )
    private static let message: [String: Kind] = [
        "id": .id, "conversationID": .id, "seq": .integer, "siblingIDs": .texts, "role": .text, "text": .text,
        "status": .text, "starred": .bool, "createdAt": .time, "attachments": .list, "revision": .integer,
    ]
    static let problem = Shape(
        required: [
            "type": .text, "title": .text, "status": .integer, "detail": .text, "code": .text, "requestID": .text,
        ],
        optional: ["field": .text, "retryAfterSeconds": .integer]
    )
    static let model = Shape(
        required: ["id": .text, "displayName": .text, "thinking": .bool],
        optional: [
            "inputTokenLimit": .integer, "outputTokenLimit": .integer, "maxTemperature": .number,
            "thinkingLevels": .texts,
            "picture": .bool,
        ]
    )
}
