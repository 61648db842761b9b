import Foundation
import RetrievalEngine
import RoostServer
import Testing

@Suite("Settings of channels") struct ChannelConfigurationTests {
    @Test("Nothing is set up by itself, and events are charged")
    func defaults() async throws {
        let configuration = try await ServerConfiguration.load(environment: [:])
        #expect(configuration.chargesChannelEvents)
        #expect(configuration.channels.graphURL.absoluteString == "https://graph.facebook.com")
        #expect(configuration.channels.whatsApp == nil && configuration.channels.messengerToken == nil)
        #expect(configuration.channels.instagramToken == nil)
    }

    @Test("Accounts are read, and no description shows a token")
    func accounts() async throws {
        let configuration = try await ServerConfiguration.load(environment: [
            "WHATSAPP_API_TOKEN": "EAA-secret", "WHATSAPP_BUSINESS_ACCOUNT_ID": "1065",
            "MESSENGER_PAGE_ACCESS_TOKEN": "EAA-secret", "INSTAGRAM_ACCESS_TOKEN": " EAA-secret\n",
            "META_GRAPH_URL": "http://127.0.0.1:9000", "ROOST_CHARGE_CHANNEL_EVENTS": "false",
        ])
        let channels = configuration.channels
        #expect(channels.whatsApp?.identifier == "1065" && channels.whatsApp?.token == "EAA-secret")
        #expect(channels.messengerToken == "EAA-secret" && channels.instagramToken == "EAA-secret")
        #expect(channels.graphURL.absoluteString == "http://127.0.0.1:9000")
        #expect(!configuration.chargesChannelEvents)
        var dumped = ""
        dump(channels, to: &dumped)
        #expect(!"\(channels)\(String(reflecting: channels))\(dumped)".contains("secret"))
    }

    @Test(
        "A value that cannot be used stops the start with the setting's name",
        arguments: [
            (["WHATSAPP_API_TOKEN": "t"], "WHATSAPP_BUSINESS_ACCOUNT_ID"),
            (["WHATSAPP_BUSINESS_ACCOUNT_ID": "1"], "WHATSAPP_API_TOKEN"),
            (["MESSENGER_PAGE_ACCESS_TOKEN": "a\nb"], "MESSENGER_PAGE_ACCESS_TOKEN"),
            (["META_GRAPH_URL": "graph"], "META_GRAPH_URL"),
            (["ROOST_CHARGE_CHANNEL_EVENTS": "perhaps"], "ROOST_CHARGE_CHANNEL_EVENTS"),
        ]
    )
    func malformed(environment: [String: String], name: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: environment)
        }
        #expect(error?.key == name)
    }
}
