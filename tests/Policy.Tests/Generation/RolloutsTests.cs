using Verifiers.Policy.Generation;

namespace Verifiers.Policy.Tests.Generation;

public sealed class RolloutsTests
{
    private static readonly Tokenizer Letters = new("abc", []);

    [Theory]
    [InlineData("<think>abc</think><answer>a</answer>", 3)]
    [InlineData("a<think>bc</think>", 2)]
    [InlineData("<think></think>a", 0)]
    [InlineData("<think>ab", 2)]
    [InlineData("<think>ab<think>c</think>", 4)]
    [InlineData("abc", 0)]
    [InlineData("a</think>b", 0)]
    public void Thoughts_are_counted_without_their_tags_and_without_the_end(string completion, int tokens)
    {
        long[] sampled = [.. Letters.Encode(completion).Select(id => (long)id), Tokenizer.End];
        long[] row = [Tokenizer.Begin, .. Letters.Encode("<think>c").Select(id => (long)id), .. sampled, Tokenizer.Pad, Tokenizer.Pad];
        Assert.Equal(tokens, new Rollouts(row, row.Length, [3]).ThoughtTokens(0));
    }

    [Fact]
    public void The_tags_have_the_numbers_that_are_looked_for() =>
        Assert.Equal("<think></think>", Letters.Decode([Tokenizer.ThoughtsBegin, Tokenizer.ThoughtsEnd]));
}
