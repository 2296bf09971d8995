using System.Collections;
using System.Runtime.CompilerServices;

namespace Verifiers.Mathematics.Expressions;

/// <summary>An immutable list with value equality, so that records that hold one compare by content.</summary>
[CollectionBuilder(typeof(Sequence), nameof(Sequence.Of))]
public readonly struct Sequence<T> : IReadOnlyList<T>, IEquatable<Sequence<T>>
{
    private readonly T[]? _items;

    internal Sequence(T[] items) => _items = items;

    /// <summary>Number of items.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>The item at <paramref name="index"/>, from 0.</summary>
    public T this[int index] => _items![index];

    /// <summary>The items.</summary>
    public ReadOnlySpan<T> Span => _items;

    /// <summary>Each item transformed, in order.</summary>
    public Sequence<TResult> Map<TResult>(Func<T, TResult> transform)
    {
        var result = new TResult[Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = transform(_items![i]);
        return new(result);
    }

    /// <summary>Each item transformed, in order; this sequence itself when no item changes.</summary>
    internal Sequence<T> MapOrSame(Func<T, T> transform)
    {
        T[]? result = null;
        for (var i = 0; i < Count; i++)
        {
            var item = transform(_items![i]);
            if (result is null && !ReferenceEquals(item, _items[i]))
                result = [.. _items];
            if (result is not null)
                result[i] = item;
        }
        return result is null ? this : new(result);
    }

    /// <summary>Whether both are one and the same.</summary>
    internal bool IsSameAs(Sequence<T> other) => ReferenceEquals(_items, other._items);

    /// <inheritdoc/>
    public bool Equals(Sequence<T> other)
    {
        if (ReferenceEquals(_items, other._items))
            return true;
        if (Count != other.Count)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(_items![i], other._items![i]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sequence<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Span)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both hold equal items in the same order.</summary>
    public static bool operator ==(Sequence<T> left, Sequence<T> right) => left.Equals(right);

    /// <summary>Whether they differ in an item or the order.</summary>
    public static bool operator !=(Sequence<T> left, Sequence<T> right) => !left.Equals(right);
}

/// <summary>Builds sequences.</summary>
public static class Sequence
{
    /// <summary>A sequence of copies of these items.</summary>
    public static Sequence<T> Of<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    /// <summary>A sequence of these items.</summary>
    public static Sequence<T> From<T>(IEnumerable<T> items) => new([.. items]);
}
