extension Vocabulary {
    static let spanish = Vocabulary(
        typicalWords: """
            el, la, los, las, es, son, qué, que, cómo, como, por, quién, cuándo, cuando, dónde, cuál, y, de, para,
            con, mi, me, tú, favor, puedes, podrías, debería, escribe, escríbeme, explica, explícame, dime, dame, haz,
            hola, gracias, sobre, esto, un, una, unos, en, del, al, buenos, buenas, cuánto, eres, llamo, yo, te, he,
            lista, entre, tabla, receta, poema, chiste, recuerdas, ayúdame, cuéntame
            """,
        typicalScalars: ["ñ", "¿", "¡"],
        leads: """
            ayúdame, ayúdame con, crea un, crea una, cuál es la diferencia entre, cuéntame, cuéntame algo sobre, cómo,
            cómo funciona, cómo funciona el, cómo funciona la, cómo funciona un, cómo funciona una, cómo funcionan,
            cómo puedo, cómo se hace, cómo se hacen, dame, debería, describe, diferencia entre, dime, escribe, escribe
            un, escribe una, escríbeme un, escríbeme una, explica, explícame, función que, haz un, haz una, historia
            sobre, hola, háblame de, ideas para, lista con, lista de, muéstrame, necesito, podrías, poema corto sobre,
            poema sobre, por favor, por qué, por qué es, por qué son, programa que, puedes, quiero saber, quién es,
            quién fue, qué es, qué es el, qué es la, qué es un, qué es una, qué sabes de, qué significa, qué son, qué
            son las, qué son los, receta de, receta para, sobre, tabla con, tabla de, tabla sobre, una receta de, y,
            una lista de, una tabla de, una tabla sobre, un poema sobre, un poema corto sobre, compara, un, una
            """,
        cues: [
            .counting: "cuenta de, cuenta del, cuenta desde, cuenta hasta",
            .recall: """
            qué te pregunté, qué te he preguntado, qué pregunté, qué he preguntado, qué recuerdas, te acuerdas,
            recuerdas lo que, mi última pregunta, mi pregunta anterior, mis preguntas, de qué hablamos, de qué
            hemos hablado, cuál es tu contexto
            """,
            .name: """
            cómo me llamo, quién soy, cuál es mi nombre, sabes mi nombre, recuerdas mi nombre
            """,
            .identity: """
            quién eres, qué eres, eres gemini, eres google, eres real, eres humano, eres un bot, eres una ia, qué
            modelo eres, cómo te llamas, tu nombre, preséntate
            """,
            .translation: """
            traduce, traducir, traducción, tradúceme, al inglés, al alemán, al francés
            """,
            .now: """
            qué hora es, qué día es, qué fecha es, el tiempo hoy, el clima, las noticias, noticias, tipo de cambio
            """,
            .recipe: """
            receta, recetas, cocinar, cocina, cena, desayuno, tortitas, pasta, almuerzo, hornear
            """,
            .poem: "poema, haiku, verso, versos, rima, soneto, canción, poesía",
            .joke: "chiste, chistes, hazme reír, algo gracioso",
            .code: """
            código, programa, función, algoritmo, programar, expresión regular, en python, en swift, en
            javascript, en rust, en go, en java, en sql, en bash
            """,
            .table: "tabla, en columnas, matriz",
            .list: "lista, ideas, sugerencias, consejos, ejemplos, opciones, nombres para",
            .comparison: """
            diferencia entre, diferencias entre, compara, comparación, comparado con, mejor que, versus
            """,
            .choice: """
            debería, deberíamos, vale la pena, ventajas, desventajas, pros y contras, es mejor
            """,
            .howTo: """
            cómo puedo, cómo hago, cómo se hace, cómo aprender, pasos, plan, guía, ayúdame
            """,
            .thanks: """
            gracias, muchas gracias, genial, perfecto, estupendo, adiós, buenas noches, hasta luego, vale
            """,
            .greeting: "hola, buenos días, buenas tardes, buenas, qué tal, saludos",
        ],
        nameLeads: "me llamo, mi nombre es, llámame",
        numerals: "uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce",
        operators: ["más": "+", "menos": "-", "por": "*", "entre": "/", "dividido por": "/", "dividido entre": "/"]
    )
}
