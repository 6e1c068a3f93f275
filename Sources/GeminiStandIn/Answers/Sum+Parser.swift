extension Sum {
    /// A number as it is computed with: whole as long as possible.
    enum Value: Equatable, Sendable {
        case whole(Int)
        case real(Double)

        /// Digits with points and commas between them as the language uses them: `1,234.5` in English, `1.234,5` in others.
        init?(_ written: Substring, of language: Language) {
            let (group, point): (Character, Character) = language == .english ? (",", ".") : (".", ",")
            // A mark after a number ends the sentence.
            var text = written
            while text.last == "." || text.last == "," { text = text.dropLast() }
            let groups = text.split(separator: group, omittingEmptySubsequences: false)
            let isGrouped = groups.dropFirst().allSatisfy { $0.prefix { $0 != point }.count == 3 }
            // `2.5` is understood in any language.
            let digits = isGrouped ? groups.joined().map { $0 == point ? "." : $0 } : Array(text)
            self.init(String(digits))
        }

        private init?(_ digits: String) {
            if let whole = Int(digits) {
                self = .whole(whole)
            } else if digits.utf8.count < 40, let real = Double(digits) {
                self = .real(real)
            } else {
                return nil
            }
        }

        var real: Double {
            switch self {
            case .whole(let whole): Double(whole)
            case .real(let real): real
            }
        }

        /// With that decimal point; nil for what is not a finite number.
        func shown(point: String) -> String? {
            decimal.map { $0.split(separator: ".").joined(separator: point) }
        }

        private var decimal: String? {
            switch self {
            case .whole(let whole): return String(whole)
            case .real(let real):
                guard real.isFinite else { return nil }
                if real == real.rounded(), abs(real) < 1e15 { return String(Int(real)) }
                // Ten digits, so that 0.1 + 0.2 is 0.3.
                guard abs(real) < 1e5, abs(real) > 1e-5 else { return String(real) }
                return String((real * 1e10).rounded() / 1e10)
            }
        }
    }

    /// Reads an expression by the usual precedence: signs, powers from the right, products, sums.
    struct Parser {
        private static let maximumDepth = 50
        private let tokens: [Token]
        private var position = 0
        private var depth = 0

        init(tokens: [Token]) { self.tokens = tokens }

        /// nil when the tokens are no expression, or one that is nested too deep.
        mutating func parse() -> Value? {
            guard let value = sum(), position == tokens.count else { return nil }
            return value
        }

        private mutating func sum() -> Value? {
            guard var value = product() else { return nil }
            while let symbol = take("+", "-") {
                guard let next = product() else { return nil }
                value = symbol == "+" ? value + next : value - next
            }
            return value
        }

        private mutating func product() -> Value? {
            guard var value = signed() else { return nil }
            while let symbol = take("*", "/") {
                guard let next = signed() else { return nil }
                value = symbol == "*" ? value * next : value / next
            }
            return value
        }

        private mutating func signed() -> Value? {
            depth += 1
            defer { depth -= 1 }
            guard depth < Self.maximumDepth else { return nil }
            if take("-") != nil { return signed().map { .whole(0) - $0 } }
            if take("+") != nil { return signed() }
            guard let base = operand() else { return nil }
            guard take("^") != nil else { return base }
            return signed().map { base.power($0) }
        }

        private mutating func operand() -> Value? {
            guard position < tokens.count else { return nil }
            if case .number(let value) = tokens[position] {
                position += 1
                return value
            }
            guard take("(") != nil, let value = sum(), take(")") != nil else { return nil }
            return value
        }

        private mutating func take(_ symbols: Character...) -> Character? {
            guard position < tokens.count, case .symbol(let symbol) = tokens[position], symbols.contains(symbol) else {
                return nil
            }
            position += 1
            return symbol
        }
    }
}

extension Sum.Value {
    static func + (left: Self, right: Self) -> Self {
        combine(left, right, { $0.addingReportingOverflow($1) }, +)
    }

    static func - (left: Self, right: Self) -> Self {
        combine(left, right, { $0.subtractingReportingOverflow($1) }, -)
    }

    static func * (left: Self, right: Self) -> Self {
        combine(left, right, { $0.multipliedReportingOverflow(by: $1) }, *)
    }

    static func / (left: Self, right: Self) -> Self {
        guard case (.whole(let left), .whole(let right)) = (left, right), right != 0, right != -1, left % right == 0
        else {
            return .real(left.real / right.real)
        }
        return .whole(left / right)
    }

    func power(_ exponent: Self) -> Self {
        guard case (.whole, .whole(let exponent)) = (self, exponent), (0...64).contains(exponent) else {
            return .real(Self.power(real, exponent.real))
        }
        return (0..<exponent).reduce(.whole(1)) { power, _ in power * self }
    }

    /// By repeated squaring for whole exponents; others are rare in chats and undefined here.
    private static func power(_ base: Double, _ exponent: Double) -> Double {
        guard exponent == exponent.rounded(), abs(exponent) <= 10_000 else {
            return exponent == 0.5 ? base.squareRoot() : .nan
        }
        let product = (0..<Int(abs(exponent))).reduce(1.0) { power, _ in power * base }
        return exponent < 0 ? 1 / product : product
    }

    private static func combine(
        _ left: Self,
        _ right: Self,
        _ exactly: (Int, Int) -> (partialValue: Int, overflow: Bool),
        _ roughly: (Double, Double) -> Double
    ) -> Self {
        if case (.whole(let left), .whole(let right)) = (left, right) {
            let (value, overflow) = exactly(left, right)
            if !overflow { return .whole(value) }
        }
        return .real(roughly(left.real, right.real))
    }
}
