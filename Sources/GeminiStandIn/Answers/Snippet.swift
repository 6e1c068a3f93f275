/// A small program to show when somebody asks for code.
struct Snippet: Sendable {
    /// The programming language as people write it.
    let language: String
    /// Words that ask for this language.
    let names: WordList
    /// Words that ask for this program.
    let topics: WordList
    /// What stands behind the fence.
    let fence: String
    /// How it is run, in Markdown.
    let run: String
    let code: String

    /// The one that fits the question best; of those that fit equally well, any.
    static func fitting(_ question: Question, using random: inout SeededRandom) -> Snippet? {
        let scored = all.map { snippet in
            let score =
                (question.contains(anyOf: snippet.names) ? 2 : 0) + (question.contains(anyOf: snippet.topics) ? 1 : 0)
            return (snippet, score)
        }
        let best = scored.map(\.1).max() ?? 0
        return scored.filter { $0.1 == best }.randomElement(using: &random)?.0
    }

    var markdown: String { "```\(fence)\n\(code)\n```" }

    static let all: [Snippet] = [
        Snippet(
            language: "Python",
            names: "python, python3, py",
            topics: "fibonacci, sequence, generator, folge, sucesión",
            fence: "python",
            run: "`python3 fibonacci.py`",
            code: """
                from itertools import islice


                def fibonacci():
                    current, following = 0, 1
                    while True:
                        yield current
                        current, following = following, current + following


                print(list(islice(fibonacci(), 10)))
                # [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
                """
        ),
        Snippet(
            language: "Python",
            names: "python, python3, py",
            topics: "words, count, text, file, read, wörter, zählen, datei, contar, palabras, archivo",
            fence: "python",
            run: "`python3 words.py < book.txt`",
            code: """
                import re
                import sys
                from collections import Counter

                words = re.findall(r"\\w+", sys.stdin.read().lower())

                for word, count in Counter(words).most_common(10):
                    print(f"{count:6} {word}")
                """
        ),
        Snippet(
            language: "Swift",
            names: "swift, ios, macos",
            topics: "prime, primes, sieve, primzahl, primzahlen, primo, primos",
            fence: "swift",
            run: "`swift primes.swift`",
            code: """
                func primes(below limit: Int) -> [Int] {
                    var isPrime = [Bool](repeating: true, count: max(limit, 2))
                    isPrime[0] = false
                    isPrime[1] = false
                    for number in isPrime.indices where isPrime[number] {
                        for multiple in stride(from: number * number, to: limit, by: number) {
                            isPrime[multiple] = false
                        }
                    }
                    return isPrime.indices.filter { isPrime[$0] }
                }

                print(primes(below: 50))
                """
        ),
        Snippet(
            language: "JavaScript",
            names: "javascript, js, node, browser, web",
            topics: "debounce, button, click, fetch, dom, page, seite, página",
            fence: "javascript",
            run: "the console of any browser",
            code: """
                /** Calls `action` once, when nothing has happened for `milliseconds`. */
                export function debounce(action, milliseconds) {
                  let timer;
                  return (...values) => {
                    clearTimeout(timer);
                    timer = setTimeout(() => action(...values), milliseconds);
                  };
                }

                const search = debounce((text) => console.log(`Searching for ${text} …`), 250);
                document.querySelector("input")?.addEventListener("input", (event) => search(event.target.value));
                """
        ),
        Snippet(
            language: "TypeScript",
            names: "typescript, ts",
            topics: "group, types, generics, gruppieren, agrupar",
            fence: "typescript",
            run: "`npx tsx group.ts`",
            code: """
                function groupBy<Item, Key>(items: Iterable<Item>, key: (item: Item) => Key): Map<Key, Item[]> {
                  const groups = new Map<Key, Item[]>();
                  for (const item of items) {
                    const group = groups.get(key(item));
                    if (group) group.push(item);
                    else groups.set(key(item), [item]);
                  }
                  return groups;
                }

                console.log(groupBy(["ant", "bee", "cat", "crow"], (word) => word[0]));
                """
        ),
        Snippet(
            language: "Rust",
            names: "rust, cargo",
            topics: "reverse, palindrome, palindrom, umkehren, palíndromo",
            fence: "rust",
            run: "`cargo run`",
            code: """
                fn is_palindrome(text: &str) -> bool {
                    let letters: Vec<char> = text
                        .chars()
                        .filter(|c| c.is_alphanumeric())
                        .flat_map(char::to_lowercase)
                        .collect();
                    letters.iter().eq(letters.iter().rev())
                }

                fn main() {
                    println!("{}", is_palindrome("A man, a plan, a canal: Panama!"));
                }
                """
        ),
        Snippet(
            language: "Go",
            names: "go, golang",
            topics: "server, http, api, web server",
            fence: "go",
            run: "`go run .`",
            code: """
                package main

                import (
                \t"fmt"
                \t"log"
                \t"net/http"
                )

                func main() {
                \thttp.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
                \t\tfmt.Fprintf(w, "Hello, %s!\\n", r.PathValue("name"))
                \t})
                \tlog.Fatal(http.ListenAndServe("127.0.0.1:8000", nil))
                }
                """
        ),
        Snippet(
            language: "Java",
            names: "java, jvm, kotlin",
            topics: "sort, list, stream, sortieren, ordenar",
            fence: "java",
            run: "`java Birthdays.java`",
            code: """
                import java.util.Comparator;
                import java.util.List;

                record Person(String name, int year) {}

                class Birthdays {
                    public static void main(String[] arguments) {
                        var people = List.of(new Person("Ada", 1815), new Person("Grace", 1906), new Person("Alan", 1912));
                        people.stream()
                            .sorted(Comparator.comparingInt(Person::year).reversed())
                            .forEach(person -> System.out.printf("%d  %s%n", person.year(), person.name()));
                    }
                }
                """
        ),
        Snippet(
            language: "C",
            names: "c, c++, cpp, embedded",
            topics: "pointer, memory, string, zeiger, speicher, puntero, memoria",
            fence: "c",
            run: "`cc -Wall reverse.c && ./a.out hello`",
            code: """
                #include <stdio.h>
                #include <string.h>

                static void reverse(char *text) {
                    for (size_t left = 0, right = strlen(text); left + 1 < right; left++) {
                        char kept = text[left];
                        text[left] = text[--right];
                        text[right] = kept;
                    }
                }

                int main(int count, char *words[]) {
                    if (count < 2) return 1;
                    reverse(words[1]);
                    puts(words[1]);
                }
                """
        ),
        Snippet(
            language: "SQL",
            names: "sql, sqlite, postgres, postgresql, mysql, database, datenbank",
            topics: "query, join, abfrage, consulta, select",
            fence: "sql",
            run: "`sqlite3 shop.db < top.sql`",
            code: """
                SELECT customer.name,
                       count(*)          AS orders,
                       sum(orders.total) AS spent
                FROM customer
                JOIN orders ON orders.customer_id = customer.id
                WHERE orders.placed_at >= date('now', '-1 year')
                GROUP BY customer.id
                HAVING orders > 3
                ORDER BY spent DESC
                LIMIT 10;
                """
        ),
        Snippet(
            language: "Bash",
            names: "bash, shell, sh, terminal, linux, shell script",
            topics: "backup, script, files, folder, rename, dateien, ordner, archivos, carpeta, skript",
            fence: "bash",
            run: "`bash backup.sh ~/Documents`",
            code: """
                #!/usr/bin/env bash
                set -euo pipefail

                source=${1:?say what to back up}
                target="backup-$(date +%F).tar.gz"

                tar --create --gzip --file "$target" --directory "$source" .
                printf 'Saved %s (%s)\\n' "$target" "$(du -h "$target" | cut -f1)"
                """
        ),
        Snippet(
            language: "HTML and CSS",
            names: "html, css, website, webseite, página web",
            topics: "card, layout, grid, dark mode, responsive",
            fence: "html",
            run: "any browser",
            code: """
                <!doctype html>
                <meta name="color-scheme" content="light dark">
                <style>
                  main  { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); }
                  .card { padding: 1rem; border: 1px solid; border-radius: .75rem; }
                </style>
                <main>
                  <article class="card"><h2>One</h2><p>As wide as there is room.</p></article>
                  <article class="card"><h2>Two</h2><p>Light or dark, as you like it.</p></article>
                </main>
                """
        ),
    ]
}
