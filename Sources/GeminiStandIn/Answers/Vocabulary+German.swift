extension Vocabulary {
    static let german = Vocabulary(
        typicalWords: """
            der, die, das, ist, sind, was, wie, warum, wer, wann, wo, welche, und, für, mit, mein, ich, mir, du,
            bitte, kannst, könntest, soll, sollte, schreib, schreibe, erkläre, erklär, sag, gib, mach, hallo, danke,
            über, dies, ein, eine, einen, einem, nicht, auf, von, zu, zum, zur, den, dem, im, moin, servus, tschüss,
            rechne, habe, hast, wieviel, viel, heiße, dir, mal, zwischen, bist, oder
            """,
        typicalScalars: ["ß", "ä"],
        leads: """
            also, beschreibe, bitte, ein rezept für, erklär, erklär mir, erkläre, erkläre mir, erstelle, erstelle
            eine, erzähl mir etwas über, erzähl mir von, erzähle mir etwas über, erzähle mir von, funktion die,
            gedicht über, geschichte über, gib mir, gib mir einen überblick über, hallo, hi, hilf mir, hilf mir bei,
            ich brauche, ich möchte wissen, ideen für, kannst du, kannst du mir, kurzes gedicht über, könntest du,
            könntest du mir, liste mit, liste von, mach eine, mach mir eine, mache eine, mir, programm das, rezept
            für, sag mir, schreib, schreib ein, schreib eine, schreib einen, schreib mir ein, schreib mir eine,
            schreib mir einen, schreibe, schreibe ein, schreibe eine, schreibe einen, schreibe mir ein, schreibe mir
            eine, schreibe mir einen, soll ich, sollte ich, tabelle mit, tabelle zu, tabelle über, und, unterschied
            zwischen, warum, warum ist, warum sind, was bedeutet, was ist, was ist der unterschied zwischen, was ist
            ein, was ist eine, was sind, was weißt du über, wer ist, wer war, wie, wie funktionieren, wie
            funktioniert, wie funktioniert das, wie funktioniert der, wie funktioniert die, wie funktioniert ein, wie
            funktioniert eine, wie geht, wie kann ich, wie mache ich, zeig mir, zeige mir, über, eine liste mit, eine
            liste von, eine tabelle über, eine tabelle mit, eine tabelle zu, ein gedicht über, ein kurzes gedicht
            über, eine geschichte über, vergleiche, ein, eine, einen
            """,
        cues: [
            .counting: "zähle von, zähl von, zähle bis, zähl bis",
            .recall: """
            was habe ich gefragt, was habe ich dich gefragt, was hab ich gefragt, was hab ich dich gefragt, was
            habe ich gesagt, woran erinnerst du dich, erinnerst du dich, was weißt du noch, meine letzte frage,
            meine vorige frage, meine fragen, welche fragen, worüber haben wir, was wurdest du gefragt, was ist
            dein kontext
            """,
            .name: """
            wie heiße ich, wer bin ich, mein name noch, kennst du meinen namen, was ist mein name, weißt du meinen
            namen
            """,
            .identity: """
            wer bist du, was bist du, bist du gemini, bist du google, bist du echt, bist du ein mensch, bist du
            eine ki, bist du ein bot, welches modell bist du, welches modell, wie heißt du, dein name, stell dich
            vor
            """,
            .translation: """
            übersetze, übersetz, übersetzen, übersetzung, ins englische, ins deutsche, ins französische, auf
            englisch
            """,
            .now: """
            wie spät ist es, wie spät, welcher tag ist heute, welches datum, das wetter, wetter, nachrichten,
            aktienkurs, wechselkurs
            """,
            .recipe: """
            rezept, rezepte, kochen, backen, koche, backe, abendessen, frühstück, pfannkuchen, nudeln, mittagessen
            """,
            .poem: "gedicht, haiku, vers, verse, reim, sonett, lied, reime",
            .joke: "witz, witze, bring mich zum lachen, etwas lustiges, flachwitz",
            .code: """
            programm, funktion, skript, algorithmus, quelltext, quellcode, programmiere, programmcode, code, in
            python, in swift, in javascript, in rust, in go, in java, in sql, in bash
            """,
            .table: "tabelle, tabellarisch, übersichtstabelle, matrix",
            .list: """
            liste, ideen, stichpunkte, stichworte, checkliste, vorschläge, tipps, beispiele, namen für, auflistung
            """,
            .comparison: """
            unterschied zwischen, unterschiede zwischen, vergleiche, vergleich, im vergleich, gegenüber, besser
            als
            """,
            .choice: """
            soll ich, sollte ich, sollen wir, vor und nachteile, lohnt sich, lohnt es sich, vorteile, nachteile
            """,
            .howTo: """
            wie kann ich, wie mache ich, wie geht, wie lerne ich, anleitung, schritte, plan, hilf mir, wie baue
            ich
            """,
            .thanks: """
            danke, vielen dank, dankeschön, super, perfekt, klasse, toll, tschüss, gute nacht, bis bald, ok, alles
            klar
            """,
            .greeting: """
            hallo, guten morgen, guten abend, guten tag, moin, servus, grüß dich, grüezi, na, tach
            """,
        ],
        nameLeads: "ich heiße, ich heisse, mein name ist, nenn mich, nenne mich",
        numerals: "eins, zwei, drei, vier, fünf, sechs, sieben, acht, neun, zehn, elf, zwölf",
        operators: ["plus": "+", "minus": "-", "mal": "*", "durch": "/", "geteilt durch": "/"]
    )
}
