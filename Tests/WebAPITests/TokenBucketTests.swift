import Testing

@testable import WebAPI

struct TokenBucketTests {
    private let start = ContinuousClock.now

    @Test func aBucketIsEmptiedAndFillsUpAgain() {
        let buckets = TokenBuckets<String>(capacity: 3, perSecond: 0.5)
        for _ in 0..<3 { #expect(buckets.take("anna", now: start) == nil) }
        #expect(buckets.take("anna", now: start) == 2)
        #expect(buckets.take("bob", now: start) == nil)
        #expect(buckets.take("anna", now: start + .seconds(1)) == 1)
        #expect(buckets.take("anna", now: start + .seconds(3)) == nil)
        #expect(buckets.take("anna", now: start + .seconds(3)) != nil)
        for _ in 0..<3 { #expect(buckets.take("anna", now: start + .seconds(1000)) == nil) }
        #expect(buckets.take("anna", now: start + .seconds(1000)) != nil)
    }

    @Test func memoryIsBounded() {
        let buckets = TokenBuckets<Int>(capacity: 2, perSecond: 1, maximumKeys: 10)
        for key in 0..<1000 { _ = buckets.take(key, now: start) }
        #expect(buckets.count <= 10)
        // Whose bucket is full is forgotten first.
        _ = buckets.take(5000, now: start + .seconds(100))
        #expect(buckets.count == 1)
    }

    @Test func manyAtOnceGetNoMoreThanThereIs() async {
        let buckets = TokenBuckets<String>(capacity: 50, perSecond: 0.001)
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<500 { group.addTask { buckets.take("anna") == nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 50)
    }
}
