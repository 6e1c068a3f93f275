internal import ChatDomain
internal import GRDB
internal import Store

extension DayUsage {
    /// The columns that `init(row:from:)` reads, in its order.
    static let columns = "day, answers, prompt_tokens, output_tokens, reserved_tokens"

    init(row: Row, from start: Int = 0) {
        self.init(
            day: Day(number: row[start]),
            answers: row[start + 1],
            promptTokens: row[start + 2],
            outputTokens: row[start + 3],
            reservedTokens: row[start + 4]
        )
    }
}

extension SQLiteAccess {
    func usage(_ user: UserID, on day: Day) throws -> DayUsage {
        try row("SELECT \(DayUsage.columns) FROM usage WHERE user_id = ? AND day = ?", [user.rawValue, day.number])
            .map { DayUsage(row: $0) } ?? DayUsage(day: day)
    }

    func usage(_ user: UserID, since day: Day) throws -> [DayUsage] {
        try rows(
            "SELECT \(DayUsage.columns) FROM usage WHERE user_id = ? AND day >= ? ORDER BY day DESC",
            [user.rawValue, day.number]
        ).map { DayUsage(row: $0) }
    }
}

extension SQLiteTransaction {
    func add(_ user: UserID, _ usage: DayUsage) throws {
        try execute(
            """
            INSERT INTO usage (user_id, \(DayUsage.columns)) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (user_id, day) DO UPDATE SET
                answers = answers + excluded.answers,
                prompt_tokens = prompt_tokens + excluded.prompt_tokens,
                output_tokens = output_tokens + excluded.output_tokens,
                reserved_tokens = reserved_tokens + excluded.reserved_tokens
            """,
            [
                user.rawValue, usage.day.number, usage.answers, usage.promptTokens, usage.outputTokens,
                usage.reservedTokens,
            ]
        )
    }
}
