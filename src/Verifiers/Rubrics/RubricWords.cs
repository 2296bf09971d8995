namespace Verifiers.Rubrics;

/// <summary>The words that rubric files use.</summary>
public static class RubricWords
{
    /// <summary>The word for a combination.</summary>
    public static string Of(Combination combination) => combination switch
    {
        Combination.WeightedSum => "weighted_sum",
        Combination.Gate => "gate",
        Combination.Min => "min",
        Combination.Product => "product",
        Combination.Expression => "expression",
    };

    /// <summary>The combination a word stands for.</summary>
    internal static Combination Read(JsonCursor word) =>
        word.OneOf("weighted_sum", "gate", "min", "product", "expression") switch
        {
            "gate" => Combination.Gate,
            "min" => Combination.Min,
            "product" => Combination.Product,
            "expression" => Combination.Expression,
            _ => Combination.WeightedSum,
        };
}
