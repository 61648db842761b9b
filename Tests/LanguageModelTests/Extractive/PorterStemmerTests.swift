import LanguageModel
import Testing

@Suite("Porter's stemmer")
struct PorterStemmerTests {
    /// The examples of the paper, step by step, each through all steps.
    @Test(
        "The examples of the paper",
        arguments: [
            ("caresses", "caress"), ("ponies", "poni"), ("cats", "cat"), ("feed", "feed"), ("agreed", "agre"),
            ("plastered", "plaster"), ("bled", "bled"), ("motoring", "motor"), ("sing", "sing"),
            ("conflated", "conflat"),
            ("troubled", "troubl"), ("sized", "size"), ("hopping", "hop"), ("tanned", "tan"), ("falling", "fall"),
            ("hissing", "hiss"), ("fizzed", "fizz"), ("failing", "fail"), ("filing", "file"), ("happy", "happi"),
            ("sky", "sky"), ("relational", "relat"), ("conditional", "condit"), ("rational", "ration"),
            ("vietnamization", "vietnam"), ("operator", "oper"), ("feudalism", "feudal"), ("hopefulness", "hope"),
            ("formality", "formal"), ("sensibility", "sensibl"), ("triplicate", "triplic"), ("formative", "form"),
            ("electrical", "electr"), ("goodness", "good"), ("revival", "reviv"), ("allowance", "allow"),
            ("inference", "infer"), ("airliner", "airlin"), ("adjustable", "adjust"), ("irritant", "irrit"),
            ("replacement", "replac"), ("adjustment", "adjust"), ("dependent", "depend"), ("adoption", "adopt"),
            ("communism", "commun"), ("activate", "activ"), ("effective", "effect"), ("bowdlerize", "bowdler"),
            ("probate", "probat"), ("rate", "rate"), ("cease", "ceas"), ("controlling", "control"), ("rolling", "roll"),
            ("generalizations", "gener"), ("oscillators", "oscil"),
        ]
    )
    func paper(word: String, stem: String) {
        #expect(PorterStemmer.stem(word) == stem)
    }

    @Test(
        "Short words, numbers and other scripts stay",
        arguments: ["", "s", "is", "1990s", "écoles", "九点", "Cats", "don't"]
    )
    func leaves(word: String) {
        #expect(PorterStemmer.stem(word) == word)
    }
}
