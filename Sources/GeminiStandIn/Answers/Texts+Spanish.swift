extension Texts {
    static let spanish = Texts(
        thisMatter: "este asunto",
        closing: """
            Aquí responde el sustituto de la demostración, no Gemini: con un pequeño surtido de textos, hasta que \
            Pollux tenga una clave.
            """,
        brief:
            "En pocas palabras: **{subject}** merece otra mirada. Dime para qué lo necesitas y podré ser más preciso.",
        attachments: """
            Has enviado {files}. Un sustituto no puede mirar dentro, pero ha llegado.
            """,
        files: Files(
            measuredPicture: "una imagen {format} de {width} × {height} ({size})",
            picture: "una imagen {format} ({size})",
            countedDocument: "un documento {format} de {pages} páginas ({size})",
            document: "un documento {format} ({size})",
            sound: "una grabación {format} ({size})",
            video: "un vídeo {format} ({size})",
            text: "un archivo de texto {format} ({size})",
            other: "un archivo {format} ({size})",
            and: "y"
        ),
        pictures: [
            "Un sustituto no sabe dibujar, así que aquí tienes un degradado:\n\n",
            "\n\nY aquí en otros colores:\n\n", "\n\nGemini habría pintado lo que has pedido. 🎨",
        ],
        instructions: """
            Mis instrucciones para esta conversación son: «{instructions}». Gemini las seguiría; yo solo puedo \
            decirte que me han llegado.
            """,
        thoughts: [
            """
            **Leer la pregunta**

            Se trata de {subject}. ¿Qué se quiere en realidad: datos, pasos o una opinión?


            """,
            """
            **Planear la respuesta**

            Un comienzo breve, luego las partes en un orden que se pueda seguir, y al final un próximo paso.


            """,
        ],
        recallNothing: """
            Con tu pregunta no llegó nada más: es **la primera** que recibo en esta conversación.

            Pregúntame algo y luego vuelve a preguntar qué recuerdo. 🙂
            """,
        recallOne: """
            Con tu pregunta llegó **una anterior** con su respuesta. Preguntaste:

            {questions}

            De lo que hubo antes no sé nada, porque no me lo enviaron.
            """,
        recallSeveral: """
            Con tu pregunta llegaron **{count} anteriores** con sus respuestas. Preguntaste:

            {questions}

            Lo que dijiste antes no me lo enviaron, así que no sé nada de ello.
            """,
        nameKnown: "Te llamas **{name}**. Lo decía lo que llegó con esta pregunta. 🙂",
        nameUnknown: """
            No sé cómo te llamas: no aparece en lo que llegó con esta pregunta.

            Escríbeme *«Me llamo …»* y vuelve a preguntar.
            """,
        sum: """
            **{expression} = {result}**

            Esto está calculado de verdad. 🧮
            """,
        sumUndefined: """
            **{expression}** no tiene un valor que pueda darte: en algún lugar se divide por cero o crece sin límite.
            """,
        code: """
            Aquí tienes un pequeño ejemplo en **{language}**:

            {code}

            - Se ejecuta con {run}.
            - No depende de nada más, así que es un buen punto de partida para cambiar cosas.
            - Los nombres dicen qué hace cada parte; los comentarios solo lo repetirían.

            > Primero que funcione, luego que sea correcto, luego que sea rápido, en ese orden.

            ¿Te lo explico línea por línea?
            """,
        identity: """
            Soy el **sustituto** que responde mientras Pollux no tiene una clave para Gemini. No soy Gemini ni \
            ningún otro modelo de lenguaje, sino un pequeño programa que elige un texto según las palabras de tu \
            pregunta.

            Lo que me rodea es real:

            - tus mensajes se guardan antes de recibir su marca ✓
            - la respuesta llega poco a poco y se puede detener
            - las últimas preguntas y respuestas se envían como contexto; pregúntame *«¿Qué te he preguntado?»*

            Para hablar con el propio Gemini, quien administra este servidor pone una clave de [Google AI \
            Studio](https://aistudio.google.com/apikey).
            """,
        greetings: [
            """
            ¡Hola! 👋 Me alegro de verte. ¿De qué te gustaría hablar?

            Puedes pedirme **código**, una **tabla**, un **poema** o una **receta**… o `12*7`.
            """,
            """
            ¡Hola! 😊 ¿En qué puedo ayudarte?

            Prueba con *«Escribe una función en Python»*, *«Compara el té y el café»* o *«¿Qué te he preguntado?»*.
            """,
        ],
        thanks: [
            "¡De nada! 😊 ¿Algo más?",
            "¡Con gusto! 👍 Escríbeme cuando quieras seguir.",
        ],
        now: """
            No tengo reloj, ni calendario, ni conexión con el mundo exterior. Tendría que adivinar, y eso no ayuda \
            con una pregunta así.

            Gemini, con la búsqueda de Google activada, podría mirarlo. 🔎
            """,
        translation: """
            No sé traducir: para eso hace falta un modelo de lenguaje de verdad, y yo solo soy su sustituto.

            Lo que sí puedo es responder en **español**, **inglés** o **alemán**, según cómo preguntes.
            """,
        jokes: [
            """
            ¿Por qué los programadores confunden Halloween con la Navidad?

            Porque **OCT 31 = DEC 25**. 🎃🎄
            """,
            """
            Un byte entra en un bar con mala cara.

            – «¿Qué te pasa?»
            – «Error de paridad.»
            – «Ya decía yo que te faltaba un *bit*.» 😄
            """,
            """
            En informática hay dos cosas difíciles: poner nombres, invalidar cachés y los errores por uno. 😄
            """,
        ],
        recipes: [
            Recipe(
                cues: "tortitas, desayuno, hornear, dulce, postre, panqueques",
                text: """
                    ## Tortitas 🥞

                    *Para 2, listas en 20 minutos*

                    | qué | cuánto |
                    |---|---:|
                    | harina | 150 g |
                    | leche | 250 ml |
                    | huevos | 2 |
                    | azúcar | 1 cucharada |
                    | sal | 1 pizca |

                    1. **Bate** los huevos con la leche, el azúcar y la sal.
                    2. **Incorpora** la harina hasta que la masa quede casi lisa; unos pocos grumos no importan.
                    3. Déjala **reposar** 10 minutos.
                    4. **Fríe** en un poco de mantequilla a fuego medio, unos 2 minutos por lado.

                    > La primera nunca sale bien. Esa es para quien cocina.

                    Van bien con frutos rojos, miel o limón y azúcar.
                    """
            ),
            Recipe(
                cues: "pasta, cena, almuerzo, tomate, espaguetis",
                text: """
                    ## Espaguetis con tomate y albahaca 🍝

                    *Para 2, listos en 25 minutos*

                    - 200 g de espaguetis
                    - 400 g de tomates, frescos o de lata
                    - 2 dientes de ajo
                    - 3 cucharadas de aceite de oliva
                    - un puñado de albahaca, sal, pimienta

                    1. Calienta el aceite y dora el **ajo** en láminas, sin quemarlo.
                    2. Añade los **tomates**, sálalos y cuece 15 minutos a fuego lento.
                    3. Cuece los **espaguetis** en agua con sal, un minuto menos de lo que dice el paquete.
                    4. Mézclalo todo con un cucharón del agua de cocción y pon la **albahaca** encima.

                    > Guarda un poco del agua: su almidón liga la salsa.
                    """
            ),
        ],
        stanzas: [
            """
            Pensé en {subject} temprano, con la luz,
            entró como quien tiene ya la llave;
            puso la mesa, no encendió la cruz
            de los relojes, y se quedó suave.
            """,
            """
            Cantó el hervidor. La calle despertaba.
            Un libro abierto lo leía el viento.
            Había poco que decir, y estaba
            la casa llena de ese poco aliento.
            """,
            """
            Es poco lo que nos sostiene, y tanto:
            un paso, alguna voz, un nombre, el día,
            la hora que se va dejando el canto,
            y nada queda igual, y todavía.
            """,
            """
            Y cuando cuenten luces las ventanas,
            que sea {subject} la última encendida:
            un farol quieto entre las mañanas
            para quien sube tarde de la vida.
            """,
        ],
        poemTitle: "Sobre {subject}",
        table: """
            Aquí tienes un resumen: **{subject}**.

            | Aspecto | En qué fijarse | Peso |
            |:---|:---|---:|
            | Propósito | ¿Qué debería mejorar después? | 5 |
            | Esfuerzo | Tiempo, dinero y los nervios de los demás | 4 |
            | Riesgo | ¿Qué pasa si sale mal? | 4 |
            | Calidad | ¿Cómo notarás que está bien? | 3 |
            | Futuro | ¿Quién se ocupa de ello dentro de un año? | 2 |

            Los pesos son una propuesta: **5** decide, **1** solo estaría bien. Multiplica, suma y desconfía de un \
            resultado que te sorprenda. 🙂

            ¿Añado una columna?
            """,
        list: """
            ## {Subject}: siete puntos de partida 💡

            - **Empieza por algo pequeño.** Una tarde basta para un primer intento.
            - **Pregunta a alguien** que ya lo haya hecho: diez minutos ahorran diez horas.
            - **Escribe** lo que esperas *antes* de empezar.
            - **Pide prestado** en vez de comprar mientras estés probando.
            - **Lo difícil, primero**, mientras tengas energía.
            - **Deja algo fuera** a propósito y mira si alguien lo echa de menos.
            - **Termina**, y solo entonces mejora.

            ¿Cuál encaja mejor? Puedo entrar en más detalle.
            """,
        comparison: """
            ## {Subject}

            Ayuda hacer las mismas preguntas a ambos lados:

            | Pregunta | Lo primero | Lo segundo |
            |:---|:---|:---|
            | ¿En qué es bueno? | en el caso habitual, cada día | en el caso especial, de vez en cuando |
            | ¿Cuánto cuesta? | poco, pero siempre | más, pero una vez |
            | ¿Qué hay que saber? | casi nada | un poco, y vale la pena |
            | ¿Cómo se sale? | en cualquier momento | con algo de planificación |

            **En resumen:** elige lo primero si quieres terminar hoy, y lo segundo si dentro de un año seguirás con \
            ello.

            > Si dos cosas parecen igual de buenas, la diferencia no importa: toma la que esté más cerca.
            """,
        choice: """
            ## ¿{Subject}?

            **A favor** 👍

            - Parece que lo quieres; si no, no preguntarías.
            - El primer paso es pequeño y se puede deshacer.
            - Después sabrás más, salga como salga.

            **En contra** 👎

            - Lleva un tiempo que hace falta en otra parte.
            - De momento, esperar no cuesta nada.
            - Las razones podrían ser de otros, no tuyas.

            **Mi propuesta:** dos semanas de prueba, con una fecha en el calendario en la que decides. Hasta \
            entonces, haz como si hubieras dicho que *sí*.
            """,
        howTo: [
            """
            ## {Subject}, paso a paso

            1. **Di lo que quieres** en una frase. Si hacen falta tres, son tres proyectos.
            2. **Mira lo que ya hay.** Normalmente la mitad está hecha.
            3. **Elige la versión más pequeña** que sirva de algo, y haz esa.
            4. **Compruébala** como lo haría alguien a quien no le caes bien.
            5. **Cuéntaselo a alguien.** Lo que se dice en voz alta se termina.

            ### Lo que suele salir mal

            - Empezar por las herramientas en vez del objetivo
            - Hacerlo todo a la vez
            - Parar justo antes del final ☝️

            > Un plan es una lista de cosas que saldrán de otra manera, en buen orden.
            """,
            """
            **{Subject}:** se puede lograr en una tarde. Así lo abordaría:

            - [x] Hacer la pregunta: hecho
            - [ ] Reunir lo necesario: tiempo, lugar, material
            - [ ] Un primer intento que puede salir mal
            - [ ] Consultarlo con la almohada
            - [ ] El segundo intento, con lo que enseñó el primero

            **Tiempo:** unas tres horas, una de ellas buscando cosas.

            **Consejo:** apunta *lo que has hecho* mientras lo haces. La próxima vez tardarás la mitad. ⏱️
            """,
        ],
        general: [
            """
            ## {Subject}

            En pocas palabras: **{subject}** se entiende mejor mirando tres cosas, una tras otra: lo que entra, \
            lo que ocurre y lo que sale.

            1. **Lo que entra.** Toda explicación da algo por sabido. Ponle nombre y desaparece la mitad de la \
            dificultad.
            2. **Lo que ocurre.** Sigue un solo ejemplo de principio a fin, y solo después el caso general.
            3. **Lo que sale.** Pregúntate cómo notarías que fuera de otro modo. Lo que no cambia nada no \
            explica nada.

            | Si tienes … | … entonces |
            |:---|:---|
            | un minuto | quédate con la frase en negrita |
            | diez minutos | recorre el ejemplo |
            | una hora | explícaselo a otra persona |

            ¿Quieres un ejemplo, o más sobre uno de los tres puntos? 🙂
            """,
            """
            Hay más de una manera de mirar **{subject}**.

            ### De lejos

            De lejos es cuestión de *equilibrio*: más de una cosa es menos de otra, y casi siempre se discute \
            dónde está el medio.

            ### De cerca

            - **¿Quién** tiene que ver con ello y quién solo habla?
            - **¿Cuándo** empezó a importar?
            - **¿Qué** faltaría sin ello?

            ### Desde el otro lado

            > Quien solo conoce su lado del asunto sabe poco de él.

            Empieza por la pregunta cuya respuesta menos te guste; suele ser la que lleva más lejos. Si me dices\
             para qué lo necesitas, puedo ser más preciso.
            """,
            """
            ¡Buena pregunta! Sobre **{subject}** hay algunas cosas que vale la pena saber:

            - **Tiene un núcleo sencillo.** Lo que hace falta cada día cabe en una postal.
            - **Tiene un borde.** Lo interesante está donde se encuentran dos reglas.
            - **Tiene una historia.** Mucho de lo que hoy parece raro fue la mejor respuesta a un problema real.

            Una regla para empezar:

            ```text
            primero entender  →  luego simplificar  →  luego decidir
            ```

            Y si quieres seguir: busca *una* buena fuente en vez de diez rápidas, y escribe tres frases propias \
            sobre ello. ✍️

            ¿Para qué lo necesitas?
            """,
        ]
    )
}
