internal import NIOCore

/// Runs a task's jobs on an event loop.
///
/// A reply wakes by the loop's timer and writes to the loop's channel; on any other thread each of its chunks would cost
/// two hand-overs between threads, several times the work of sending it.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
