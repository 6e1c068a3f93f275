package import NIOCore

/// Runs a task's jobs on an event loop.
///
/// A task that reads from and writes to channels of one loop costs two hand-overs between threads for each piece when it runs
/// on any other thread, several times the work of passing the piece on. SwiftNIO's own executors are for actors alone.
package final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    package init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
