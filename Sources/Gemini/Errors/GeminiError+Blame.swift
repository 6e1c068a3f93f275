extension GeminiError {
    /// What part of the request a refusal blames, as far as its words tell. Open, like ``Kind-swift.struct``.
    ///
    /// Nil is the usual case: most refusals blame nothing that a caller could leave out or send anew.
    public struct Blame: Hashable, Sendable, CustomStringConvertible {
        /// The name of the static member.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// ``GenerationConfig/thinkingConfig``: a level or budget that the model does not know, or a model that does not
        /// think. The same request without it may do.
        public static let thinking = Blame("thinking")
        /// `temperature`, `topP`, `topK` or a penalty, which newer models refuse. The same request without them may do.
        public static let sampling = Blame("sampling")
        /// The prompt has more tokens than the model takes. Only a shorter one will do.
        public static let promptLength = Blame("promptLength")
        /// A file of the Files API that is absent, expired, another project's, or not ready. Google says 403 to the
        /// first three and does not tell them apart. Uploading it anew may do.
        public static let file = Blame("file")
        /// The data of a part: its media type is not supported, or it is not what its type says. The same request
        /// without that part may do.
        public static let media = Blame("media")
        /// ``Part/thoughtSignature``: missing where the model insists on it, or not the one that it gave. Signatures of
        /// another model or project count as corrupted. The same request without any may do.
        public static let thoughtSignature = Blame("thoughtSignature")
    }

    /// The prompt has more tokens than the model takes.
    public var isTooLong: Bool { blames == .promptLength }
}
