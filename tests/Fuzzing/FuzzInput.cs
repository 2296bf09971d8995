namespace Verifiers.Fuzzing;

/// <summary>One thing to judge.</summary>
/// <param name="Index">Its number in the run: with the seed it makes the input again.</param>
/// <param name="Reference">The reference answer.</param>
/// <param name="Completion">The text of the completion.</param>
/// <param name="Answer">What the completion was built around.</param>
internal sealed record FuzzInput(long Index, string Reference, string Completion, string Answer);

/// <summary>Makes inputs by their number: random formulas, labelled answers whole and damaged, random characters.</summary>
/// <param name="seed">Of the run.</param>
/// <param name="labelled">Answers and references to start from.</param>
internal sealed class FuzzInputs(ulong seed, IReadOnlyList<string> labelled)
{
    private static readonly string[] Frames =
    [
        @"\boxed{#}", @"\boxed{#}", @"So the result is $\boxed{#}$.", "The answer is #", "#", "#### #", "<answer>#</answer>", "The final answer is $#$. I hope it is correct.",
        @"First \boxed{1}, then \boxed{#}", "**Answer:** #", @"\[ \boxed{# \]",
    ];

    /// <summary>The input of this number.</summary>
    public FuzzInput this[long index]
    {
        get
        {
            var random = FuzzRandom.For(seed, index);
            var (reference, answer) = random.Below(8) switch
            {
                0 => (Formula(random), Formula(random)),
                1 => Related(random, Formula(random)),
                2 or 3 => Related(random, Labelled(random)),
                4 => (Mutation.Apply(random, Labelled(random)), Mutation.Apply(random, Labelled(random))),
                5 => Same(Mutation.Apply(random, Formula(random))),
                6 => Related(random, Mutation.Apply(random, Formula(random))),
                _ => random.OneIn(2) ? (Labelled(random), Noise(random)) : (Noise(random), Mutation.Apply(random, Noise(random))),
            };
            if (random.OneIn(12))
                (reference, answer) = (answer, reference);
            return new(index, reference, random.Of(Frames).Replace("#", answer, StringComparison.Ordinal), answer);
        }
    }

    private static string Formula(FuzzRandom random) => RandomFormula.Answer(random, random.OneIn(40) ? 6 : 1 + random.Below(3));

    private string Labelled(FuzzRandom random) => labelled[random.Below(labelled.Count)];

    private static (string, string) Related(FuzzRandom random, string text) => (text, Mutation.Apply(random, text));

    private static (string, string) Same(string text) => (text, text);

    /// <summary>Up to 60 characters, of ASCII or of the whole basic plane, halves of surrogate pairs included.</summary>
    private static string Noise(FuzzRandom random)
    {
        var range = random.Of([128, 128, 0x500, 0x10000]);
        return string.Create(random.Below(60), (random, range), static (span, state) =>
        {
            foreach (ref var c in span)
                c = (char)state.random.Below(state.range);
        });
    }
}
