import Foundation
import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

/// Every route of the OpenAPI document, called with what belongs to somebody else, with what does not exist, and by nobody.
@Suite("Tenants and routes", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct TenantMatrixTests {
    private static let secrets = (ann: "zephyrine", ben: "quicksilver")

    private static func run(
        _ settings: ServerConfiguration = ServerConfiguration(),
        _ body: @Sendable (Tenant, Tenant, [RouteCall]) async throws -> Void
    ) async throws {
        try await TestServer.run(settings) { server in
            let ann = try await Tenant("ann", secret: secrets.ann, on: server)
            let ben = try await Tenant("ben", secret: secrets.ben, on: server)
            let calls = try await server.description().operations.map(RouteCall.init)
            #expect(calls.count > 50)
            try await body(ann, ben, calls)
        }
    }

    @Test("What is somebody else's is answered like what does not exist, and stays as it is")
    func foreign() async throws {
        try await Self.run { ann, ben, calls in
            let before = try await Self.readings(of: ben, calls)
            #expect(before.values.contains { $0.text.contains(Self.secrets.ben) })
            for call in calls {
                for name in call.identifierNames {
                    let foreign = try await call.send(by: ann, replacing: name, by: .foreign(ben))
                    let missing = try await call.send(by: ann, replacing: name, by: .missing)
                    call.expectSameRefusal(foreign, missing, of: name, from: ben)
                    #expect(!foreign.text.contains(Self.secrets.ben), "\(call) \(name)")
                }
            }
            try await Self.expectUnchanged(before, of: ben, calls)
        }
    }

    /// Medians of requests in turns, and the best of some tries: the machine may be busy.
    @Test("What is somebody else's is refused as fast as what does not exist")
    func timing() async throws {
        var settings = ServerConfiguration()
        settings.agentChatRateLimit = 0
        try await Self.run(settings) { ann, ben, calls in
            var comparedCount = 0
            for call in calls {
                for name in call.identifierNames {
                    let foreign = try await call.send(by: ann, replacing: name, by: .foreign(ben))
                    let missing = try await call.send(by: ann, replacing: name, by: .missing)
                    guard foreign.status == missing.status, foreign.status >= 400 else { continue }
                    comparedCount += 1
                    var ratio = Double.infinity
                    for _ in 0..<5 where ratio > 1.5 {
                        ratio = min(ratio, try await Self.ratioOfTimes(of: call, name, by: ann, foreignTo: ben))
                    }
                    #expect(ratio <= 1.5, "\(call) \(name)")
                }
            }
            #expect(comparedCount > 40)
        }
    }

    /// How much longer one of the two refusals takes than the other, 1 or more.
    private static func ratioOfTimes(
        of call: RouteCall,
        _ name: String,
        by caller: Tenant,
        foreignTo owner: Tenant
    ) async throws -> Double {
        let clock = ContinuousClock()
        var (foreign, missing) = ([Duration](), [Duration]())
        for _ in 0..<25 {
            foreign.append(
                try await clock.measure { _ = try await call.send(by: caller, replacing: name, by: .foreign(owner)) }
            )
            missing.append(
                try await clock.measure { _ = try await call.send(by: caller, replacing: name, by: .missing) }
            )
        }
        let ratio = foreign.sorted()[12] / missing.sorted()[12]
        return max(ratio, 1 / ratio)
    }

    @Test("What is no identifier at all is refused, never a fault of the server")
    func malformed() async throws {
        try await Self.run { ann, _, calls in
            for call in calls {
                for name in call.identifierNames {
                    for text in [
                        "-1", "0", "x", "%00", "%F0%9F%A6%86", "9223372036854775808", "1e3", "%20", "'--", "..",
                    ] {
                        let answer = try await call.send(by: ann, replacing: name, by: .text(text))
                        #expect((200..<500).contains(answer.status), "\(call) \(name) \(text) \(answer.status)")
                        #expect(!answer.text.contains(Self.secrets.ben), "\(call) \(name) \(text)")
                    }
                }
            }
        }
    }

    @Test("A user's own routes show nothing of anybody else's")
    func own() async throws {
        try await Self.run { ann, _, calls in
            // What deletes comes last.
            for call in calls.sorted(by: { !$0.deletes && $1.deletes }) {
                let answer = try await call.send(by: ann)
                #expect(answer.status < 500, "\(call) \(answer.status)")
                #expect(!answer.text.contains(Self.secrets.ben), "\(call)")
            }
        }
    }

    @Test(
        "Without a token, or with a bad one, nobody learns anything and nothing changes",
        arguments: BadToken.allCases
    )
    func badTokens(token: BadToken) async throws {
        try await Self.run { ann, ben, calls in
            let before = try await Self.readings(of: ben, calls)
            let bearerCalls = calls.filter(\.takesBearerToken)
            #expect(bearerCalls.count > 30)
            for call in bearerCalls {
                var headers = try await ben.credentials()
                headers[.authorization] = try token.header(like: headers[.authorization] ?? "")
                let own = try await call.send(by: ben, headers: headers)
                let missing = try await call.send(by: ann, headers: headers)
                #expect(own.status == 401, "\(call)")
                #expect(own.text == missing.text, "\(call)")
                #expect(own.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true, "\(call)")
            }
            try await Self.expectUnchanged(before, of: ben, calls)
        }
    }

    @Test("The header x-user-id matters to assistants alone, and they need it", arguments: [nil, "", "  "])
    func userHeader(value: String?) async throws {
        try await Self.run { _, ben, calls in
            for call in calls.filter(\.takesUserHeader) {
                var headers = try await ben.credentials()
                headers[try .named("x-user-id")] = value
                let answer = try await call.send(by: ben, headers: headers)
                #expect(answer.status == 401, "\(call)")
                #expect(answer["message"] == "Missing required header: x-user-id", "\(call)")
            }
        }
    }

    @Test("Neither a user's header nor a role opens what needs a token")
    func roles() async throws {
        try await Self.run { ann, ben, calls in
            for call in calls.filter(\.takesBearerToken) where !call.identifierNames.isEmpty {
                for name in call.identifierNames {
                    var headers = try await ann.credentials()
                    headers[try .named("x-user-id")] = "ben"
                    headers[try .named("x-user-role")] = "super_admin"
                    let answer = try await call.send(by: ann, replacing: name, by: .foreign(ben), headers: headers)
                    #expect([400, 403, 404, 422].contains(answer.status), "\(call) \(name)")
                    #expect(!answer.text.contains(Self.secrets.ben), "\(call) \(name)")
                }
            }
        }
    }

    /// What the tenant reads of its own, by route.
    private static func readings(of tenant: Tenant, _ calls: [RouteCall]) async throws -> [String: Answer] {
        var readings: [String: Answer] = [:]
        // Twice: to be asked for a general assistant makes one.
        for call in calls + calls where call.method == .get && call.takesUser {
            readings["\(call)"] = try await call.send(by: tenant)
        }
        return readings
    }

    private static func expectUnchanged(
        _ before: [String: Answer],
        of tenant: Tenant,
        _ calls: [RouteCall]
    ) async throws {
        for (route, answer) in try await readings(of: tenant, calls) {
            #expect(answer.text == before[route]?.text, "\(route)")
        }
    }
}

/// A token that must not be taken.
enum BadToken: String, CaseIterable, CustomTestStringConvertible {
    case none
    case empty
    case nonsense
    case otherScheme
    case expired
    case otherSecret
    case unsigned
    case cut

    var testDescription: String { rawValue }

    /// - Parameter good: The header with a good token.
    func header(like good: String) throws -> String? {
        let claims = #"{"sub":"ben","aud":"authenticated","exp":\#(self == .expired ? 1_000_000_000 : 4_000_000_000)}"#
        let header = #"{"alg":"\#(self == .unsigned ? "none" : "HS256")","typ":"JWT"}"#
        let secret = self == .otherSecret ? "another secret" : String(decoding: TestServer.tokenSecret, as: UTF8.self)
        switch self {
        case .none: return nil
        case .empty: return "Bearer "
        case .nonsense: return "Bearer nonsense"
        case .otherScheme: return good.replacing("Bearer", with: "Token")
        case .cut: return String(good.dropLast(8))
        case .unsigned: return "Bearer " + (try TokenForge.token(header: header, claims: claims) { _ in Data() })
        case .expired, .otherSecret:
            return "Bearer " + (try TokenForge.token(header: header, claims: claims, TokenForge.hmac(secret)))
        }
    }
}
