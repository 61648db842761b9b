package import Foundation

/// A request to another server. Its description shows neither header values nor the body, and of the URL neither user,
/// password nor query.
package struct OutgoingRequest: Sendable {
    package var method: String
    /// Absolute, `http` or `https`.
    package var url: URL
    package var headers: HeaderList
    package var body: [UInt8]

    package init(method: String = "GET", url: URL, headers: HeaderList = [:], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// Finds what a request must not have before anything is sent.
    ///
    /// - Throws: ``TransferError`` with the code `invalidRequest`.
    func validate() throws(TransferError) {
        guard ["http", "https"].contains(url.scheme?.lowercased()), let host = url.host(), !host.isEmpty else {
            throw TransferError(.invalidRequest, "expected an http or https URL with a host, found \(url.shown)")
        }
        guard !method.isEmpty, method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw TransferError(.invalidRequest, "\(url.shownHost): expected a method in capitals, found \(method)")
        }
        if let name = headers.invalidName {
            throw TransferError(
                .invalidRequest,
                "\(url.shownHost): header \(name.debugDescription) has forbidden bytes"
            )
        }
    }
}

extension OutgoingRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(method) \(url.shown), headers \(headers), \(body.count) bytes" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

extension URL {
    /// The URL as messages may show it: without user, password, query and fragment.
    package var shown: String {
        guard let scheme else { return shownHost + path() }
        return "\(scheme)://\(shownHost)\(path())"
    }

    /// Host and, when it is given, port.
    package var shownHost: String {
        let host = host() ?? ""
        let bracketed = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return port.map { "\(bracketed):\($0)" } ?? bracketed
    }
}
