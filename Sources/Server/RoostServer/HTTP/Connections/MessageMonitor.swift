import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Tells the ``ConnectionMonitor`` of its connection about requests and answers, and answers what is no request.
final class MessageMonitor: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var connection: ConnectionMonitor?
    /// Whether an answer has said that it is the last one.
    private var closes = false

    func handlerAdded(context: ChannelHandlerContext) {
        connection = try? context.pipeline.syncOperations.handler(type: ConnectionMonitor.self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): connection?.receiveHead(head)
        case .body: break
        case .end: connection?.receiveEnd()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard connection?.isOver != true else {
            promise?.fail(ChannelError.alreadyClosed)
            return
        }
        let part = unwrapOutboundIn(data)
        context.write(data, promise: promise)
        switch part {
        case .head(let head): closes = closes || head.headerFields[.connection]?.lowercased() == "close"
        case .body: break
        case .end:
            connection?.update { $0.finishAnswer($1) }
            if closes {
                context.flush()
                context.close(mode: .output, promise: nil)
            }
        }
    }

    /// The error goes on in any case: whoever reads a body must not take it for whole.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError {
            let isTooLarge = if case .headerOverflow = error { true } else { false }
            connection?.refuse(isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest)
        }
        context.fireErrorCaught(error)
    }
}
