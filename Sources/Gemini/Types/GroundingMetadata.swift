/// What an answer was grounded on, and where in it.
public struct GroundingMetadata: Codable, Hashable, Sendable {
    public var webSearchQueries: [String]?
    public var searchEntryPoint: SearchEntryPoint?
    public var groundingChunks: [GroundingChunk]?
    public var groundingSupports: [GroundingSupport]?

    public init() {}
}

/// Google's Search Suggestions. Its terms ask to show them unaltered beside a grounded answer.
public struct SearchEntryPoint: Codable, Hashable, Sendable {
    /// Foreign HTML: only ever for a sandboxed frame without scripts.
    public var renderedContent: String?

    public init() {}
}

/// A source; which field is set tells of what kind.
public struct GroundingChunk: Codable, Hashable, Sendable {
    public var web: Web?
    /// A source of another kind, with fields of its own (`uri`, `title`, `text`, …).
    public var maps: JSONValue?
    public var image: JSONValue?
    public var retrievedContext: JSONValue?

    public init() {}

    /// A web page. The address is commonly a redirect of Google's, the title just the domain.
    public struct Web: Codable, Hashable, Sendable {
        public var uri: String?
        public var title: String?

        public init() {}
    }
}

/// A stretch of the answer with the sources that back it.
public struct GroundingSupport: Codable, Hashable, Sendable {
    public var segment: Segment?
    /// Indices into ``GroundingMetadata/groundingChunks`` of the whole answer. Not checked: they may be out of range.
    public var groundingChunkIndices: [Int]?
    public var confidenceScores: [Double]?

    public init() {}

    /// Offsets are **UTF-8 bytes** of the answer's text, the end exclusive, the start left out when it is 0. They are
    /// known to be off by one at times: hold them against ``text``.
    public struct Segment: Codable, Hashable, Sendable {
        public var partIndex: Int?
        public var startIndex: Int?
        public var endIndex: Int?
        public var text: String?

        public init() {}
    }
}

/// Pages that the model read for an answer.
public struct URLContextMetadata: Codable, Hashable, Sendable {
    public var urlMetadata: [Page]?

    public struct Page: Codable, Hashable, Sendable {
        public var retrievedUrl: String?
        /// `URL_RETRIEVAL_STATUS_SUCCESS`, `_ERROR`, `_PAYWALL`, `_UNSAFE`.
        public var urlRetrievalStatus: String?

        public init() {}
    }

    public init() {}
}

/// Known texts that the answer quotes.
public struct CitationMetadata: Codable, Hashable, Sendable {
    public var citationSources: [Source]?

    public init() {}

    /// Offsets are UTF-8 bytes, as in ``GroundingSupport/Segment``.
    public struct Source: Codable, Hashable, Sendable {
        public var startIndex: Int?
        public var endIndex: Int?
        public var uri: String?
        public var license: String?

        public init() {}
    }
}
