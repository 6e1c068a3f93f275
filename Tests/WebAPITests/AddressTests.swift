import HTTPTypes
import Testing

@testable import WebAPI

struct AddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3::4", "20010db800010002/64"),
        ("[2001:db8:1:2::1]", "20010db800010002/64"), ("::1", "0000000000000000/64"),
    ])
    func anAddressIsCountedByWhatAHouseholdHas(text: String, key: String) throws {
        #expect(try #require(IPAddress(text)).key == key)
    }

    @Test(arguments: [
        "", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0x7f.1", "127.1", "1.2.3.4:80", "[1.2.3.4]",
        "fe80::1%eth0",
        "::g", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4\0", "2130706433", String(repeating: "1", count: 100),
    ])
    func nothingElseIsOne(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func rangesHoldWhatIsInThem() throws {
        let cases: [(String, String, Bool)] = [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false),
            ("192.168.128.0/17", "192.168.200.1", true), ("192.168.128.0/17", "192.168.127.255", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("::1", "::1", true), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
        ]
        for (range, address, isIn) in cases {
            #expect(
                try #require(IPNetwork(range)).contains(try #require(IPAddress(address))) == isIn,
                "\(range) \(address)"
            )
        }
        for bad in ["", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "10.0.0.0/8/8", "x/8"] {
            #expect(IPNetwork(bad) == nil, "\(bad)")
        }
    }

    @Test func onlyOurProxiesSayWhereARequestComesFrom() throws {
        let proxies = TrustedProxies(["10.0.0.0/8", "::1"])
        let cases: [(peer: String, headers: [String], client: String)] = [
            ("192.0.2.7", [], "192.0.2.7"), ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"), ("10.0.0.1", [], "10.0.0.1"),
            ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"), ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", ["1.1.1.1", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", ["1.1.1.1, nonsense"], "10.0.0.1"), ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"), ("::1", ["[2001:db8::1]:4711"], "2001:db8::1"),
            ("::1", ["2001:db8::1"], "2001:db8::1"), ("10.0.0.1", [","], "10.0.0.1"),
        ]
        for (peer, values, client) in cases {
            var headers = HTTPFields()
            for value in values { headers.append(HTTPField(name: .xForwardedFor, value: value)) }
            #expect(proxies.client(peer: IPAddress(peer), headers) == IPAddress(client), "\(peer) \(values)")
        }
        #expect(proxies.client(peer: nil, HTTPFields()) == nil)
    }
}
