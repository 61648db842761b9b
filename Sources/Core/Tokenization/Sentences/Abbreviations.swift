/// Words with a period that need not end a sentence, in lower case and without their last period.
///
/// Three kinds, after the way they are used (Kiss & Strunk 2006, "Unsupervised multilingual sentence boundary
/// detection", section 4, doi:10.1162/coli.2006.32.4.485, learns such lists; these are fixed).
enum Abbreviations {
    /// No word of the lists is longer, in bytes.
    static let maximumLength = 15

    /// Something always follows: titles, "e.g.".
    static let always: Set<String> = [
        "adm", "attn", "bros", "bzw", "capt", "cf", "cmdr", "col", "comdr", "d.h", "dr", "e.g", "esp", "fr",
        "gen", "gov", "hon", "hr", "i.e", "insp", "lt", "maj", "messrs", "mlle", "mm", "mme", "mr", "mrs",
        "ms", "msgr", "mt", "pres", "prof", "rep", "rev", "sen", "sgt", "sra", "st", "supt", "v", "viz",
        "vs", "z.b",
    ]

    /// A number follows, or it is an ordinary word: "No. 5", "Fig. 3", "p. 12".
    static let beforeNumber: Set<String> = [
        "abb", "app", "art", "arts", "bd", "ca", "ch", "chap", "chs", "cl", "col", "eq", "eqn", "eqs", "ex",
        "exp", "fig", "figs", "fn", "n", "no", "nos", "nr", "op", "p", "par", "para", "pg", "pl", "pos",
        "pp", "ref", "refs", "s", "sec", "sect", "secs", "ser", "tab", "ver", "vol", "vols", "§",
    ]

    /// May also end a sentence: then a word that begins sentences follows.
    static let often: Set<String> = [
        "al", "approx", "apr", "assn", "assoc", "aug", "ave", "blvd", "co", "corp", "dec", "dept", "dist",
        "ed", "eds", "est", "etc", "ext", "feb", "ft", "gmbh", "hrsg", "inc", "incl", "inst", "jan", "jr",
        "jul", "jun", "lat", "ltd", "mar", "max", "min", "misc", "mio", "mrd", "nov", "oct", "phd", "rd",
        "repr", "resp", "sep", "sept", "sp", "spp", "sq", "sr", "str", "trans", "univ", "usw", "var",
    ]

    /// Words that begin sentences far more often than they follow an abbreviation or initial inside one.
    static let starters: Set<String> = [
        "a", "after", "all", "although", "an", "and", "as", "at", "because", "before", "both", "but", "by",
        "during", "each", "for", "from", "he", "her", "here", "his", "how", "however", "i", "if", "in",
        "it", "its", "many", "moreover", "most", "my", "no", "on", "once", "one", "or", "our", "she",
        "since", "so", "some", "such", "that", "the", "their", "then", "there", "therefore", "these",
        "they", "this", "those", "though", "thus", "to", "we", "what", "when", "where", "which", "while",
        "who", "why", "with", "you", "your", "der", "die", "das", "ein", "eine", "er", "es", "sie", "wir",
        "el", "la", "le", "les", "los", "il",
    ]

    /// Words that follow a German ordinal: "am 3. Oktober", "im 19. Jahrhundert".
    static let afterOrdinal: Set<String> = [
        "januar", "februar", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
        "dezember", "jahrhundert", "jahrhunderts",
    ]
}
