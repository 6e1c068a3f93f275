internal import Answering
internal import Foundation
internal import Observability
internal import SQLiteStore
internal import WebAPI

/// Metrics that are not counted but looked up, each time somebody asks.
struct Readings {
    let store: SQLiteStore
    let scheduler: AnswerScheduler
    let readiness: Readiness
    let folder: String

    var families: [any MetricFamily] {
        let path = folder + "/pollux.sqlite"
        return store.metrics.families + [
            Reading("pollux_answers_running", "Answers that run") { [scheduler] in Double(scheduler.counts.running) },
            Reading("pollux_answers_queued", "Answers that wait for their turn") { [scheduler] in
                Double(scheduler.counts.queued)
            },
            Reading("pollux_ready", "1 while readyz says yes, as it was last asked") { [readiness] in
                readiness.lastReason == nil ? 1 : 0
            },
            Reading("pollux_store_database_bytes", "Size of the database's file") { Self.size(path) },
            Reading("pollux_store_wal_bytes", "Size of the database's log of writes") { Self.size(path + "-wal") },
            Reading("pollux_disk_free_bytes", "Free space on the data folder's disk") { [folder] in
                DiskSpace(of: folder).map { Double($0.free) }
            },
            Reading("pollux_build_info", "1, with the version", labels: [("version", Server.version)]) { 1 },
        ] + ProcessReadings.all
    }

    private static func size(_ path: String) -> Double? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.doubleValue
    }
}
