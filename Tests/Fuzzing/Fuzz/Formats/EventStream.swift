import LanguageModel

/// What a stream of events is read as.
struct EventStream: Equatable {
    static let limit = 8192

    struct Event: Equatable {
        var type: String
        var data: String
        var id: String
    }

    var events: [Event] = []
    var isTooLarge = false

    init(of pieces: [ArraySlice<UInt8>]) {
        var parser = ServerSentEventParser(eventByteLimit: Self.limit)
        do throws(ServerSentEventParser.EventTooLarge) {
            for piece in pieces {
                events += try parser.receive(piece).map { Event(type: $0.type, data: $0.data, id: $0.id) }
            }
        } catch {
            (events, isTooLarge) = ([], true)
        }
    }
}
