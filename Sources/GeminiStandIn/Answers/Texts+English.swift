extension Texts {
    static let english = Texts(
        thisMatter: "this",
        closing: """
            You are reading the demo’s stand-in, not Gemini: it answers from a small store of texts until Pollux is \
            given a key.
            """,
        brief: "In short: **{subject}** is worth a closer look. Tell me what you need it for, and I can be more exact.",
        attachments: """
            You sent {files}. A stand-in cannot look inside, but I can tell that it arrived.
            """,
        files: Files(
            measuredPicture: "a {format} picture of {width} × {height} ({size})",
            picture: "a {format} picture ({size})",
            countedDocument: "a {format} document of {pages} pages ({size})",
            document: "a {format} document ({size})",
            sound: "a {format} recording ({size})",
            video: "a {format} video ({size})",
            text: "a {format} text file ({size})",
            other: "a {format} file ({size})",
            and: "and"
        ),
        pictures: [
            "A stand-in cannot draw, so here is a gradient:\n\n", "\n\nAnd here it is in other colours:\n\n",
            "\n\nGemini would have painted what you asked for. 🎨",
        ],
        instructions: """
            My instructions for this conversation are: “{instructions}”. Gemini would follow them; I can only tell \
            you that they reached me.
            """,
        thoughts: [
            """
            **Reading the question**

            The question is about {subject}. I should find out what is really wanted: facts, steps, or a point \
            of view.


            """,
            """
            **Planning the answer**

            A short beginning, then the parts in an order that can be followed, then one thing to do next.


            """,
        ],
        recallNothing: """
            Nothing came along with your question: this is **the first one I was sent** in this conversation.

            Ask me something, then ask me again what I remember. 🙂
            """,
        recallOne: """
            **One earlier exchange** came along with your question. You asked:

            {questions}

            I know of nothing before it, because nothing before it was sent to me.
            """,
        recallSeveral: """
            **{count} earlier exchanges** came along with your question. You asked:

            {questions}

            Whatever you said before these was not sent to me, so I know nothing of it.
            """,
        nameKnown: """
            Your name is **{name}**. You told me in one of the exchanges that came along with this question. 🙂
            """,
        nameUnknown: """
            I do not know your name: it is not in the exchanges that came along with this question.

            Tell me *“My name is …”* and ask again.
            """,
        sum: """
            **{expression} = {result}**

            This one is really computed. 🧮
            """,
        sumUndefined: """
            **{expression}** has no value that I could give you: somewhere in it, something is divided by zero or \
            grows beyond all bounds.
            """,
        code: """
            Here is a small example in **{language}**:

            {code}

            - Run it with {run}.
            - It has no dependencies, so it is a good place to start changing things.
            - The names say what the parts do; comments would only repeat them.

            > Make it work, make it right, make it fast – in this order.

            Shall I explain it line by line?
            """,
        identity: """
            I am the **stand-in** that answers while Pollux has no key for Gemini. I am not Gemini and no language \
            model at all: a small program that picks a text by the words of your question.

            What you see around me is real:

            - your messages are stored before they get their tick ✓
            - the answer is streamed, and can be stopped
            - the last exchanges are sent along as context – ask me *“What did I ask you?”*

            To talk to Gemini itself, whoever runs this server sets a key from [Google AI \
            Studio](https://aistudio.google.com/apikey).
            """,
        greetings: [
            """
            Hello! 👋 Good to see you. What would you like to talk about?

            You could ask me for **code**, a **table**, a **poem** or a **recipe** – or for `12*7`.
            """,
            """
            Hi there! 😊 How can I help?

            Try *“Write a Python function”*, *“Compare tea and coffee”* or *“What did I ask you?”*.
            """,
        ],
        thanks: [
            "You are welcome! 😊 Is there anything else?",
            "Gladly! 👍 Just write when you want to go on.",
        ],
        now: """
            I have no clock, no calendar and no connection to the world outside, so I would have to guess – and a \
            guess is no help with something like this.

            Gemini, with Google Search switched on, could look it up. 🔎
            """,
        translation: """
            I cannot translate: that takes a real language model, and I am only its stand-in.

            What I can do is answer in **English**, **German** or **Spanish**, whichever your question is in. *Frag \
            mich ruhig auf Deutsch! ¡O en español!*
            """,
        jokes: [
            """
            A byte walks into a bar, looking pale.

            – “What is wrong with you?”
            – “Parity error.”
            – “Ah. I thought you looked a *bit* off.” 😄
            """,
            """
            Why do programmers mix up Halloween and Christmas?

            Because **OCT 31 = DEC 25**. 🎃🎄
            """,
            """
            There are two hard things in computing: naming things, cache invalidation, and off-by-one errors. 😄
            """,
        ],
        recipes: [
            Recipe(
                cues: "pancakes, pancake, breakfast, bake, sweet, cake",
                text: """
                    ## Pancakes 🥞

                    *For 2, ready in 20 minutes*

                    | what | how much |
                    |---|---:|
                    | flour | 150 g |
                    | milk | 250 ml |
                    | eggs | 2 |
                    | sugar | 1 tablespoon |
                    | salt | 1 pinch |

                    1. **Whisk** the eggs with milk, sugar and salt.
                    2. **Stir in** the flour until nearly smooth; a few lumps do no harm.
                    3. **Rest** the batter for 10 minutes.
                    4. **Fry** in a little butter over medium heat, about 2 minutes a side.

                    > The first one never turns out well. That one is for the cook.

                    They go well with berries, maple syrup, or lemon and sugar.
                    """
            ),
            Recipe(
                cues: "pasta, dinner, lunch, noodles, tomato, spaghetti",
                text: """
                    ## Pasta with tomatoes and basil 🍝

                    *For 2, ready in 25 minutes*

                    - 200 g spaghetti
                    - 400 g tomatoes, fresh or from a tin
                    - 2 cloves of garlic
                    - 3 tablespoons of olive oil
                    - a handful of basil, salt, pepper

                    1. Warm the oil and let the sliced **garlic** turn golden, not brown.
                    2. Add the **tomatoes**, salt them, and simmer for 15 minutes.
                    3. Cook the **spaghetti** in well salted water, one minute less than the packet says.
                    4. Mix everything in the pan with a ladle of the cooking water, then tear the **basil** over it.

                    > Keep some of the cooking water: its starch binds the sauce.
                    """
            ),
        ],
        stanzas: [
            """
            A thought of {subject}, early, with the light,
            came in like someone who has keys, and stayed;
            it took the chair, it set the table right,
            and was the whole day long the least afraid.
            """,
            """
            The kettle sang. The street began to move.
            A page lay open where the wind had read.
            There was not much to say, and none to prove,
            and yet the room was full of what it said.
            """,
            """
            So little holds us, and it holds so well:
            a step, a voice, the weather in a name,
            the hour before the hour of the bell –
            and nothing that we keep remains the same.
            """,
            """
            And when at night the windows count their stars,
            let {subject} be the last of them to go:
            a quiet lamp between the parking cars
            for someone on the stairs you do not know.
            """,
        ],
        poemTitle: "About {subject}",
        table: """
            Here is an overview – **{subject}**:

            | Aspect | What to look at | Weight |
            |:---|:---|---:|
            | Purpose | What should be better afterwards? | 5 |
            | Effort | Time, money, and the nerves of others | 4 |
            | Risk | What happens if it goes wrong? | 4 |
            | Quality | How will you notice that it is good? | 3 |
            | Future | Who takes care of it in a year? | 2 |

            The weights are a suggestion: **5** decides, **1** is only nice to have. Multiply, add up, and be \
            suspicious of a result that surprises you. 🙂

            Shall I add a column?
            """,
        list: """
            ## {Subject}: seven starting points 💡

            - **Begin small.** One afternoon is enough for a first try.
            - **Ask someone** who has done it: ten minutes save ten hours.
            - **Write down** what you expect *before* you begin.
            - **Borrow** rather than buy, as long as you are finding out.
            - **Do the hard part first**, while you are fresh.
            - **Leave something out** on purpose, and see whether anybody misses it.
            - **Finish**, and only then improve.

            Which of them fits best? I can go into more detail.
            """,
        comparison: """
            ## {Subject}

            It helps to put the same questions to both sides:

            | Question | The first | The second |
            |:---|:---|:---|
            | What is it good at? | the usual case, every day | the special case, now and then |
            | What does it cost? | little, but regularly | more, but once |
            | What do you have to know? | almost nothing | a little, and it pays off |
            | How do you get out again? | at any time | with some planning |

            **In short:** take the first if you want to be done today, and the second if you will still be at it in \
            a year.

            > If two things seem equally good, the difference does not matter – take the one that is nearer.
            """,
        choice: """
            ## {Subject}?

            **In favour** 👍

            - You seem to want it, or you would not ask.
            - The first step is small and can be taken back.
            - You will know more afterwards, whatever comes of it.

            **Against** 👎

            - It takes time that something else needs.
            - Waiting costs nothing for the moment.
            - The reasons might be somebody else’s, not yours.

            **My suggestion:** give it a trial of two weeks, with a date in your calendar on which you decide. Until\
             then, act as though you had said *yes*.
            """,
        howTo: [
            """
            ## {Subject}, step by step

            1. **Say what you want** in one sentence. If it takes three, there are three things to do.
            2. **Look at what is there.** Half of it is usually done already.
            3. **Choose the smallest version** that would be of use, and do that one.
            4. **Check it** the way someone would who does not like you.
            5. **Tell somebody.** What has been said aloud gets finished.

            ### What commonly goes wrong

            - Starting with the tools instead of the aim
            - Doing everything at once
            - Stopping shortly before the end ☝️

            > A plan is a list of things that will turn out differently, in a good order.
            """,
            """
            **{Subject}:** you can get there in an afternoon. This is how I would go about it:

            - [x] Ask the question – done
            - [ ] Put together what you need: time, place, material
            - [ ] Make a first attempt that is allowed to be bad
            - [ ] Sleep on it
            - [ ] Make the second attempt, with what the first one taught you

            **Time:** about three hours, of which one goes into looking for things.

            **Tip:** write down *what you did* while you are doing it. The next time will take you half as long. ⏱️
            """,
        ],
        general: [
            """
            ## {Subject}

            The short version: **{subject}** is easier to understand when you look at three things one after \
            another – what goes in, what happens, and what comes out.

            1. **What goes in.** Every explanation has something that it takes for granted. Name it, and half of\
             the difficulty is gone.
            2. **What happens.** Follow one single example from the beginning to the end, and only then the \
            general case.
            3. **What comes out.** Ask how you would notice if it were otherwise. What makes no difference \
            explains nothing.

            | If you have … | … then |
            |:---|:---|
            | one minute | keep the sentence in bold |
            | ten minutes | go through the example |
            | an hour | explain it to somebody else |

            Would you like an example, or more about one of the three? 🙂
            """,
            """
            There is more than one way to look at **{subject}**.

            ### From afar

            Seen from afar it is a matter of *balance*: more of one thing means less of another, and most \
            disagreements are about where the middle lies.

            ### From close by

            - **Who** has something to do with it, and who only talks about it?
            - **When** did it begin to matter?
            - **What** would be missing without it?

            ### From the other side

            > Whoever knows only his own side of the case knows little of that.

            Start with the question to which you least like the answer; it usually leads furthest. If you tell \
            me which of the views you need it for, I can be more exact.
            """,
            """
            Good question! About **{subject}** there are a few things worth knowing:

            - **It has a simple core.** What you need every day fits on a postcard.
            - **It has an edge.** The interesting cases are where two rules meet.
            - **It has a history.** Much of what looks odd today once was the best answer to a real problem.

            A rule of thumb for the beginning:

            ```text
            first understand  →  then simplify  →  then decide
            ```

            And if you want to go on: look for *one* good source rather than ten quick ones, and write down \
            three sentences of your own about it. ✍️

            What do you need it for?
            """,
        ]
    )
}
