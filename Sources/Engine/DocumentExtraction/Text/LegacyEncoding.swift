/// One encoding from before Unicode together with how one language or group of languages looks in it.
struct LegacyEncoding {
    enum Script {
        case latin
        case alphabetic
        case japanese
        case korean
        case chinese
    }

    /// The name in the WHATWG Encoding standard, where it has one.
    var name: String
    var script: Script
    /// How usual a character outside ASCII is, at most 1; letters in lower case. Characters not listed are unusual.
    var weights: [Unicode.Scalar: Double]

    /// - Parameter frequent: The usual characters. Those of an alphabet come in the order of their frequency and weigh
    ///   from 1 down to 0.1; accented Latin letters and ideographs weigh 1.
    private init(_ name: String, _ script: Script, _ frequent: String) {
        self.name = name
        self.script = script
        let scalars = Array(frequent.unicodeScalars)
        let step = script == .alphabetic ? 0.9 / Double(max(scalars.count - 1, 1)) : 0
        let ranked = scalars.enumerated().map { ($1, 1 - step * Double($0)) }
        weights = Dictionary(ranked, uniquingKeysWith: max)
    }

    /// What is tried; of equally plausible candidates the first is taken.
    static let candidates: [LegacyEncoding] =
        western.map { LegacyEncoding("windows-1252", .latin, $0) }
        + central.map { LegacyEncoding("windows-1250", .latin, $0) }
        + central.map { LegacyEncoding("iso-8859-2", .latin, $0) }
        + [LegacyEncoding("windows-1254", .latin, turkish)]
        + ["windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic", "ibm855"].flatMap { name in
            cyrillic.map { LegacyEncoding(name, .alphabetic, $0) }
        }
        + [
            LegacyEncoding("windows-1253", .alphabetic, greek),
            LegacyEncoding("iso-8859-7", .alphabetic, greek),
            LegacyEncoding("windows-1255", .alphabetic, hebrew),
            LegacyEncoding("windows-1256", .alphabetic, arabic),
            LegacyEncoding("iso-8859-6", .alphabetic, arabic),
            LegacyEncoding("windows-874", .alphabetic, thai),
            LegacyEncoding("shift_jis", .japanese, kanji),
            LegacyEncoding("euc-jp", .japanese, kanji),
            LegacyEncoding("gb18030", .chinese, simplified),
            LegacyEncoding("big5", .chinese, traditional),
            LegacyEncoding("euc-kr", .korean, hangul),
        ]

    /// Labels that the WHATWG Encoding standard (section 4.2) maps to a superset, and other common spellings.
    static func webName(_ label: String) -> String {
        let label = label.lowercased()
        return switch label {
        case "latin1", "iso-8859-1", "iso8859-1", "iso_8859-1", "l1", "cp1252", "ascii", "us-ascii", "x-cp1252":
            "windows-1252"
        case "iso-8859-9", "latin5", "iso8859-9", "cp1254": "windows-1254"
        case "latin2", "iso8859-2", "iso_8859-2": "iso-8859-2"
        case "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji", "cp932": "shift_jis"
        case "gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "chinese": "gb18030"
        case "big5-hkscs", "cn-big5", "x-x-big5", "cp950": "big5"
        case "ks_c_5601-1987", "ks_c_5601", "ksc5601", "korean", "windows-949", "cp949", "uhc": "euc-kr"
        case "x-euc-jp": "euc-jp"
        case "koi8", "koi": "koi8-r"
        case "tis-620", "iso-8859-11": "windows-874"
        case "cp866": "ibm866"
        case "cp855": "ibm855"
        case "x-cp1251", "cp1251": "windows-1251"
        default: label
        }
    }

    /// What glibc's iconv calls an encoding of the Encoding standard.
    static func iconvName(_ webName: String) -> String {
        switch webName {
        case "shift_jis": "CP932"
        case "euc-jp": "EUC-JP-MS"
        case "big5": "BIG5-HKSCS"
        case "euc-kr": "UHC"
        case "windows-874": "TIS-620"
        case "x-mac-cyrillic": "MAC-CYRILLIC"
        case "x-user-defined": "WINDOWS-1252"
        default: webName.uppercased()
        }
    }
}

// The accented letters of languages in the Latin alphabet; the letters of other alphabets and the hundred or so most
// frequent characters of Chinese, Japanese and Korean text, in rough order of frequency.
extension LegacyEncoding {
    /// French, German, Spanish, Portuguese, the Scandinavian languages, Icelandic, Italian.
    private static let western = [
        "éèêàçùâîôûëïœæüªº", "äöüßé", "áéíóúñüªº", "ãçáéíóõâêôàúªº", "åäöéæøü", "áíðéúóþöýæ", "àèéìòùíºª",
    ]
    /// Polish; Czech and Slovak; Hungarian; Romanian; Croatian, Slovene and Bosnian.
    private static let central = ["ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľôŕ", "áéíóöőúüű", "ăâîşţ", "čćđšž"]
    private static let turkish = "çğıöşüâîû"
    /// Russian, Bulgarian, Ukrainian.
    private static let cyrillic = [
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "аиоентрсвлкдпмзгуъбчщцяжшхйфюь", "оанивіертсклудмпзяьбгйчюжхцєїщшфґ",
    ]
    private static let greek = "αοιετσνρπκμλςυηίγάδόήέχώθφβύωξζψϊϋ"
    private static let hebrew = "יוהלארתבשמנעםדקחפסטגצכןזףךץ"
    private static let arabic = "اليمنرتوبدسعهةفقكجحأىشصطخضزإثذظغءئآؤ"
    private static let thai = "านรอกเง่ม้ยวลดทสตะัปบคหแจพชขใิีไื็ุผำโถซูึธณฐ์ศษภฟญฉฮฎๆฝฏฑ"
    private static let kanji = """
        日一国人年大十二本中長出三同時政事自行社見月分議後前民生連対上部東者党地合市業内相方四定今回新場金員入立開手力学問高代明実円\
        関決子動京全目表戦通外最言氏現理調体化田当主題下首意法何私気心来思知間物
        """
    private static let simplified = """
        的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经\
        么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全\
        三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身
        """
    private static let traditional = """
        的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經\
        麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全\
        三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身
        """
    private static let hangul = """
        이다는에의가을하고은로지도를한리사기인어자대스시들으나아서라일정그해구부수제여있전보장만적상주면과성것원트게위동없간관소조마신교\
        공말했회경되안무오생중당야물계할우러았세음화방학내국문니까와습합요
        """
}
