import Foundation
import NIOCore
import NIOPosix

/// Many sockets of many people, in a process of its own: `socket-load PORT USERS` opens nothing, and then does what each line
/// on standard input says. To each it answers with one line of JSON.
///
/// | line | what it does |
/// |---|---|
/// | `open N` | opens N more sockets, dealt out among the users, and resumes on each without a past |
/// | `ask K MODEL TEXT` | each of the first K users asks, in a conversation of their own |
/// | `stall N` | the first N sockets read nothing any more |
/// | `slow N BYTES` | the first N sockets read so many bytes a second |
/// | `go` | all read again; those that turn out to be closed come back and resume |
/// | `mute N` | the first N sockets answer no pings any more |
/// | `drop` | all are reset at once, come back at once and resume; answers when all are back |
/// | `flood N ping COUNT`, `flood N resume COUNT` | the first N sockets send that so often, as fast as they can |
/// | `clear` | counts from 0 again |
/// | `report` | nothing; its answer, as every other, has the counts so far |
@main
struct SocketLoad {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let port = Int(CommandLine.arguments[1]),
            let users = Int(CommandLine.arguments[2])
        else {
            FileHandle.standardError.write(Data("usage: socket-load PORT USERS\n".utf8))
            exit(64)
        }
        let load = try await Load.make(port: port, users: users)
        print(#"{"ready":true}"#)
        fflush(nil)
        while let line = readLine() {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            let extra: String
            do {
                extra = try await load.perform(words)
            } catch {
                extra = #""error":"\#("\(error)".replacing("\"", with: "'"))","#
            }
            print("{\(extra)\(try await load.report())}")
            fflush(nil)
        }
    }
}
