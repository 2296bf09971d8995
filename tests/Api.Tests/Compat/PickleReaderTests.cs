using System.Text;
using Verifiers.Api.Compat.OpenInstruct;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Tests.Compat;

/// <summary>Pickles as Python 3 writes them, and hostile ones.</summary>
public sealed class PickleReaderTests
{
    private static readonly ServiceLimits _limits = new() { MaxJsonValues = 10_000, MaxBodyMiB = 1 };

    private const string Value = """[{"input":"1\n","output":"ü\uD83D\uDE00\\n","n":-5,"big":1180591620717411303424,"f":0.5,"t":[1,[2],[]],"b":true,"z":null},["x","x","x"]]""";

    [Theory] // the same value in the protocols 0 to 2; from 3 on with bytes in it
    [InlineData("KGxwMAooZHAxClZpbnB1dApwMgpWMVx1MDAwYQpwMwpzVm91dHB1dApwNApW/FxVMDAwMWY2MDBcdTAwNWNuCnA1CnNWbgpwNgpJLTUKc1ZiaWcKcDcKTDExODA1OTE2MjA3MTc0MTEzMDM0MjRMCnNWZgpwOApGMC41CnNWdApwOQooSTEKKEkyCnRwMTAKKHR0cDExCnNWYgpwMTIKSTAxCnNWegpwMTMKTnNhKGxwMTQKVngKcDE1CmFnMTUKYWcxNQphYS4=", Value)]
    [InlineData("XXEAKH1xAShYBQAAAGlucHV0cQJYAgAAADEKcQNYBgAAAG91dHB1dHEEWAgAAADDvPCfmIBcbnEFWAEAAABucQZK+////1gDAAAAYmlncQdMMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKWAEAAABmcQhHP+AAAAAAAABYAQAAAHRxCShLAShLAnRxCil0cQtYAQAAAGJxDEkwMQpYAQAAAHpxDU51XXEOKFgBAAAAeHEPaA9oD2VlLg==", Value)]
    [InlineData("gAJdcQAofXEBKFgFAAAAaW5wdXRxAlgCAAAAMQpxA1gGAAAAb3V0cHV0cQRYCAAAAMO88J+YgFxucQVYAQAAAG5xBkr7////WAMAAABiaWdxB4oJAAAAAAAAAABAWAEAAABmcQhHP+AAAAAAAABYAQAAAHRxCUsBSwKFcQoph3ELWAEAAABicQyIWAEAAAB6cQ1OdV1xDihYAQAAAHhxD2gPaA9lZS4=", Value)]
    [InlineData("gANdcQAofXEBKFgFAAAAaW5wdXRxAlgCAAAAMQpxA1gGAAAAb3V0cHV0cQRYCAAAAMO88J+YgFxucQVYAQAAAG5xBkr7////WAMAAABiaWdxB4oJAAAAAAAAAABAWAEAAABmcQhHP+AAAAAAAABYAQAAAHRxCUsBSwKFcQoph3ELWAEAAABicQyIWAEAAAB6cQ1OWAEAAAB5cQ5DBWJ5dGVzcQ91XXEQKFgBAAAAeHERaBFoEWVlLg==", null)]
    [InlineData("gASVgAAAAAAAAABdlCh9lCiMBWlucHV0lIwCMQqUjAZvdXRwdXSUjAjDvPCfmIBcbpSMAW6USvv///+MA2JpZ5SKCQAAAAAAAAAAQIwBZpRHP+AAAAAAAACMAXSUSwFLAoWUKYeUjAFilIiMAXqUTowBeZRDBWJ5dGVzlHVdlCiMAXiUaBFoEWVlLg==", null)]
    [InlineData("gAWVgAAAAAAAAABdlCh9lCiMBWlucHV0lIwCMQqUjAZvdXRwdXSUjAjDvPCfmIBcbpSMAW6USvv///+MA2JpZ5SKCQAAAAAAAAAAQIwBZpRHP+AAAAAAAACMAXSUSwFLAoWUKYeUjAFilIiMAXqUTowBeZRDBWJ5dGVzlHVdlCiMAXiUaBFoEWVlLg==", null)]
    public void Plain_data_are_read_in_every_protocol(string pickle, string? json) => Assert.Equal(
        json ?? Value.Replace("\"z\":null", "\"z\":null,\"y\":\"bytes\"", StringComparison.Ordinal),
        Encoding.UTF8.GetString(PickleReader.ToJson(Convert.FromBase64String(pickle), _limits, Free, Free).Span));

    [Theory]
    [InlineData("", "too early")]
    [InlineData("]", "too early")]
    [InlineData(".", "0 values")]
    [InlineData("NN.", "2 values")]
    [InlineData("a.", "missing")]
    [InlineData("Na.", "missing")]
    [InlineData("NNa.", "no list")]
    [InlineData("NNNs.", "no dictionary")]
    [InlineData("}NNs.", "no text")]
    [InlineData("}(Vk\nu.", "no value")]
    [InlineData("h\u0005.", "refers to a value")]
    [InlineData("X\u007f\u007f\u007f\u007fabc", "too early")]
    [InlineData("I12x\n.", "whole number")]
    [InlineData("Ivery long", "within a line")]
    [InlineData("Fnan\n.", "no word")]
    [InlineData("F1e999\n.", "no word")]
    [InlineData("V\\ud800\n.", "no character")]
    [InlineData("(.", "no word")]
    [InlineData("cos\nsystem\n.", "classes and calls")]
    [InlineData("(ios\nsystem\n.", "classes and calls")]
    [InlineData("P1\n.", "classes and calls")]
    [InlineData("S'x'\n.", "classes and calls")]
    public void What_is_no_pickle_of_plain_data_is_refused_with_the_reason(string pickle, string reason) =>
        Assert.Contains(reason, Refusal(Encoding.Latin1.GetBytes(pickle)), StringComparison.Ordinal);

    [Fact]
    public void A_pickle_that_doubles_itself_thirty_times_ends_at_the_bound()
    {
        // Each list holds the one before it twice: 62 bytes for a billion values.
        var pickle = new StringBuilder("]");
        for (var i = 0; i < 30; i++)
            pickle.Append("q").Append((char)i).Append("0](h").Append((char)i).Append('h').Append((char)i).Append('e');
        Assert.Contains("more than 10000 values", Refusal(Encoding.Latin1.GetBytes(pickle + ".")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("]", 1_000_000, "more than 10000 values")]
    [InlineData("2", 1_000_000, "more than 10000 values")]
    [InlineData("(", 1_000_000, "more than 10000 values")]
    [InlineData("\u0094", 1_000_000, "remembers more than 10000 values")]
    public void What_would_fill_the_memory_ends_at_the_bound(string operation, int times, string reason) =>
        Assert.Contains(reason, Refusal(Encoding.Latin1.GetBytes("N" + new StringBuilder().Insert(0, operation, times))), StringComparison.Ordinal);

    [Fact]
    public void Nesting_ends_at_the_bound_and_a_list_that_holds_itself_too()
    {
        Assert.Contains("deeper than 64", Refusal([.. Enumerable.Repeat((byte)']', 5_000), .. Enumerable.Repeat((byte)'a', 4_999), (byte)'.']), StringComparison.Ordinal);
        Assert.Contains("deeper than 64", Refusal(Encoding.Latin1.GetBytes("]q\0h\0a.")), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_are_repeated_end_at_the_size_of_a_body()
    {
        var pickle = Encoding.Latin1.GetBytes("](V" + new string('x', 1000) + "\nq\0" + new StringBuilder().Insert(0, "h\0", 9_000) + "e.");
        Assert.Contains("1 MiB", Refusal(pickle), StringComparison.Ordinal);
    }

    private static string Refusal(byte[] pickle) => Assert.Throws<FormatException>(() => PickleReader.ToJson(pickle, _limits, Free, Free)).Message;

    private static void Free(long bytes)
    {
    }
}
