import ArgumentParser
import RoostServer

struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a bearer token for a user of the Clones, Chat and Agents APIs.",
        discussion: """
            The token is signed with ROOST_JWT_SECRET, or with the secret that the data folder keeps; a server on the same \
            data folder takes it. It goes into the header 'Authorization: Bearer TOKEN'.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .customLong("sub"), help: "The user.")
    var subject: String

    @Option(name: .long, help: "The claim 'role'.")
    var role: String?

    @Option(name: .customLong("aud"), help: "Whom the token is for.")
    var audience = "authenticated"

    @Option(name: .customLong("ttl"), help: "How long it is good, in seconds.")
    var lifetime = 3600

    func validate() throws {
        guard (1...256).contains(subject.unicodeScalars.count) else {
            throw ValidationError("--sub has 1 to 256 characters, found \(subject.unicodeScalars.count)")
        }
        guard (1...10 * 365 * 86_400).contains(lifetime) else {
            throw ValidationError("--ttl is 1 second to 10 years, found \(lifetime)")
        }
    }

    func run() async throws {
        let settings = try await common.settings()
        let secret = try settings.tokens.ownSecret ?? TokenSecret.ensure(inDataFolder: settings.dataFolder)
        let token = try await TokenMint(secret: secret).token(
            subject: subject,
            role: role,
            audience: audience,
            lifetime: lifetime
        )
        try common.report(TokenReport(token: token)) { token }
    }
}

/// What `roost token --json` prints.
private struct TokenReport: Encodable {
    var token: String
}
