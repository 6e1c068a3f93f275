internal import NIOCore

extension Scenario {
    /// What comes from whatever stands before the API: pages, redirects, other content types and encodings.
    static let frontEnds: [Scenario] = [
        page("stand-in-413", "413 with a page of a front end.", 413, "Request Entity Too Large"),
        page("stand-in-502", "502 with a page of a front end.", 502, "Bad Gateway"),
        page("stand-in-503-page", "503 with a page of a front end.", 503, "Service Unavailable"),
        page("stand-in-504-page", "504 with a page of a front end.", 504, "Gateway Timeout"),
        page("stand-in-page", "200 with a page instead of an answer.", 200, "Please sign in to the network"),
        Scenario(id: "stand-in-500-text", purpose: "500 without JSON.") { _ in
            Reply(status: 500, contentType: .plain, body: [.text("upstream connect error\n")])
        },
        Scenario(id: "stand-in-500-empty", purpose: "500 with an empty body.") { _ in
            Reply(status: 500, contentType: nil, body: [])
        },
        redirect(301), redirect(302), redirect(307),
        Scenario(id: "stand-in-gzip", purpose: "Answers compressed, though nobody asked for it.") { call in
            let body = call.framing.steps(for: call.storyOfItsFraming).reduce(into: ByteBuffer()) {
                $0.writeImmutableBuffer($1)
            }
            return Reply(
                contentType: call.framing.contentType,
                headers: ["Content-Encoding": "gzip"],
                body: [.raw(Deflate.gzip(Array(body.readableBytesView)))]
            )
        },
        typed("stand-in-type-html", "A right answer that says it is a page.", .html),
        typed("stand-in-type-json", "An event stream that says it is JSON.", .json),
        typed("stand-in-type-octets", "A right answer that says it is just bytes.", .octets),
        typed("stand-in-type-none", "A right answer that does not say what it is.", nil),
    ]

    private static func page(_ id: String, _ purpose: String, _ status: Int, _ title: String) -> Scenario {
        Scenario(id: id, purpose: purpose) { _ in
            let page = """
                <!DOCTYPE html>
                <html lang=en><meta charset=utf-8><title>Error \(status) (\(title))</title>
                <p><b>\(status).</b> <ins>That’s an error.</ins><p>\(title)<script>alert("page")</script></html>

                """
            return Reply(status: status, contentType: .html, body: [.text(page)])
        }
    }

    /// Where it leads, any request is put on record, key and all.
    private static func redirect(_ status: Int) -> Scenario {
        Scenario(id: "stand-in-\(status)", purpose: "\(status): leads somewhere else.") { _ in
            let address = "/v1beta/models/stand-in-echo:streamGenerateContent?alt=sse&redirected=\(status)"
            return Reply(status: status, contentType: .html, headers: ["Location": address], body: [.text("Moved.\n")])
        }
    }

    private static func typed(_ id: String, _ purpose: String, _ contentType: ContentType?) -> Scenario {
        Scenario(id: id, purpose: purpose) { call in
            Reply(
                contentType: contentType,
                body: call.framing.steps(for: call.storyOfItsFraming).map { Step.bytes($0) }
            )
        }
    }
}

extension Call {
    /// The story in as many responses as the framing takes.
    var storyOfItsFraming: [JSON] {
        framing == .whole ? [response(text: Story.text, finish: "STOP", tokens: 20)] : story
    }
}
