internal import Foundation
internal import NIOCore

/// Why the server could not serve, in one sentence where we know one.
struct ListeningError: Error, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - port: the setting that names the port.
    ///   - host: the setting that names the host.
    init(_ error: any Error, port: String = "--port", host: String = "--host") {
        if error is SocketAddressError.UnknownHost {
            description = "There is no machine of the name that \(host) says."
            return
        }
        guard let error = error as? IOError else {
            description = "\(error)"
            return
        }
        switch error.errnoCode {
        case EADDRINUSE: description = "The port is in use by another program. Choose another one with \(port)."
        case EACCES: description = "This port is reserved for root. Choose one above 1023 with \(port)."
        case EADDRNOTAVAIL: description = "This machine does not have the address that \(host) names."
        default: description = "The server cannot listen: \(error)"
        }
    }
}
