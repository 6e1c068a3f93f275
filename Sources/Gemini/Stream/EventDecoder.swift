import NIOCore

/// Cuts the body of a stream into events. Pure: bytes in, events out, however the network cut the bytes.
///
/// A stream is `data: {json}`, a blank line, and so on to the end of the body. Lines end in CR LF, LF or CR and nowhere
/// else: JSON strings may hold U+2028 and its kin unescaped, which `Character.isNewline` and `AsyncSequence.lines` take for line
/// ends. An error in mid-stream arrives as pretty-printed JSON over several lines **without** `data:`; such lines are
/// collected until their brackets balance. Source: the event stream format of the HTML standard, and what Google's own
/// clients do.
///
/// Every byte is looked at a constant number of times, so a picture on one line of many megabytes costs linear time.
struct EventDecoder {
    /// The JSON of one event.
    struct Event: Equatable {
        var bytes: ByteBuffer
        /// False when the body ended before the event did: the JSON may be cut off.
        var isWhole: Bool
    }

    private let maximumEventBytes: Int
    private var buffer = ByteBuffer()
    /// So many readable bytes of `buffer` are known to hold no line end.
    private var scanned = 0
    /// How many bytes were looked at for a line end so far: not more than came.
    private(set) var work = 0
    private var isAfterCarriageReturn = false
    private var isFirstLine = true
    private(set) var isAtEnd = false
    /// The `data:` lines of the event under way.
    private var data: ByteBuffer?
    private var bare: BareJSON?

    /// - Parameter maximumEventBytes: the size from which an event is refused. No small number: a picture is one line.
    init(maximumEventBytes: Int) {
        self.maximumEventBytes = maximumEventBytes
    }

    /// Takes the next piece of the body.
    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// Says that the body is over: ``next()`` then gives what is left, and after that nil.
    mutating func finish() {
        isAtEnd = true
    }

    /// The next event, or nil when it takes more bytes to tell.
    ///
    /// - Throws: `tooLarge`, `malformedResponse`.
    mutating func next() throws(GeminiError) -> Event? {
        while true {
            if let complete = bare, complete.isBalanced {
                bare = nil
                return Event(bytes: complete.bytes, isWhole: true)
            }
            guard let line = nextLine() else { break }
            if let event = try take(line) { return event }
        }
        let held = buffer.readableBytes + (data?.readableBytes ?? 0) + (bare?.bytes.readableBytes ?? 0)
        guard held <= maximumEventBytes else {
            throw GeminiError(.tooLarge, message: "an event has more than \(maximumEventBytes) bytes")
        }
        guard isAtEnd else { return nil }
        defer { (data, bare) = (nil, nil) }
        return (data ?? bare?.bytes).map { Event(bytes: $0, isWhole: false) }
    }

    /// The next line without its end.
    private mutating func nextLine() -> ByteBuffer? {
        if isAfterCarriageReturn, let byte = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) {
            isAfterCarriageReturn = false
            if byte == .lineFeed { buffer.moveReaderIndex(forwardBy: 1) }
        }
        let length = lineLength()
        work += (length.map { $0 + 1 } ?? buffer.readableBytes) - scanned
        guard let length else {
            scanned = buffer.readableBytes
            guard isAtEnd, scanned > 0 else { return nil }
            scanned = 0
            return buffer.readSlice(length: buffer.readableBytes)
        }
        scanned = 0
        let line = buffer.readSlice(length: length)
        isAfterCarriageReturn = buffer.readInteger(as: UInt8.self) == .carriageReturn
        return line
    }

    /// The number of bytes before the first line end.
    private func lineLength() -> Int? {
        let bytes = buffer.readableBytesUInt8Span
        var index = scanned
        while index < bytes.count {
            if bytes[index] == .lineFeed || bytes[index] == .carriageReturn { return index }
            index += 1
        }
        return nil
    }

    /// Gives the `data` event that this line ends.
    private mutating func take(_ line: ByteBuffer) throws(GeminiError) -> Event? {
        var line = line
        if isFirstLine {
            isFirstLine = false
            line.skipByteOrderMark()
        }
        if bare != nil {
            bare?.append(line)
            return nil
        }
        switch EventLine(line) {
        case .blank:
            return endOfData()
        case .data(let value):
            append(data: value)
            return nil
        case .ignored:
            return nil
        case .json:
            bare = BareJSON(line)
            return endOfData()
        case .foreign:
            // The body may end in the middle of the word `data:`.
            let isCut = isAtEnd && buffer.readableBytes == 0 && "data".utf8.starts(with: line.readableBytesView)
            if isCut { throw GeminiError(.connectionLost, message: "the body ended inside a line") }
            throw GeminiError(.malformedResponse, message: "not an event stream: " + line.excerpt)
        }
    }

    private mutating func endOfData() -> Event? {
        defer { data = nil }
        return data.map { Event(bytes: $0, isWhole: true) }
    }

    private mutating func append(data value: ByteBuffer) {
        guard var joined = data else {
            data = value
            return
        }
        // Held once only, so that it grows where it is: else each further line would copy all those before it.
        data = nil
        joined.writeInteger(UInt8.lineFeed)
        joined.writeImmutableBuffer(value)
        data = joined
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
}
