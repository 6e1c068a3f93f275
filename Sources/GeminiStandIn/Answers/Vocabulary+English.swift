extension Vocabulary {
    static let english = Vocabulary(
        typicalWords: """
            the, is, are, what, how, why, who, when, where, which, and, of, to, for, with, my, me, you, please, can,
            could, would, should, do, does, did, write, explain, tell, give, make, hi, hello, hey, thanks, about,
            this, that, it, on, an, from
            """,
        typicalScalars: [],
        leads: """
            about, and, can you, compose a, could you, create a, describe, difference between, draw a, explain,
            explain to me, function that, give me, give me a, give me an overview of, give me some, hello, help me,
            help me with, hey, hi, how are, how can i, how can we, how do, how do i, how do you, how does, how is, how
            to, i need, i want to know, i would like to know, ideas for, list, list of, make, make a, make me a, ok,
            please, poem about, poem on, program that, recipe for, short poem about, should i, show me, show me a,
            show me how to, so, some ideas for, story about, table about, table of, table with, tell me, tell me
            about, what about, what are, what are the, what do you know about, what is, what is a, what is an, what is
            the difference between, what is the meaning of, what's, who is, who was, why are, why do, why does, why
            is, would you, write, write a, write an, write me a, a list of, a table of, a table about, a table with, a
            table, a poem about, a short poem about, a story about, a recipe for, a function that, a program that,
            some, an overview of, the difference between, a comparison of, compare, in detail, me, to
            """,
        cues: [
            .counting: "count from, count to, count up to",
            .recall: """
            what did i ask, what did i say, what have i asked, did i ask you, what do you remember, do you
            remember, my last question, my previous question, my questions, my earlier questions, what were you
            asked, what was my question, we talk about, we talked about, what is the context, your context
            """,
            .name: """
            what is my name, what s my name, who am i, remember my name, know my name, my name again
            """,
            .identity: """
            who are you, what are you, are you gemini, are you google, are you real, are you human, are you a bot,
            which model are you, what model are you, what model is this, your name, are you an ai, introduce
            yourself
            """,
            .translation: """
            translate, translation, translate this, into german, into french, into spanish, into english
            """,
            .now: """
            what time is it, what day is it, what is the time, the date today, today s date, weather, the news,
            latest news, stock price, exchange rate
            """,
            .recipe: """
            recipe, recipes, cook, bake, dinner, breakfast, pancakes, pasta, for lunch
            """,
            .poem: "poem, haiku, verse, verses, rhyme, sonnet, song, lyrics, limerick",
            .joke: "joke, jokes, make me laugh, something funny, pun",
            .code: """
            code, program, function, script, algorithm, regex, sql, html, css, shell script, fizzbuzz, fibonacci,
            unit test, json, in python, in swift, in javascript, in typescript, in rust, in go, in java, in sql,
            in bash, in html, with css, in c, programming
            """,
            .table: "table, tabular, spreadsheet, in columns, matrix",
            .list: """
            list, ideas, bullet points, checklist, suggestions, tips, examples, options, names for, brainstorm
            """,
            .comparison: """
            difference between, differences between, compare, compared to, comparison, versus, vs, better than
            """,
            .choice: """
            should i, should we, pros and cons, worth it, is it better, advantages, disadvantages, which is better
            """,
            .howTo: """
            how do i, how can i, how to, how do you, how can we, how should i, steps, plan, guide, teach me, help
            me
            """,
            .thanks: """
            thanks, thank you, thx, great, perfect, awesome, cool, bye, goodbye, good night, ok, okay
            """,
            .greeting: """
            hi, hello, hey, good morning, good evening, good afternoon, howdy, say hello, test, yo
            """,
        ],
        nameLeads: "my name is, i am called, call me, my name s",
        numerals: "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve",
        operators: ["plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "/", "over": "/"]
    )
}
