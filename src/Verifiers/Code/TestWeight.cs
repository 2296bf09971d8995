namespace Verifiers.Code;

/// <summary>What a test counts for: 1, unless the credit is weighted and the test has a weight.</summary>
internal static class TestWeight
{
    private const double Smallest = 1e-6;
    private const double Largest = 1e6;

    public static double Read(JsonCursor reference, JsonCursor test)
    {
        var weight = test.Optional("weight");
        if (!weight.IsPresent)
            return 1;
        return reference.Optional("credit") is { Kind: System.Text.Json.JsonValueKind.String } credit && credit.String() == "weighted"
            ? weight.Number(Smallest, Largest)
            : throw weight.Refused("belongs to the credit weighted.");
    }
}
