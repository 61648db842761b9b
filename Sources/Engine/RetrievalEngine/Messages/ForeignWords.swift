/// Frequent words of languages that are written in Latin script, to tell them from English: function words, greetings and
/// what customers write of.
enum ForeignWords {
    /// The languages that have a word, as places in ``languages``.
    static let languagesByWord: [String: [Int]] = {
        var index: [String: [Int]] = [:]
        for (language, words) in languages.enumerated() {
            for word in Set(words.split(whereSeparator: \.isWhitespace)) {
                index[String(word), default: []].append(language)
            }
        }
        return index
    }()

    /// One text of words each. Words in which every writer sets a mark are left out where the mark tells enough.
    static let languages = [
        // Spanish
        """
        el la los las un una unos unas de del al que y o en con por para es son era fue ser estar está esta este esto mi mis
        tu tus su sus me te se nos lo le les no si sí como cómo cuando cuándo donde dónde cuanto cuánto qué quien pero más muy
        bien mal hola buenos buenas días dias tardes noches gracias favor quiero quisiera necesito tengo tiene hay puedo puede
        pedido paquete envío envio dinero devolución devolver tienda producto ayuda todo todavía aún ya ha he hasta desde sobre
        llegado llegó compra comprar precio cuesta roto usted ustedes yo mucho mucha nunca siempre también adiós
        """,
        // French
        """
        le la les un une des du de au aux et ou en dans avec pour par sur est sont était être avoir suis es ce cette ces mon ma
        mes ton ta tes son sa ses notre nos votre vos leur je tu il elle nous vous ils elles que qui quoi quand où comment
        combien pourquoi ne pas plus très bien mal bonjour bonsoir salut merci beaucoup voudrais veux besoin ai as avez
        commande colis livraison argent remboursement rembourser retour magasin produit prix aide encore déjà jamais toujours
        arrivé acheter reçu cassé mais si oui non aussi tout tous puis peux peut faire fait ça est-ce moi toi cela chez svp
        coucou revoir j c n qu l d
        """,
        // German
        """
        der die das den dem des ein eine einen einem einer und oder in im mit für fuer von vom zu zum zur auf aus bei nach ist
        sind war waren sein haben habe hat hatte hast ich du er sie es wir ihr mein meine meinen meiner dein deine ihre ihren
        unser mich mir dich dir uns euch nicht kein keine was wann wo wie warum wer welche aber auch noch schon nur sehr gut
        guten tag hallo danke bitte vielen dank möchte will kann können koennen brauche bestellung paket lieferung geld zurück
        zurueck rückgabe artikel produkt preis kostet hilfe immer nie nichts alles wird werden wurde bestellt angekommen
        gekauft kaufen kaputt ja nein wenn weil dass moin servus gibt freund
        """,
        // Italian
        """
        il lo la gli le un uno una di del della dei delle dello da dal dalla in nel nella con per su sul è e o che chi come
        quando dove quanto perché cosa non più molto bene male sono sei siamo siete era ho hai ha abbiamo avete hanno mio mia
        miei tuo sua suo nostro vostro mi ti si ci vi ciao buongiorno buonasera salve grazie prego per favore vorrei voglio
        posso può ordine pacco spedizione soldi rimborso restituire negozio prodotto prezzo aiuto ancora già mai sempre
        arrivato comprare rotto ma anche tutto questo questa questi quello io tu lui lei noi voi loro mille
        """,
        // Portuguese
        """
        o os um uma uns umas de do da dos das no na nos nas em com por para pelo pela é e ou que quem como quando onde quanto
        qual não nao mais muito bem mal são sou era foi ser estar está estou meu minha meus minhas seu sua nosso vocês você
        voce eu ele ela nós eles me te se lhe olá ola oi bom boa dia tarde noite obrigado obrigada por favor quero gostaria
        preciso tenho tem posso pode pedido encomenda entrega dinheiro reembolso devolver devolução loja produto preço ajuda
        ainda já nunca sempre chegou comprar quebrado mas também tudo isto isso este esta esse essa aqui sim tchau
        """,
        // Dutch
        """
        de het een en of in op met voor van aan bij naar uit is zijn was waren ben bent heb heeft hebben had ik jij je hij zij
        ze wij we jullie mijn jouw uw onze ons mij me hem haar niet geen wat wanneer waar hoe waarom wie welke maar ook nog al
        alleen zeer heel goed goedemorgen goedemiddag goedenavond goedendag hallo hoi dag dank bedankt alstublieft alsjeblieft
        graag wil zou kan kunnen moet bestelling pakket pakje levering geld terug retour winkel artikel prijs kost hulp altijd
        nooit niets alles wordt worden werd besteld aangekomen gekocht kopen kapot ja nee als omdat dat deze dit er u
        """,
        // Turkish
        """
        ve bir bu şu o ben sen biz siz onlar ne nerede nasıl nasil neden kim kaç kac zaman için icin ile değil degil var yok mi
        mı mu mü çok cok iyi kötü kotu merhaba selam günaydın gunaydin teşekkür tesekkur teşekkürler tesekkurler ederim sağol
        lütfen lutfen istiyorum istiyor musunuz mısınız sipariş siparis siparişim siparisim kargo kargom paket paketim ürün
        urun para iade geri fiyat yardım yardim henüz henuz hala gelmedi geldi geliyor almak satın bozuk ama da de daha
        hangi benim sizin bana size evet hayır hayir numara oldu olur
        """,
        // Polish
        """
        i w we z ze na do od po za przed przy o u nie tak jest są sa był była było jestem mam masz ma mój moj moja moje mojego
        moją twój pan pani państwo ja ty on ona my wy oni co kiedy gdzie jak dlaczego kto który ile ale też tez jeszcze już juz
        tylko bardzo dobrze źle cześć czesc dzień dzien dobry witam dziękuję dziekuje proszę prosze chcę chce chciałbym
        chciałabym mogę moge zamówienie zamowienie zamówienia paczka paczki przesyłka dostawa pieniądze zwrot zwrócić sklep
        produkt cena kosztuje pomoc zawsze nigdy nic wszystko czy się sie to ten ta te żeby kupić
        """,
        // Swedish
        """
        och eller i på med för av till från är var har hade jag du han hon vi ni de min mitt mina din ditt er inte ingen vad när
        var hur varför vem vilken men också ännu redan bara mycket bra hej hejsan god morgon tack snälla vill skulle kan
        beställning order paket leverans pengar tillbaka retur butik vara pris kostar hjälp alltid aldrig allt det den detta
        en ett som om att kommer kom köpa trasig ja nej
        """,
        // Danish and Norwegian
        """
        og eller i på med for af av til fra er var har havde hadde jeg du han hun vi de min mit mitt mine din dit deres ikke
        ingen hvad hva hvornår når hvor hvordan hvorfor hvem hvilken men også endnu ennå allerede kun bare meget veldig godt
        hej hei goddag god morgen tak takk venligst vil ville kan bestilling ordre pakke pakken levering penge penger tilbage
        tilbake retur butik butikk vare pris koster hjælp hjelp altid alltid aldrig aldri alt det den dette en et som om at
        kommer købe kjøpe ja nej nei
        """,
        // Finnish
        """
        ja tai on ei ole olen olet olin minä sinä hän me te he minun sinun mikä mitä milloin missä miten miksi kuka mutta myös
        vielä jo vain hyvin hyvää hei moi terve huomenta päivää kiitos kiitti haluan haluaisin voin voiko voitte tilaus
        tilaukseni paketti pakettini toimitus rahat takaisin palautus kauppa tuote hinta maksaa apua aina koskaan kaikki se
        tämä että kun jos tuli saapuu ostaa rikki kyllä
        """,
        // Czech and Slovak
        """
        a i v ve z ze na do od po za před u je jsou byl byla bylo jsem jste mám mam máte můj muj moje mé moja já ty on ona my vy
        co kdy kedy kde jak ako proč kdo kolik ale také ještě už jen velmi dobře ahoj dobrý dobry den děkuji dekuji dakujem
        prosím prosim chci chcem mohu můžu objednávka objednavka balík balik zásilka peníze vrátit obchod produkt cena stojí
        pomoc vždy nikdy nic vše se si to ten ta že koupit
        """,
        // Romanian
        """
        și si sau în in cu pentru de din la pe este sunt era am ai are avem aveți eu tu el ea noi voi meu mea mei mele tău
        dumneavoastră nu ce când cand unde cum cine cât cat dar și încă deja doar foarte bine bună buna ziua salut mulțumesc
        multumesc vă va rog vreau aș as dori pot comanda comandă colet coletul livrare bani banii înapoi inapoi retur magazin
        produs produsul preț ajutor mereu niciodată nimic tot că sa să ajuns
        """,
        // Hungarian
        """
        a az egy és es vagy ban ben val vel van vannak volt vagyok én en te ő mi ti ők nem igen mi mikor hol hogyan miért ki de
        is még mar már csak nagyon jó jo szia sziasztok helló üdv napot reggelt estét köszönöm koszonom kérem kerem szeretnék
        szeretnek lehet tudom rendelés rendelésem rendelesem csomag csomagom szállítás pénz vissza bolt termék ár segítség
        mindig soha semmi hogy ez megérkezett venni
        """,
        // Indonesian and Malay
        """
        dan atau di ke dari dengan untuk yang ini itu ada adalah tidak bukan saya aku kamu anda dia kami kita mereka apa kapan
        bila dimana mana bagaimana mengapa kenapa siapa berapa tapi tetapi juga masih sudah belum hanya sangat baik selamat
        pagi siang malam halo terima kasih tolong mau ingin bisa boleh pesanan paket pengiriman uang kembali toko barang
        produk harga bantuan selalu semua akan sampai tiba beli rusak ya
        """,
        // Vietnamese, which many write without its marks
        """
        tôi toi bạn ban của cua là la không khong có co và va một mot này nay đơn don hàng hang ở dau đâu khi nào nao cảm cam
        ơn xin chào chao muốn muon được duoc tiền tien mua giá gia bao giờ gio giao
        """,
        // Tagalog
        """
        ang ng mga sa na ay ako ikaw siya kami tayo kayo sila ko mo niya namin ninyo nila ito iyan iyon hindi oo wala meron may
        ano kailan saan nasaan paano bakit sino magkano pero din rin pa lang po opo salamat kumusta kamusta magandang umaga
        gabi gusto pwede puwede paki bayad pera bili
        """,
        // Croatian, Serbian and Slovene in Latin script
        """
        i ili u na s sa iz od do za po je su bio bila bilo sam ste si imam ima moj moja moje ja ti on ona mi vi oni što šta sto
        sta kada kad gdje gde kje kako zašto zasto tko ko ali također još jos već vec samo vrlo dobro zdravo bok živjo dobar dan
        hvala molim želim zelim mogu narudžba narudzba narudžbe paket pošiljka novac povrat trgovina proizvod cijena pomoć
        uvijek nikad ništa sve da ne koji koliko stigao stigla kupiti
        """,
    ]
}
