using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Policy.Generation;

namespace Verifiers.Policy.Tests.Generation;

public sealed class TokenizerTests
{
    private static readonly Tokenizer Tokens = Tokenizer.Default;

    /// <summary>Texts of characters, pieces and tags, also cut in the middle.</summary>
    private static Arbitrary<string> AnyText { get; } = Gen.Elements(
            Tokens.Alphabet.Select(character => character.ToString())
                .Concat(Tokens.Pieces)
                .Concat(Tokens.Pieces.Select(piece => piece[..(piece.Length / 2)]))
                .Concat(["<think>", "</think>", "<answer>", "</answer>", "<thin", "</ans"]))
        .ListOf().Select(string.Concat).ToArbitrary();

    private static Arbitrary<long[]> AnyTokens { get; } =
        Gen.Choose(3, Tokens.Count - 1).Select(id => (long)id).ArrayOf().ToArbitrary();

    [Fact]
    public void Decoding_an_encoding_gives_the_text() =>
        Prop.ForAll(AnyText, text => Tokens.Decode(Tokens.Encode(text)) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_policy_writes_can_be_read_again_whatever_tokens_it_chose() =>
        Prop.ForAll(AnyTokens, ids => Tokens.Decode(Tokens.Encode(Tokens.Decode(ids))) == Tokens.Decode(ids)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_stored_vocabulary_gives_the_same_ids() => Prop.ForAll(AnyText, text =>
    {
        var again = Tokenizer.FromJson(Tokens.ToJson());
        return again.Count == Tokens.Count && again.Encode(text).SequenceEqual(Tokens.Encode(text));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_longest_token_is_taken()
    {
        var tokens = new Tokenizer("abc", ["ab", "abc", "bc"]);
        Assert.Equal(["abc", "a", "ab", "a", "c", "bc"], tokens.Encode("abcaabacbc").Select(id => tokens.Decode([id])));
    }

    [Theory]
    [InlineData("<think>")]
    [InlineData("</think>")]
    [InlineData("<answer>")]
    [InlineData("</answer>")]
    [InlineData(" 加上 ")]
    [InlineData("def f(x):")]
    public void Tags_and_words_are_one_token(string text) => Assert.Equal(Tokens.IdOf(text), (int)Assert.Single(Tokens.Encode(text)));

    [Fact]
    public void Ids_do_not_change()
    {
        // A checkpoint carries its vocabulary, but a changed default would part old runs from new ones unseen.
        Assert.Equal([3, 24, 4, 5, 25, 6, 102, 103, 113], Tokens.Encode("<think>1</think><answer>2</answer>\n加 and "));
        Assert.Equal((0, 1, 2), (Tokenizer.Pad, Tokenizer.Begin, Tokenizer.End));
        Assert.Equal((146, 192), (Tokens.Count, Tokens.PaddedSize));
    }

    [Fact]
    public void Decoding_stops_at_the_end_and_passes_over_begin_and_padding() =>
        Assert.Equal("12", Tokens.Decode([Tokenizer.Pad, Tokenizer.Begin, .. Tokens.Encode("1"), Tokenizer.Pad, .. Tokens.Encode("2"), Tokenizer.End, .. Tokens.Encode("3")]));

    [Fact]
    public void Ids_of_the_padded_part_are_replacement_characters() => Assert.Equal("1\uFFFD", Tokens.Decode([.. Tokens.Encode("1"), Tokens.PaddedSize - 1]));

    [Theory]
    [InlineData(-1)]
    [InlineData(192)]
    public void Ids_outside_of_the_vocabulary_are_refused(long id) => Assert.Throws<ArgumentOutOfRangeException>(() => Tokens.Decode([id]));

    [Theory]
    [InlineData("12é4", "'é' (U+00E9), at UTF-16 code unit 2 of the text, behind \"12\"")]
    [InlineData("😀", "'😀' (U+1F600), at UTF-16 code unit 0")]
    [InlineData("1\t", "(U+0009), at UTF-16 code unit 1")]
    public void A_character_in_no_token_is_named_with_its_place(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<TokenizationException>(() => Tokens.Encode(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Half_a_character_is_named_as_such() =>
        Assert.Contains("half a character (U+D83D)", Assert.Throws<TokenizationException>(() => Tokens.Encode("\uD83D")).Message, StringComparison.Ordinal);

    [Fact]
    public void Characters_beyond_the_basic_plane_are_one_token()
    {
        var tokens = new Tokenizer("a😀", []);
        Assert.Equal("😀a", tokens.Decode(tokens.Encode("😀a")));
        Assert.Equal(2, tokens.Encode("😀a").Length);
    }

    [Theory]
    [InlineData("aa", "")]
    [InlineData("a", "a")]
    [InlineData("a", "<think>")]
    public void A_token_that_stands_twice_is_refused(string alphabet, string piece) =>
        Assert.Throws<ArgumentException>(() => new Tokenizer(alphabet, piece.Length > 0 ? [piece] : []));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"alphabet\": \"a\"}")]
    public void What_is_no_vocabulary_is_refused(string json) => Assert.Throws<JsonException>(() => Tokenizer.FromJson(json));
}
