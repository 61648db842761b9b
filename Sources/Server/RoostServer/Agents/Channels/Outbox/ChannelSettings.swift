package import Foundation
package import LanguageModel

/// How messages are sent over channels. Shows no token, in dumps neither.
package struct ChannelSettings: Sendable {
    /// An account of WhatsApp Business.
    package struct WhatsAppAccount: Sendable {
        package var identifier: String
        package var token: String

        package init(identifier: String, token: String) {
            self.identifier = identifier
            self.token = token
        }
    }

    /// The root of Meta's Graph API.
    package var graphURL = Self.standardGraphURL
    package var whatsApp: WhatsAppAccount?
    /// The token of the page whose messages Messenger delivers.
    package var messengerToken: String?
    package var instagramToken: String?

    /// How long an attempt to send a message may take.
    package var attemptTimeout = Duration.seconds(5)
    /// When what could not be sent is tried again; after some hours it is given up.
    package var retries = Self.standardRetries
    /// Another process may have queued something: the outbox is looked into at least this often.
    package var longestRest = Duration.seconds(30)

    package init() {}

    package static let standardGraphURL = URL(string: "https://graph.facebook.com") ?? URL(filePath: "/")

    private static var standardRetries: RetryPolicy {
        var policy = RetryPolicy()
        policy.maximumRetryCount = 15
        policy.baseDelay = .seconds(5)
        policy.maximumDelay = .seconds(3600)
        policy.maximumRetryAfter = .seconds(86_400)
        return policy
    }
}

extension ChannelSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "channels by \(graphURL.shown): \(senders.keys.sorted())" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["settings": description]) }
}

extension ChannelSettings.WhatsAppAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "WhatsApp account" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Settings {
    /// How messages are sent over channels; those of a channel that is not set up wait.
    ///
    /// - `whatsapp.apiToken` (text, secret) and `whatsapp.businessAccountID` (text): both, or neither.
    /// - `messenger.pageAccessToken` (text, secret): the page's token.
    /// - `instagram.accessToken` (text, secret): the account's token.
    /// - `meta.graphURL` (URL, default `https://graph.facebook.com`): where all of them are served.
    ///
    /// - Throws: ``ConfigurationError`` for a value that cannot be used, and for half of WhatsApp's.
    func channelSettings() async throws -> ChannelSettings {
        var settings = ChannelSettings()
        settings.graphURL = try await url("meta.graphURL", default: ChannelSettings.standardGraphURL.absoluteString)
        settings.messengerToken = try await token("messenger.pageAccessToken")
        settings.instagramToken = try await token("instagram.accessToken")
        switch (try await token("whatsapp.apiToken"), try await text("whatsapp.businessAccountID")) {
        case (let token?, let account?):
            settings.whatsApp = ChannelSettings.WhatsAppAccount(identifier: account, token: token)
        case (nil, nil): break
        case (nil, _): throw Self.missing("whatsapp.apiToken", for: "whatsapp.businessAccountID")
        case (_, nil): throw Self.missing("whatsapp.businessAccountID", for: "whatsapp.apiToken")
        }
        return settings
    }

    /// A token as a header may carry it. What was found is never shown.
    private func token(_ key: String) async throws -> String? {
        guard let token = try await text(key, isSecret: true)?.trimmed, !token.isEmpty else { return nil }
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ConfigurationError(
                key: Self.environmentName(of: key),
                reason: "expected a token of printable ASCII characters, found others"
            )
        }
        return token
    }

    private static func missing(_ key: String, for other: String) -> ConfigurationError {
        ConfigurationError(key: environmentName(of: key), reason: "needed with \(environmentName(of: other))")
    }
}
