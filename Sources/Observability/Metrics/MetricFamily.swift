internal import Synchronization

/// One metric by its name, with all its series, as Prometheus's text format shows it.
package protocol MetricFamily: Sendable {
    /// By Prometheus's conventions: base units, `_total` for what only grows.
    var name: String { get }
    /// One sentence without a full stop.
    var help: String { get }
    var labels: [String] { get }
    var type: String { get }
    func write(to text: inout Exposition)
}

/// Series of one kind by the values of their labels. The values come from closed sets; a bug that lets others in cannot fill
/// the memory.
package final class Series<Instrument: Sendable>: Sendable {
    private static var maximumCount: Int { 2000 }

    private let make: @Sendable () -> Instrument
    private let byLabels: Mutex<[[String]: Instrument]>

    init(known: [[String]], make: @escaping @Sendable () -> Instrument) {
        self.make = make
        byLabels = Mutex(Dictionary(known.map { ($0, make()) }) { $1 })
    }

    /// Takes a lock: whoever counts often keeps what this gives.
    func at(_ values: [String]) -> Instrument {
        byLabels.withLock { series in
            if let known = series[values] { return known }
            let values = series.count < Self.maximumCount ? values : values.map { _ in "other" }
            let instrument = series[values] ?? make()
            series[values] = instrument
            return instrument
        }
    }

    var all: [(values: [String], instrument: Instrument)] {
        byLabels.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }
}

package struct CounterFamily: MetricFamily {
    package let name: String
    package let help: String
    package let labels: [String]
    package let type = "counter"
    private let series: Series<Counter>

    /// - Parameter known: values of the labels that are there from the start, with 0.
    init(_ name: String, _ help: String, labels: [String], known: [[String]] = []) {
        (self.name, self.help, self.labels) = (name, help, labels)
        series = Series(known: known) { Counter() }
    }

    package func callAsFunction(_ values: String...) -> Counter { series.at(values) }

    package func write(to text: inout Exposition) {
        for (values, counter) in series.all {
            text.sample(name, zip(labels, values), "\(counter.value)")
        }
    }
}

package struct HistogramFamily: MetricFamily {
    package let name: String
    package let help: String
    package let labels: [String]
    package let type = "histogram"
    private let bounds: [UInt64]
    /// How many of what is observed make one of what is shown.
    private let scale: Double
    private let series: Series<Histogram>

    /// Of durations, shown in seconds.
    init(_ name: String, _ help: String, seconds bounds: [Double], labels: [String] = []) {
        self.init(name, help, bounds: bounds.map { UInt64($0 * 1e9) }, scale: 1e9, labels: labels)
    }

    /// Of numbers.
    init(_ name: String, _ help: String, counts bounds: [UInt64]) {
        self.init(name, help, bounds: bounds, scale: 1, labels: [])
    }

    private init(_ name: String, _ help: String, bounds: [UInt64], scale: Double, labels: [String]) {
        (self.name, self.help, self.bounds, self.scale, self.labels) = (name, help, bounds, scale, labels)
        series = Series(known: labels.isEmpty ? [[]] : []) { Histogram(bounds: bounds) }
    }

    package func callAsFunction(_ values: String...) -> Histogram { series.at(values) }

    package func write(to text: inout Exposition) {
        for (values, histogram) in series.all {
            let pairs = Array(zip(labels, values))
            let (cumulative, sum) = (histogram.cumulative, histogram.sum)
            for (bound, count) in zip(bounds, cumulative) {
                text.sample(name + "_bucket", pairs + [("le", Exposition.number(Double(bound) / scale))], "\(count)")
            }
            let count = cumulative.last ?? 0
            text.sample(name + "_bucket", pairs + [("le", "+Inf")], "\(count)")
            text.sample(name + "_sum", pairs, Exposition.number(Double(sum) / scale))
            text.sample(name + "_count", pairs, "\(count)")
        }
    }
}

/// A value that is looked up when it is asked for; `nil` while there is none.
package struct Reading: MetricFamily {
    package let name: String
    package let help: String
    package let type: String
    package let labels: [String]
    private let values: [String]
    private let read: @Sendable () -> Double?

    package init(
        _ name: String,
        _ help: String,
        type: String = "gauge",
        labels: [(name: String, value: String)] = [],
        read: @escaping @Sendable () -> Double?
    ) {
        (self.name, self.help, self.type, self.read) = (name, help, type, read)
        self.labels = labels.map(\.name)
        values = labels.map(\.value)
    }

    package func write(to text: inout Exposition) {
        guard let value = read() else { return }
        text.sample(name, zip(labels, values), Exposition.number(value))
    }
}
