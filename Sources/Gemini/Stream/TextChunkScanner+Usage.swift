extension TextChunkScanner {
    /// The running totals, which nearly every chunk carries.
    mutating func usage(_ bytes: Span<UInt8>) throws(JSONCursor.Unusual) -> UsageMetadata {
        var usage = UsageMetadata()
        try json.open("{", bytes)
        while let key = try json.nextKey(bytes) {
            if json.key(key, is: "promptTokenCount", bytes) {
                usage.promptTokenCount = try json.integer(bytes)
            } else if json.key(key, is: "candidatesTokenCount", bytes) {
                usage.candidatesTokenCount = try json.integer(bytes)
            } else if json.key(key, is: "totalTokenCount", bytes) {
                usage.totalTokenCount = try json.integer(bytes)
            } else if json.key(key, is: "thoughtsTokenCount", bytes) {
                usage.thoughtsTokenCount = try json.integer(bytes)
            } else if json.key(key, is: "cachedContentTokenCount", bytes) {
                usage.cachedContentTokenCount = try json.integer(bytes)
            } else if json.key(key, is: "toolUsePromptTokenCount", bytes) {
                usage.toolUsePromptTokenCount = try json.integer(bytes)
            } else if json.key(key, is: "serviceTier", bytes) {
                usage.serviceTier = try json.string(bytes)
            } else if json.key(key, is: "promptTokensDetails", bytes) {
                usage.promptTokensDetails = try details(bytes)
            } else if json.key(key, is: "candidatesTokensDetails", bytes) {
                usage.candidatesTokensDetails = try details(bytes)
            } else if json.key(key, is: "cacheTokensDetails", bytes) {
                usage.cacheTokensDetails = try details(bytes)
            } else if json.key(key, is: "toolUsePromptTokensDetails", bytes) {
                usage.toolUsePromptTokensDetails = try details(bytes)
            } else {
                try json.skipValue(bytes)
            }
        }
        return usage
    }

    private mutating func details(_ bytes: Span<UInt8>) throws(JSONCursor.Unusual) -> [ModalityTokenCount] {
        var details: [ModalityTokenCount] = []
        try json.open("[", bytes)
        while try json.nextItem(bytes) {
            var detail = ModalityTokenCount()
            try json.open("{", bytes)
            while let key = try json.nextKey(bytes) {
                if json.key(key, is: "modality", bytes) {
                    detail.modality = try json.string(bytes)
                } else if json.key(key, is: "tokenCount", bytes) {
                    detail.tokenCount = try json.integer(bytes)
                } else {
                    try json.skipValue(bytes)
                }
            }
            details.append(detail)
        }
        return details
    }
}
