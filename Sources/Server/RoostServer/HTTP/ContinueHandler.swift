import HTTPTypes
package import NIOCore
package import NIOHTTPTypes

/// Tells clients that wait for leave to send a body that they have it (RFC 9110, section 10.1.1).
///
/// curl and what is built on it send `Expect: 100-continue` with large bodies, and wait a second when nobody answers.
package final class ContinueHandler: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias OutboundOut = HTTPResponsePart

    package init() {}

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data), head.headerFields[.expect]?.lowercased() == "100-continue" {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
    }
}
