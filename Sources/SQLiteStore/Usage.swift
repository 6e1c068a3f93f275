internal import ChatDomain
internal import GRDB
internal import Store

private let columns = "day, answers, prompt_tokens, output_tokens, reserved_tokens"

extension DayUsage {
    fileprivate init(row: Row) {
        self.init(
            day: Day(number: row[0]),
            answers: row[1],
            promptTokens: row[2],
            outputTokens: row[3],
            reservedTokens: row[4]
        )
    }
}

extension SQLiteAccess {
    func usage(_ user: UserID, on day: Day) throws -> DayUsage {
        try row("SELECT \(columns) FROM usage WHERE user_id = ? AND day = ?", [user.rawValue, day.number])
            .map(DayUsage.init) ?? DayUsage(day: day)
    }

    func usage(_ user: UserID, since day: Day) throws -> [DayUsage] {
        try rows(
            "SELECT \(columns) FROM usage WHERE user_id = ? AND day >= ? ORDER BY day DESC",
            [user.rawValue, day.number]
        ).map(DayUsage.init)
    }
}

extension SQLiteTransaction {
    func add(_ user: UserID, _ usage: DayUsage) throws {
        try execute(
            """
            INSERT INTO usage (user_id, \(columns)) VALUES (?, ?, ?, ?, ?, ?)
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
