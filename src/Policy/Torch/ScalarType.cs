namespace Verifiers.Policy.Torch;

/// <summary>The type of a tensor's numbers; the values are torch's own.</summary>
public enum ScalarType
{
    Byte = 0,
    Int32 = 3,
    Int64 = 4,
    Float32 = 6,
    Float64 = 7,
    Bool = 11,
    BFloat16 = 15,
}

/// <summary>Where a tensor lies: the CPU, or the CUDA device of a number.</summary>
/// <param name="Index">Below 0: the CPU.</param>
public readonly record struct Device(int Index)
{
    public static Device CPU { get; } = new(-1);

    public static Device CUDA { get; } = new(0);

    public bool IsCuda => Index >= 0;

    public override string ToString() => IsCuda ? $"cuda:{Index}" : "cpu";
}
