internal import NIOCore
internal import Synchronization

/// Counts the open connections, overall and of each address. Not those of our proxies: each carries many people's requests.
final class ConnectionCount: Sendable {
    private struct State {
        var all = 0
        var byAddress: [String: Int] = [:]
    }

    private let maximum: Int
    private let maximumPerAddress: Int
    private let proxies: TrustedProxies
    private let state = Mutex(State())

    init(maximum: Int, maximumPerAddress: Int, proxies: TrustedProxies) {
        self.maximum = maximum
        self.maximumPerAddress = maximumPerAddress
        self.proxies = proxies
    }

    /// Takes a place for a connection until it ends. `false`: there is none.
    func admit(_ channel: any Channel) -> Bool {
        let peer = IPAddress(channel.remoteAddress)
        let key = peer.flatMap { proxies.trusts($0) ? nil : $0.key }
        let isAdmitted = state.withLock { state in
            guard state.all < maximum, key.map({ state.byAddress[$0, default: 0] < maximumPerAddress }) ?? true else {
                return false
            }
            state.all += 1
            if let key { state.byAddress[key, default: 0] += 1 }
            return true
        }
        guard isAdmitted else { return false }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { state in
                state.all -= 1
                guard let key, let count = state.byAddress[key] else { return }
                state.byAddress[key] = count > 1 ? count - 1 : nil
            }
        }
        return true
    }
}
