extension MessageExamples {
    /// How people begin.
    static let greetings = """
        0 - Hello
        0 - Hi!
        0 - hey
        0 - Hello there
        0 - Hi there!
        0 - Good morning!
        0 - good afternoon
        0 - Good evening
        0 - hey hey
        0 - hi team
        0 - Hello everyone
        0 - Hello, how are you?
        0 - hey how is it going
        0 - hi how r u
        0 - What's up?
        0 - Hi, is anybody there?
        0 - anyone online?
        0 - Hello, can you hear me?
        0 - Greetings!
        0 - Good day!
        0 - Hi, my name is Laura.
        0 - Hello, this is Peter.
        0 - hey its me again
        0 - Nice to meet you!
        0 - hi from Portugal
        0 - hello support
        0 - Hello, dear customer service
        0 - Hi folks
        0 - hey buddy
        0 - hiii
        0 - helloooo
        0 - heya
        0 - hullo
        0 - howdy partner
        0 - yoo
        0 - g'day
        0 - morning everyone
        0 - evening!
        0 - Hi, hope you are well.
        0 - Hello, I hope you're having a great day.
        0 - Good morning, how are you doing today?
        0 - Hey, nice to see you again
        0 - Hi, am I talking to a human?
        0 - hello is this customer support
        0 - Are you there?
        0 - hello 👋
        0 - Hi 😊
        0 - Dear Sir or Madam,
        0 - To whom it may concern
        0 - Happy Easter!
        0 - Have a nice day!
        0 - Hi, good to be here.
        0 - Hey, Roberto here
        0 - hello, hello, anybody home?
        0 - Welcome!
        0 - salutations
        0 - hi hello
        0 - Hey, are you awake?
        0 - Hi, I'm new to this chat.
        0 - good morning from sunny Spain
        """
}
