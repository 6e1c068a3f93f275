import Foundation
import NIOCore

/// One socket of a user, and what its client holds. On the event loop only.
final class CrowdSocket {
    /// Where a socket goes on.
    struct Place: Sendable {
        var cookie: String
        var epoch: String?
        var revision = 0
    }

    let number: Int
    private(set) var place: Place
    private let crowd: Crowd
    private let isReady: EventLoopPromise<Void>
    private var wasOpen = false
    private var lastDelta: NIODeadline?
    /// `nil` when it has ended.
    private(set) var socket: LiveSocket?

    init(_ crowd: Crowd, _ place: Place, number: Int, isReady: EventLoopPromise<Void>) {
        (self.crowd, self.place, self.number, self.isReady) = (crowd, place, number, isReady)
    }

    /// `isReady` succeeds with `hello`, and fails when that cannot come any more.
    func connect(to server: Server, on loop: any EventLoop) {
        let (socket, channel) = LiveSocket.connect(to: server, cookie: place.cookie, on: loop, onEvent: take)
        self.socket = socket
        channel.assumeIsolated().whenFailure { _ in self.take(.ended(code: 0)) }
    }

    func resume() { socket?.resume(epoch: place.epoch, revision: place.revision) }

    private func take(_ event: LiveSocket.Event) {
        switch event {
        case .opened:
            wasOpen = true
            resume()
        case .refused(let status): crowd.counts.refused[status, default: 0] += 1
        case .text(let text): take(text)
        case .ping: crowd.counts.pings += 1
        case .pong: crowd.counts.pongs += 1
        case .ended(let code): end(code)
        }
    }

    private func end(_ code: Int) {
        socket = nil
        if wasOpen { crowd.counts.closed[code, default: 0] += 1 }
        isReady.fail(ChannelError.eof)
        crowd.lose(self)
    }

    private func take(_ text: ByteBuffer) {
        // `{"type":"` and the type.
        switch text.getString(at: text.readerIndex + 9, length: 5) {
        case "delta": takeDelta()
        case "chang": take(change: text)
        case "heart": if number("revision", in: text) > place.revision { resume() }
        case "hello": begin(text, isReset: false)
        case "reset": begin(text, isReset: true)
        default: break
        }
    }

    private func takeDelta() {
        crowd.counts.deltas += 1
        let now = NIODeadline.now()
        if let lastDelta { crowd.pauses.append((now - lastDelta).nanoseconds / 1000) }
        lastDelta = now
    }

    private func begin(_ text: ByteBuffer, isReset: Bool) {
        if isReset { crowd.counts.resets += 1 }
        if isReset || place.epoch == nil {
            place.epoch = text.getString(at: text.readerIndex, length: text.readableBytes).flatMap { text in
                text.split(separator: "\"epoch\":\"").dropFirst().first.map { String($0.prefix(36)) }
            }
            place.revision = number("revision", in: text)
        }
        isReady.succeed()
    }

    private func take(change: ByteBuffer) {
        crowd.counts.changes += 1
        let number = number("revision", in: change)
        if number > place.revision + 1 { crowd.counts.gaps += 1 }
        place.revision = max(place.revision, number)
        if change.offset(behind: "\"finishedAt\"") != nil {
            crowd.counts.finals += 1
            lastDelta = nil
        }
    }

    /// The first number of this name.
    private func number(_ name: String, in text: ByteBuffer) -> Int {
        guard let start = text.offset(behind: "\"\(name)\":") else { return 0 }
        return text.readableBytesView.dropFirst(start).prefix { (0x30...0x39).contains($0) }
            .reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension ByteBuffer {
    /// Of what follows the first occurrence, counted from the first readable byte. Some changes have hundreds of kilobytes.
    fileprivate func offset(behind word: String) -> Int? {
        withUnsafeReadableBytes { bytes in
            guard let start = bytes.baseAddress else { return nil }
            let length = word.utf8.count
            var offset = 0
            while let found = memchr(start + offset, Int32(word.utf8.first ?? 0), bytes.count - offset) {
                offset = start.distance(to: found)
                guard offset + length <= bytes.count else { return nil }
                if memcmp(found, word, length) == 0 { return offset + length }
                offset += 1
            }
            return nil
        }
    }
}
