extension Texts {
    static let german = Texts(
        thisMatter: "diese Sache",
        closing: """
            Hier antwortet der Stellvertreter der Demo, nicht Gemini: aus einem kleinen Vorrat an Texten, bis Pollux\
             einen Schlüssel bekommt.
            """,
        brief:
            "Kurz gesagt: **{subject}** verdient einen zweiten Blick. Wofür brauchst du es? Dann kann ich genauer werden.",
        attachments: """
            Du hast {files} geschickt. Ein Stellvertreter kann nicht hineinsehen, aber angekommen ist es.
            """,
        files: Files(
            measuredPicture: "ein {format}-Bild mit {width} × {height} Punkten ({size})",
            picture: "ein {format}-Bild ({size})",
            countedDocument: "ein {format}-Dokument mit {pages} Seiten ({size})",
            document: "ein {format}-Dokument ({size})",
            sound: "eine {format}-Aufnahme ({size})",
            video: "ein {format}-Video ({size})",
            text: "eine {format}-Textdatei ({size})",
            other: "eine {format}-Datei ({size})",
            and: "und"
        ),
        pictures: [
            "Ein Stellvertreter kann nicht zeichnen, darum kommt hier ein Farbverlauf:\n\n",
            "\n\nUnd hier noch einmal in anderen Farben:\n\n", "\n\nGemini hätte gemalt, worum du gebeten hast. 🎨",
        ],
        instructions: """
            Meine Anweisungen für diese Unterhaltung lauten: „{instructions}“. Gemini würde sich daran halten; ich \
            kann nur sagen, dass sie angekommen sind.
            """,
        thoughts: [
            """
            **Die Frage lesen**

            Es geht um {subject}. Was ist eigentlich gewünscht: Tatsachen, Schritte oder eine Meinung?


            """,
            """
            **Die Antwort planen**

            Ein kurzer Anfang, dann die Teile in einer Reihenfolge, der man folgen kann, am Ende ein nächster \
            Schritt.


            """,
        ],
        recallNothing: """
            Mit deiner Frage kam nichts weiter an: Sie ist **die erste**, die ich in dieser Unterhaltung bekommen habe.

            Frag mich etwas, und dann noch einmal, woran ich mich erinnere. 🙂
            """,
        recallOne: """
            Mit deiner Frage kam **eine frühere** samt ihrer Antwort an. Du hast gefragt:

            {questions}

            Von allem davor weiß ich nichts, denn es wurde mir nicht geschickt.
            """,
        recallSeveral: """
            Mit deiner Frage kamen **{count} frühere** samt ihren Antworten an. Du hast gefragt:

            {questions}

            Was du davor gesagt hast, wurde mir nicht geschickt; davon weiß ich nichts.
            """,
        nameKnown: "Du heißt **{name}**. Das stand in dem, was mit dieser Frage ankam. 🙂",
        nameUnknown: """
            Deinen Namen kenne ich nicht: Er steht nicht in dem, was mit dieser Frage ankam.

            Schreib mir *„Ich heiße …“* und frag noch einmal.
            """,
        sum: """
            **{expression} = {result}**

            Das ist wirklich ausgerechnet. 🧮
            """,
        sumUndefined: """
            **{expression}** hat keinen Wert, den ich nennen könnte: Darin wird durch null geteilt, oder es wächst \
            über alle Grenzen.
            """,
        code: """
            Hier ist ein kleines Beispiel in **{language}**:

            {code}

            - Ausführen mit {run}.
            - Es braucht sonst nichts und ist deshalb ein guter Ausgangspunkt für Änderungen.
            - Die Namen sagen, was die Teile tun; Kommentare würden es nur wiederholen.

            > Erst muss es laufen, dann richtig sein, dann schnell – in dieser Reihenfolge.

            Soll ich es Zeile für Zeile erklären?
            """,
        identity: """
            Ich bin der **Stellvertreter**, der antwortet, solange Pollux keinen Schlüssel für Gemini hat. Ich bin \
            nicht Gemini und auch kein anderes Sprachmodell, sondern ein kleines Programm, das nach den Wörtern \
            deiner Frage einen Text aussucht.

            Echt ist alles um mich herum:

            - deine Nachrichten sind gespeichert, bevor sie ihr Häkchen bekommen ✓
            - die Antwort kommt als Strom an und lässt sich anhalten
            - die letzten Fragen und Antworten gehen als Kontext mit – frag mich *„Was habe ich dich gefragt?“*

            Mit Gemini selbst sprichst du, sobald der Betreiber dieses Servers einen Schlüssel aus [Google AI \
            Studio](https://aistudio.google.com/apikey) einträgt.
            """,
        greetings: [
            """
            Hallo! 👋 Schön, dass du da bist. Worüber möchtest du reden?

            Du kannst mich nach **Code**, einer **Tabelle**, einem **Gedicht** oder einem **Rezept** fragen – \
            oder nach `12*7`.
            """,
            """
            Hallo! 😊 Was kann ich für dich tun?

            Versuch es mit *„Schreib eine Funktion in Python“*, *„Vergleiche Tee und Kaffee“* oder *„Was habe \
            ich dich gefragt?“*.
            """,
        ],
        thanks: [
            "Gern geschehen! 😊 Kann ich noch etwas für dich tun?",
            "Gerne! 👍 Schreib einfach, wenn du weitermachen möchtest.",
        ],
        now: """
            Ich habe keine Uhr, keinen Kalender und keine Verbindung nach draußen. Ich müsste raten, und das hilft \
            bei so einer Frage nicht.

            Gemini mit eingeschalteter Google-Suche könnte nachsehen. 🔎
            """,
        translation: """
            Übersetzen kann ich nicht: Dafür braucht es ein echtes Sprachmodell, und ich bin nur der Stellvertreter.

            Ich kann aber auf **Deutsch**, **Englisch** oder **Spanisch** antworten, je nachdem, wie du fragst.
            """,
        jokes: [
            """
            Treffen sich zwei Zeiger. Sagt der eine: „Auf wen zeigst denn du?“

            Sagt der andere: „Auf niemanden. Ich bin *null*.“ 😄
            """,
            """
            Warum verwechseln Programmierer Halloween und Weihnachten?

            Weil **OCT 31 = DEC 25** ist. 🎃🎄
            """,
            """
            Ein Byte kommt in die Bar und sieht blass aus.

            – „Was fehlt dir?“
            – „Paritätsfehler.“
            – „Ach so. Ich dachte schon, dir fehlt ein *Bit*.“ 😄
            """,
        ],
        recipes: [
            Recipe(
                cues: """
                    pfannkuchen, frühstück, backen, süß, kuchen, eierkuchen, palatschinken
                    """,
                text: """
                    ## Pfannkuchen 🥞

                    *Für 2, fertig in 20 Minuten*

                    | was | wie viel |
                    |---|---:|
                    | Mehl | 150 g |
                    | Milch | 250 ml |
                    | Eier | 2 |
                    | Zucker | 1 Esslöffel |
                    | Salz | 1 Prise |

                    1. Die Eier mit Milch, Zucker und Salz **verquirlen**.
                    2. Das Mehl **unterrühren**, bis der Teig fast glatt ist; ein paar Klümpchen schaden nicht.
                    3. 10 Minuten **ruhen** lassen.
                    4. Bei mittlerer Hitze in etwas Butter **ausbacken**, etwa 2 Minuten je Seite.

                    > Der erste misslingt immer. Der ist für den Koch.

                    Dazu passen Beeren, Apfelmus oder Zimt und Zucker.
                    """
            ),
            Recipe(
                cues: "nudeln, abendessen, mittagessen, pasta, tomaten, spaghetti",
                text: """
                    ## Spaghetti mit Tomaten und Basilikum 🍝

                    *Für 2, fertig in 25 Minuten*

                    - 200 g Spaghetti
                    - 400 g Tomaten, frisch oder aus der Dose
                    - 2 Knoblauchzehen
                    - 3 Esslöffel Olivenöl
                    - eine Handvoll Basilikum, Salz, Pfeffer

                    1. Das Öl erwärmen und den **Knoblauch** in Scheiben golden werden lassen, nicht braun.
                    2. Die **Tomaten** dazugeben, salzen und 15 Minuten köcheln.
                    3. Die **Spaghetti** in reichlich Salzwasser kochen, eine Minute kürzer als auf der Packung.
                    4. Alles mit einer Kelle Nudelwasser mischen und den **Basilikum** darüberzupfen.

                    > Etwas Nudelwasser aufheben: Seine Stärke bindet die Soße.
                    """
            ),
        ],
        stanzas: [
            """
            Ein Gedanke an {subject} kam früh, noch im Licht,
            wie jemand, der Schlüssel hat, leise herein;
            er rückte den Stuhl und er störte mich nicht
            und wollte den Tag lang der Ruhigste sein.
            """,
            """
            Der Kessel, der summte. Die Straße ging los.
            Ein Buch lag so offen, wie Wind darin liest.
            Zu sagen war wenig, das Zimmer war groß
            und voll von dem Wenigen, das nicht zerfließt.
            """,
            """
            So wenig, was hält uns, und hält uns so fest:
            ein Schritt, eine Stimme, ein Wetter, ein Wort,
            die Stunde, die uns vor der Stunde verlässt –
            und was wir behalten, das geht mit uns fort.
            """,
            """
            Und zählen am Abend die Fenster ihr Licht,
            dann möge {subject} das letzte noch sein:
            ein Lämpchen für jemanden, den kenn ich nicht,
            dort unten im Hausflur, und er kommt herein.
            """,
        ],
        poemTitle: "Über {subject}",
        table: """
            Hier ist ein Überblick – **{subject}**:

            | Gesichtspunkt | Worauf es ankommt | Gewicht |
            |:---|:---|---:|
            | Zweck | Was soll hinterher besser sein? | 5 |
            | Aufwand | Zeit, Geld und die Nerven der anderen | 4 |
            | Risiko | Was geschieht, wenn es schiefgeht? | 4 |
            | Güte | Woran merkst du, dass es gut ist? | 3 |
            | Zukunft | Wer kümmert sich in einem Jahr darum? | 2 |

            Die Gewichte sind ein Vorschlag: **5** entscheidet, **1** wäre nur schön. Malnehmen, zusammenzählen – \
            und misstrauisch werden, wenn das Ergebnis überrascht. 🙂

            Soll ich eine Spalte ergänzen?
            """,
        list: """
            ## {Subject}: sieben Ansätze 💡

            - **Klein anfangen.** Ein Nachmittag genügt für den ersten Versuch.
            - **Jemanden fragen**, der es schon gemacht hat: Zehn Minuten sparen zehn Stunden.
            - **Aufschreiben**, was du erwartest, *bevor* du beginnst.
            - **Leihen** statt kaufen, solange du noch ausprobierst.
            - **Das Schwere zuerst**, solange du frisch bist.
            - **Etwas weglassen**, mit Absicht, und sehen, ob es jemand vermisst.
            - **Fertig werden** und erst dann verbessern.

            Was davon passt am besten? Ich kann gern genauer werden.
            """,
        comparison: """
            ## {Subject}

            Am besten stellst du beiden Seiten dieselben Fragen:

            | Frage | Das Erste | Das Zweite |
            |:---|:---|:---|
            | Worin ist es gut? | im üblichen Fall, jeden Tag | im besonderen Fall, ab und zu |
            | Was kostet es? | wenig, aber regelmäßig | mehr, aber nur einmal |
            | Was muss man wissen? | fast nichts | ein wenig, und es lohnt sich |
            | Wie kommt man wieder heraus? | jederzeit | mit etwas Planung |

            **Kurz gesagt:** Nimm das Erste, wenn du heute fertig werden willst, und das Zweite, wenn es dich auch \
            in einem Jahr noch beschäftigt.

            > Wenn zwei Dinge gleich gut scheinen, kommt es auf den Unterschied nicht an – nimm das nähere.
            """,
        choice: """
            ## {Subject}?

            **Dafür** 👍

            - Du scheinst es zu wollen, sonst würdest du nicht fragen.
            - Der erste Schritt ist klein und lässt sich zurücknehmen.
            - Hinterher weißt du mehr, wie auch immer es ausgeht.

            **Dagegen** 👎

            - Es braucht Zeit, die anderswo fehlt.
            - Warten kostet im Augenblick nichts.
            - Die Gründe könnten die von anderen sein.

            **Mein Vorschlag:** zwei Wochen auf Probe, mit einem Tag im Kalender, an dem du entscheidest. Bis dahin \
            tu so, als hättest du *Ja* gesagt.
            """,
        howTo: [
            """
            ## {Subject}, Schritt für Schritt

            1. **Sag in einem Satz, was du willst.** Braucht es drei, dann sind es drei Vorhaben.
            2. **Sieh nach, was schon da ist.** Meistens ist die Hälfte getan.
            3. **Wähle die kleinste Fassung**, die etwas nützt, und mach diese.
            4. **Prüfe sie** wie jemand, der dich nicht leiden kann.
            5. **Erzähl es jemandem.** Was ausgesprochen ist, wird fertig.

            ### Was gern schiefgeht

            - Mit dem Werkzeug anfangen statt mit dem Ziel
            - Alles auf einmal wollen
            - Kurz vor dem Ende aufhören ☝️

            > Ein Plan ist eine Liste von Dingen, die anders kommen, in guter Reihenfolge.
            """,
            """
            **{Subject}:** Das ist an einem Nachmittag zu schaffen. So würde ich es angehen:

            - [x] Die Frage stellen – erledigt
            - [ ] Zusammentragen, was du brauchst: Zeit, Platz, Material
            - [ ] Ein erster Versuch, der schlecht sein darf
            - [ ] Eine Nacht darüber schlafen
            - [ ] Der zweite Versuch, mit dem, was der erste gelehrt hat

            **Dauer:** etwa drei Stunden, davon eine fürs Suchen.

            **Tipp:** Schreib nebenher auf, *was du getan hast*. Beim nächsten Mal dauert es halb so lang. ⏱️
            """,
        ],
        general: [
            """
            ## {Subject}

            Kurz gesagt: **{subject}** versteht man leichter, wenn man nacheinander auf drei Dinge sieht – was \
            hineingeht, was geschieht und was herauskommt.

            1. **Was hineingeht.** Jede Erklärung setzt etwas voraus. Benenne es, und die halbe Schwierigkeit \
            ist weg.
            2. **Was geschieht.** Verfolge ein einziges Beispiel von Anfang bis Ende und erst danach den \
            allgemeinen Fall.
            3. **Was herauskommt.** Frag dich, woran du merken würdest, wenn es anders wäre. Was keinen \
            Unterschied macht, erklärt nichts.

            | Wenn du … hast | … dann |
            |:---|:---|
            | eine Minute | merk dir den fett gedruckten Satz |
            | zehn Minuten | geh das Beispiel durch |
            | eine Stunde | erkläre es jemand anderem |

            Möchtest du ein Beispiel oder mehr zu einem der drei Punkte? 🙂
            """,
            """
            Auf **{subject}** kann man auf mehr als eine Weise sehen.

            ### Von Weitem

            Von Weitem ist es eine Frage des *Gleichgewichts*: Mehr vom einen heißt weniger vom anderen, und \
            gestritten wird meist darum, wo die Mitte liegt.

            ### Aus der Nähe

            - **Wer** hat damit zu tun, und wer redet nur darüber?
            - **Wann** begann es wichtig zu werden?
            - **Was** würde ohne es fehlen?

            ### Von der anderen Seite

            > Wer nur die eigene Seite einer Sache kennt, weiß wenig von ihr.

            Fang mit der Frage an, deren Antwort dir am wenigsten gefällt; sie führt meistens am weitesten. Wenn\
             du mir sagst, wofür du es brauchst, kann ich genauer werden.
            """,
            """
            Gute Frage! Zu **{subject}** gibt es ein paar Dinge, die zu wissen sich lohnt:

            - **Es hat einen einfachen Kern.** Was man täglich braucht, passt auf eine Postkarte.
            - **Es hat einen Rand.** Spannend wird es dort, wo zwei Regeln aufeinandertreffen.
            - **Es hat eine Geschichte.** Vieles, was heute seltsam aussieht, war einmal die beste Antwort auf \
            ein echtes Problem.

            Eine Faustregel für den Anfang:

            ```text
            erst verstehen  →  dann vereinfachen  →  dann entscheiden
            ```

            Und wenn du weitermachen willst: Such lieber *eine* gute Quelle als zehn schnelle, und schreib drei \
            eigene Sätze darüber auf. ✍️

            Wofür brauchst du es?
            """,
        ]
    )
}
