internal import Foundation
internal import NIOCore

extension Scenario {
    /// Those that answer with pictures, right ones and wrong ones.
    static let pictures: [Scenario] = [
        picture("stand-in-picture", "Text and PNG pictures in turn, a draft among them.") { call throws(APIFailure) in
            try Signature.check(call.request, model: call.model.id)
            return call.reply(parts: call.pictureParts(withDraft: true))
        },
        picture("stand-in-picture-strict", "The same, and refuses a picture that comes back without its signature.") {
            call throws(APIFailure) in
            try Signature.check(call.request, model: call.model.id)
            try Signature.requireOnPictures(call.request)
            return call.reply(parts: call.pictureParts(withDraft: true))
        },
        picture("stand-in-picture-only", "A picture and no text.") { call in
            call.reply(parts: [Signature.sign(Picture(width: 40, height: 30, hue: 7).part, model: call.model.id)])
        },
        picture("stand-in-picture-huge", "A picture of 20 MB.") { call in
            call.reply(parts: [.text("Large:"), hugePart, .text("That was it.")])
        },
        picture("stand-in-picture-lies", "A page and a drawing that say they are PNG pictures.") { call in
            let page = "<!DOCTYPE html><script>alert(document.domain)</script>"
            let drawing = #"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>"#
            return call.reply(parts: [
                .text("Look: "), Picture.part(Array(page.utf8), type: "image/png"),
                Picture.part(Array(drawing.utf8), type: "image/png"),
                Picture.part(Array(drawing.utf8), type: "image/svg+xml"),
                Picture.part(Array(page.utf8), type: "text/html"), .text("That is all."),
            ])
        },
        picture("stand-in-picture-bad-base64", "Pictures whose bytes are no base64.") { call in
            let wrong = ["%%%", "iVBORw0KGgo", "iVBO Rw0K\nGgo=", "", "====", "ü"]
            return call.reply(
                parts: [.text("Look: ")]
                    + wrong.map { data in
                        .members(["inlineData": .members(["mimeType": "image/png", "data": .string(data)])])
                    } + [.text("That is all.")]
            )
        },
        picture("stand-in-picture-truncated", "A PNG picture whose second half is missing.") { call in
            let png = Picture(width: 64, height: 48, hue: 30).png
            return call.reply(parts: [
                .text("Half: "), Picture.part(Array(png.prefix(png.count / 2)), type: "image/png"),
            ])
        },
        picture("stand-in-picture-many", "A hundred small pictures.") { call in
            call.reply(parts: [.text("Many: ")] + (0..<100).map { Picture(width: 8, height: 8, hue: $0 * 2).part })
        },
        picture("stand-in-picture-cut", "Text and a picture, then the body ends.") { call throws(APIFailure) in
            guard call.framing != .whole else { throw .internal }
            let parts = call.pictureParts(withDraft: false).prefix(2)
            return Reply(contentType: .events, body: parts.map { Step.event(call.response([$0], tokens: 9)) })
        },
    ]

    private static func picture(
        _ id: String,
        _ purpose: String,
        _ reply: @escaping @Sendable (Call) throws(APIFailure) -> Reply
    ) -> Scenario {
        Scenario(id: id, purpose: purpose, thinks: true, reply: reply)
    }

    /// A valid picture, made large by zeros behind its end.
    private static let hugePart: JSON = {
        let png = Picture(width: 16, height: 16, hue: 200).png
        return Picture.part(png + Array(repeating: 0, count: 20 * 1024 * 1024 - png.count), type: "image/png")
    }()
}
