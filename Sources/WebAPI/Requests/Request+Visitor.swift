internal import ChatActions
internal import HTTPTypes
internal import Hummingbird

extension Request {
    /// Where somebody signs in from.
    func visitor(_ address: String) -> Visitor {
        Visitor(address: address, device: DeviceLabel.make(userAgent: headers[.userAgent]))
    }
}
