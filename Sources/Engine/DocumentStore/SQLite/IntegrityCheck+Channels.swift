extension IntegrityCheck {
    /// Those of what comes and goes over channels.
    static let channels = [
        IntegrityCheck(
            complaint: "messages of customers in the outbox",
            query: """
                SELECT count(*) FROM outbox JOIN conversation_message ON number = message_number WHERE sender = 'customer'
                """
        ),
        IntegrityCheck(
            complaint: "events whose message is not one of a customer of their workspace",
            query: """
                SELECT count(*) FROM channel_event AS e JOIN conversation_message AS m ON m.number = inbound_number
                WHERE m.workspace_id <> e.workspace_id OR sender <> 'customer'
                """
        ),
        IntegrityCheck(
            complaint: "events that were replied to and have no answer",
            query: """
                SELECT count(*) FROM channel_event
                WHERE answer IS NULL AND inbound_number IN (SELECT replies_to FROM conversation_message)
                """
        ),
        IntegrityCheck(
            complaint: "events that were replied to more than once",
            query: """
                SELECT count(*) FROM channel_event
                WHERE (SELECT count(*) FROM conversation_message WHERE replies_to = inbound_number) > 1
                """
        ),
        IntegrityCheck(
            complaint: "events whose answer does not tell of their conversation and reply",
            query: """
                SELECT count(*) FROM channel_event JOIN conversation_message AS m ON m.number = inbound_number
                WHERE answer IS NOT NULL AND (
                    answer ->> 'conversation_id' IS NOT m.conversation_id
                    OR answer ->> 'message_id' IS NOT
                        (SELECT r.id FROM conversation_message AS r WHERE r.replies_to = m.number)
                )
                """
        ),
        IntegrityCheck(
            complaint: "keys of sent messages that name no message of a person of their workspace",
            query: """
                SELECT count(*) FROM channel_send AS s JOIN conversation_message AS m ON m.number = message_number
                WHERE m.workspace_id <> s.workspace_id OR sender <> 'human'
                """
        ),
    ]
}
