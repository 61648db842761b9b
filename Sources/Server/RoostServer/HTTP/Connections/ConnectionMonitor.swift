import HTTPTypes
import NIOCore
import RetrievalEngine

/// Watches the bytes of one connection, and closes it when its client is too late.
///
/// Stands before everything else, so that it sees each byte and each wish for more. A ``MessageMonitor`` behind the decoder
/// tells it about requests and answers.
final class ConnectionMonitor: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let table: ConnectionTable
    private var limits: ConnectionLimits
    private var progress: ConnectionProgress
    private var entry: ConnectionTable.Entry?
    private var context: ChannelHandlerContext?
    private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?
    /// Of the request whose body is awaited.
    private var head: HTTPRequest?
    /// Whether the connection is given up: what comes is ignored, what is to be sent is not.
    private(set) var isOver = false

    init(table: ConnectionTable) {
        self.table = table
        limits = table.limits
        progress = ConnectionProgress(limits: limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let channel = context.channel
        let entry = table.admit(ObjectIdentifier(channel)) { channel.close(promise: nil) }
        self.entry = entry
        if entry.isRefused {
            limits = limits.ofRefused
            progress = ConnectionProgress(limits: limits, now: .now())
        }
        update { _, _ in }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = nil
        if let entry { table.remove(ObjectIdentifier(context.channel), entry) }
        self.context = nil
    }

    /// Tells of something that has happened.
    func update(_ change: (inout ConnectionProgress, NIODeadline) -> Void) {
        let phase = progress.phase
        change(&progress, .now())
        if progress.phase != phase { entry?.note(progress) }
        schedule()
    }

    // MARK: - Requests

    func receiveHead(_ head: HTTPRequest) {
        self.head = head
        update { $0.receiveHead($1) }
    }

    func receiveEnd() {
        head = nil
        update { $0.receiveEnd($1) }
    }

    // MARK: - Bytes

    func read(context: ChannelHandlerContext) {
        update { $0.ask($1) }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let byteCount = unwrapInboundIn(data).readableBytes
        update { $0.receive(byteCount, $1) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOver else {
            promise?.fail(ChannelError.alreadyClosed)
            return
        }
        let byteCount = unwrapOutboundIn(data).readableBytes
        let promise = promise ?? context.eventLoop.makePromise()
        update { $0.write(byteCount, $1) }
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.update { progress, _ in progress.flush(byteCount) }
        }
        context.write(data, promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output { update { $0.closeOutput($1) } }
        context.close(mode: mode, promise: promise)
    }

    // MARK: - The end

    /// The only timer is for the earliest deadline that there was; when it fires it is set again for the one that there is.
    private func schedule() {
        guard let context, !isOver, let deadline = progress.deadline, timer.map({ deadline < $0.deadline }) ?? true
        else { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timerFired() }
        timer = (deadline, task)
    }

    private func timerFired() {
        timer = nil
        guard let deadline = progress.deadline, deadline <= .now() else { return schedule() }
        table.timeouts.add()
        guard progress.mayBeRefused else { return abandon() }
        refuse(.requestTimeout)
    }

    /// Answers in the place of a request's handler, and closes the connection.
    ///
    /// What the client still sends is read and forgotten for a while: to close on it would reset the connection, and the
    /// answer with it.
    func refuse(_ status: HTTPResponse.Status) {
        guard let context, !isOver else { return }
        guard progress.mayBeRefused || progress.phase == .idle,
            let answer = try? Refusal.bytes(status, to: progress.phase == .body ? head : nil)
        else { return abandon() }
        isOver = true
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
        timer?.task.cancel()
        let linger = NIODeadline.now() + min(limits.lingerTime, Self.refusalLingerTime)
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: linger) { context.close(promise: nil) }
        timer = (linger, task)
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(answer)), promise: sent)
    }

    private static let refusalLingerTime = TimeAmount.seconds(2)

    private func abandon() {
        isOver = true
        context?.close(promise: nil)
    }
}
