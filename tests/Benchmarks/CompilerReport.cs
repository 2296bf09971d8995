using System.Diagnostics;
using System.Globalization;
using Verifiers.Code;
using Verifiers.Sandbox;

namespace Verifiers.Benchmarks;

/// <summary>
/// What a program costs from its source to its first answer, in each language, with and without what was prepared for compilers, as
/// Markdown. The two take turns; each source is new. Plain measurements without BenchmarkDotNet, for medians of few long runs.
/// </summary>
internal static class CompilerReport
{
    private const int Rounds = 11;

    private static readonly (string Language, string Source)[] _programs =
    [
        ("c", """
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            int main(void) { long a, b; if (scanf("%ld %ld", &a, &b) != 2) abort(); printf("%ld\n", a + b); return 0; }
            """),
        ("cpp", """
            #include <bits/stdc++.h>
            using namespace std;
            int main() {
              long long a, b; cin >> a >> b;
              vector<long long> v{b, a}; sort(v.begin(), v.end());
              map<long long, string> m; for (auto x : v) m[x] += to_string(x);
              unordered_map<string, int> u; u["a"] = 1;
              cout << a + b + (long long)(m.size() * u.size()) * 0 << "\n";
            }
            """),
        ("csharp", """
            var numbers = Console.ReadLine()!.Split().Select(long.Parse).ToArray();
            var groups = new Dictionary<long, List<long>> { [1] = [.. numbers.Where(x => x > 0)] };
            Console.WriteLine(numbers[0] + numbers[1] + groups[1].Count * 0);
            """),
        ("java", """
            import java.util.*;
            import java.util.stream.*;
            public class Main {
              public static void main(String[] args) {
                Scanner in = new Scanner(System.in);
                List<Long> all = new ArrayList<>();
                while (in.hasNextLong()) all.add(in.nextLong());
                Map<Long, Long> counts = all.stream().collect(Collectors.groupingBy(x -> x, TreeMap::new, Collectors.counting()));
                System.out.println(all.stream().mapToLong(x -> x).sum() + counts.size() * 0);
              }
            }
            """),
        ("javascript", "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number);\nconsole.log(a + b);"),
        ("typescript", "import * as fs from 'fs';\nconst [a, b]: number[] = fs.readFileSync(0, 'utf8').split(' ').map(Number);\nconsole.log(a + b!);"),
        ("go", "package main\nimport (\"bufio\"; \"fmt\"; \"os\"; \"sort\")\nfunc main() { r := bufio.NewReader(os.Stdin); x := make([]int, 2); fmt.Fscan(r, &x[0], &x[1]); sort.Ints(x); fmt.Println(x[0] + x[1]) }"),
        ("rust", """
            use std::collections::HashMap;
            use std::io::{self, Read};
            fn main() {
              let mut s = String::new(); io::stdin().read_to_string(&mut s).unwrap();
              let v: Vec<i64> = s.split_whitespace().map(|x| x.parse().unwrap()).collect();
              let mut m = HashMap::new(); for x in &v { *m.entry(x).or_insert(0) += 1; }
              println!("{}", v.iter().sum::<i64>() + m.len() as i64 * 0);
            }
            """),
        ("bash", "read a b\necho $((a + b))"),
    ];

    /// <summary>Writes it to the console.</summary>
    public static async Task WriteAsync()
    {
        await using var without = new SandboxedCodeRunner(new SandboxOptions { Slots = 1, Launchers = "bubblewrap", PreparedPath = "/nowhere" }, TimeProvider.System);
        await using var with = new SandboxedCodeRunner(new SandboxOptions { Slots = 1, Launchers = "bubblewrap" }, TimeProvider.System);
        Console.WriteLine($"| | ms without | with | ratio |\n|---|---|---|---|");
        foreach (var (language, source) in _programs)
        {
            if (!(await with.GetStatusAsync(CancellationToken.None)).Languages.ContainsKey(language) || !(await without.GetStatusAsync(CancellationToken.None)).Ready) continue;
            List<double> plain = [], prepared = [];
            for (var round = 0; round < Rounds; round++)
            {
                plain.Add(await MeasureAsync(without, language, source, round));
                prepared.Add(await MeasureAsync(with, language, source, round));
            }

            var (before, after) = (plain.Order().ElementAt(Rounds / 2), prepared.Order().ElementAt(Rounds / 2));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {language} | {before:F0} | {after:F0} | {after / before:F2} |"));
        }
    }

    private static async Task<double> MeasureAsync(SandboxedCodeRunner runner, string language, string source, int round)
    {
        var comment = language == "bash" ? "#" : "//";
        var run = new CodeRun(language, string.Create(CultureInfo.InvariantCulture, $"{source}\n{comment} {round}\n"), [new StandardInput("2 3\n")], new());
        var started = Stopwatch.GetTimestamp();
        await foreach (var result in runner.RunAsync(run, CancellationToken.None))
        {
            if (!result.StandardOutput.Span.SequenceEqual("5\n"u8))
                throw new InvalidOperationException($"{language}: {result.Outcome} {result.Fault}{result.StandardError}");
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
