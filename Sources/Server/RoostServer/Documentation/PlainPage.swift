import Foundation
import HTTPTypes
import RetrievalEngine

/// The documentation as one page of HTML without scripts.
struct PlainPage {
    private let document: OpenAPIDocument

    init(_ document: OpenAPIDocument) {
        self.document = document
    }

    /// - Throws: What the encoding of JSON throws.
    func html() throws -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>\(OpenAPIDocument.title)</title>
        <link rel="stylesheet" href="/docs/assets/plain.css">
        </head>
        <body>
        <h1>\(OpenAPIDocument.title) \(document.version.escapedForHTML)</h1>
        \(OpenAPIDocument.description.paragraphs)
        <p>For programs: <a href="/openapi.json">/openapi.json</a></p>
        \(keys)\(try document.tags.map(section).joined())<h2>Schemas</h2>
        \(try schemas)</body>
        </html>

        """
    }

    private var keys: String {
        let schemes = document.securitySchemes.map(\.description.paragraphs)
        return schemes.isEmpty ? "" : "<h2>Keys</h2>\n\(schemes.joined(separator: "\n"))\n"
    }

    private func section(_ tag: Operation.Tag) throws -> String {
        let entries = document.entries.filter { $0.operation.tag == tag }
        return "<h2>\(tag.name.escapedForHTML)</h2>\n\(tag.description.paragraphs)\n"
            + (try entries.map(article).joined())
    }

    private func article(_ entry: OpenAPIDocument.Entry) throws -> String {
        let operation = entry.operation
        return """
            <details id="\(entry.identifier)">
            <summary><b>\(entry.method.rawValue)</b> <code>\(entry.path.escapedForHTML)</code>
            \(operation.summary.escapedForHTML)</summary>
            \(operation.description.paragraphs)
            \(table(of: operation.parameters))\(try body(operation.body))\(try answers(operation))
            </details>

            """
    }

    private func table(of parameters: [Operation.Parameter]) -> String {
        guard !parameters.isEmpty else { return "" }
        let rows = parameters.map { parameter in
            let use = parameter.location.rawValue + (parameter.isRequired ? "" : ", optional")
            return "<tr><td><code>\(parameter.name.escapedForHTML)</code><td>\(use)"
                + "<td>\(parameter.description.paragraphs)\n"
        }
        return "<h3>Parameters</h3>\n<table>\n\(rows.joined())</table>\n"
    }

    private func body(_ body: Operation.Body?) throws -> String {
        guard let body else { return "" }
        let example = try body.example.map { "<p>For example:</p>\n\(try block(of: $0))" } ?? ""
        return """
            <h3>Body</h3>
            <p><code>\(body.mediaType.escapedForHTML)</code></p>
            \(try block(of: body.schema.json))\(example)
            """
    }

    private func answers(_ operation: Operation) throws -> String {
        let answers = operation.answers.sorted { $0.key.code < $1.key.code }
        let rows = try answers.map { status, answer in
            "<tr><td>\(status.code)<td>\(answer.description.paragraphs)\(try contents(of: answer))\n"
        }
        return "<h3>Answers</h3>\n<table>\n\(rows.joined())</table>"
    }

    private func contents(of answer: Operation.Answer) throws -> String {
        let headers = answer.headers.map { header in
            "<p><code>\(header.name.escapedForHTML)</code></p>\(header.description.paragraphs)"
        }
        let contents = try answer.contents.map { content in
            "<p><code>\(content.mediaType.escapedForHTML)</code></p>\(try block(of: content.schema.json))"
        }
        return headers.joined() + contents.joined()
    }
}

// MARK: - Schemas

extension PlainPage {
    private var schemas: String {
        get throws {
            let schemas = document.schemas.sorted { $0.key < $1.key }
            return try schemas.map { name, schema in
                "<details id=\"schema-\(name)\">\n<summary><code>\(name)</code></summary>\n\(try block(of: schema))\n"
                    + "</details>\n"
            }.joined()
        }
    }

    /// JSON as it stands, with links to the named schemas.
    private func block(of json: JSONValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(json), as: UTF8.self)
        let linked = text.escapedForHTML.replacing(/#\/components\/schemas\/([A-Za-z0-9]+)/) { match in
            "<a href=\"#schema-\(match.1)\">\(match.0)</a>"
        }
        return "<pre>\(linked)</pre>"
    }

    static let style = """
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font-family: sans-serif; line-height: 1.4; }
        details { margin: 0.5rem 0; padding: 0.5rem; border: 1px solid #ccc; border-radius: 0.25rem; }
        summary { cursor: pointer; }
        pre { overflow-x: auto; padding: 0.5rem; background: #f5f5f5; }
        table { border-collapse: collapse; width: 100%; }
        td { padding: 0.25rem 0.5rem; border-top: 1px solid #ccc; vertical-align: top; }

        """
}
