import HTTPTypes
import Hummingbird

extension Request {
    /// The API key: of the header `X-API-Key`, else of the query `x-api-key` or `api_key`.
    ///
    /// Empty values and the word `None`, which Python clients send for an unset key, count as absent.
    var apiKey: APIKey? {
        let query = QueryItems(uri.query)
        let candidates = [HTTPField.Name("X-API-Key").flatMap { headers[$0] }, query["x-api-key"], query["api_key"]]
        return candidates.lazy.compactMap(\.self).first { !$0.isEmpty && $0 != "None" }.map(APIKey.init)
    }
}
