extension MessageExamples {
    /// What is said besides: short replies, details, small talk.
    static let other = """
        0 - Okay.
        0 - yes please
        0 - No.
        0 - thanks
        0 - thank you
        0 - ok thanks
        0 - Bye!
        0 - See you later.
        0 - I'll come back to you.
        0 - let me think
        0 - hang on a second
        0 - I see.
        0 - fine
        0 - not really
        0 - of course
        0 - maybe
        0 - lol
        0 - good to know
        0 - asdf
        0 - I don't know.
        0 - never mind
        0 - please ignore my last message
        0 - Sorry, wrong window.
        0 - Can I talk to a person?
        0 - Please connect me to an agent.
        0 - call me back
        0 - My phone number is 030 1234567.
        0 - You can reach me at anna@example.org.
        0 - My order number is 12345.
        0 - My surname is Miller.
        0 - I live in Manchester.
        0 - My address has changed to 5 High Street.
        0 - The second one.
        0 - I mean the grey one with the long sleeves.
        0 - It was on the 3rd of June.
        0 - The serial number is 8812-AB.
        0 - I use an old phone.
        0 - Here is a picture.
        0 - See the attachment.
        0 - I will send you the documents tonight.
        0 - I am at work until four.
        0 - Wednesday would be better.
        0 - My husband will be there.
        0 - Leave it with the neighbours.
        0 - The bell doesn't say our name, please ring at Schmidt.
        0 - I already told your colleague.
        0 - I tried that yesterday.
        0 - it is for my grandmother
        0 - I'm a student.
        0 - we are on holiday in Italy
        0 - The weather is nice today.
        0 - I had pasta for lunch.
        0 - My dog is barking, one moment.
        0 - nothing else
        0 - that's everything
        0 - Yes, that is correct.
        0 - No, that's not what I meant.
        0 - tell me a joke
        0 - I'm 27.
        0 - two
        0 - the first option
        0 - I'm reading your message now.
        0 - done
        0 - I wear glasses.
        0 - Just looking around.
        """
}
