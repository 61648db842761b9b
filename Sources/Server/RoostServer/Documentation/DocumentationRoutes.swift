import HTTPTypes
import Hummingbird
import NIOCore
import RetrievalEngine

/// Describes the server to its callers: `/openapi.json` for programs, `/docs` for people. No key is needed.
///
/// The page is Swagger UI where its files are installed, else a plain one. Neither ever asks another server for anything.
package struct DocumentationRoutes: Sendable {
    private let assets: DocumentationAssets
    // What cannot be encoded fails the requests for it, not the start.
    private let document: Result<Response, any Error>
    private let page: Result<Response, any Error>

    /// - Parameter others: All other routes of the server.
    package init(documenting others: [Route], version: String, assets: DocumentationAssets = .installed) {
        let own = Resource.allCases.map { OpenAPIDocument.Entry(method: .get, path: $0.path, operation: $0.operation) }
        let document = OpenAPIDocument(others.map(OpenAPIDocument.Entry.init) + own, version: version)
        self.assets = assets
        self.document = Result { try Response.json(document.json) }
        page = Result {
            try assets.haveSwaggerUI
                ? .page(SwaggerPage.html, scripts: true) : .page(PlainPage(document).html(), scripts: false)
        }
    }

    package var routes: [Route] {
        Resource.allCases.map { resource in
            Route(.get, resource.path, resource.operation) { request, context in
                switch resource {
                case .root: redirect(request)
                case .document: try document.get()
                case .page: try page.get()
                case .asset: try asset(named: context.parameters.require("name"))
                }
            }
        }
    }

    /// To the page; the query is kept, as CriaBot has it.
    private func redirect(_ request: Request) -> Response {
        let query = request.uri.query.map { "?\($0)" } ?? ""
        return Response(status: .temporaryRedirect, headers: [.location: "/docs\(query)"])
    }

    private func asset(named name: String) throws -> Response {
        guard let asset = assets[name] else { throw RenderedFailure(detail: "Not Found", status: .notFound) }
        var response = Response.typed(asset.type, asset.content)
        response.headers[.cacheControl] = "public, max-age=86400"
        return response
    }
}

extension DocumentationRoutes {
    private enum Resource: CaseIterable {
        case root
        case document
        case page
        case asset

        var path: String {
            switch self {
            case .root: "/"
            case .document: "/openapi.json"
            case .page: "/docs"
            case .asset: "/docs/assets/{name}"
            }
        }

        var operation: Operation {
            switch self {
            case .root: .documentationRoot
            case .document: .openAPIDocument
            case .page: .documentationPage
            case .asset: .documentationAsset
            }
        }
    }
}

extension Response {
    /// A response whose type browsers must not guess.
    fileprivate static func typed(_ type: String, _ content: ByteBuffer) -> Response {
        let headers: HTTPFields = [.contentType: type, .xContentTypeOptions: "nosniff"]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: content))
    }

    /// A page to which nothing comes from elsewhere and from which nothing goes there (Content Security Policy, level 3).
    ///
    /// - Parameter scripts: Whether the page has scripts, which then may call the server.
    fileprivate static func page(_ html: String, scripts: Bool) -> Response {
        let scriptPolicy = scripts ? "script-src 'self'; connect-src 'self'; " : ""
        var response = typed("text/html; charset=utf-8", ByteBuffer(string: html))
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; \(scriptPolicy)style-src 'self'; img-src 'self' data:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"
        // The query may hold a key.
        if let referrerPolicy = HTTPField.Name("Referrer-Policy") {
            response.headers[referrerPolicy] = "no-referrer"
        }
        return response
    }
}
